import type { CodeUpdate, LiveFunction } from "./aws/lambdaApi.js";
import { backoffMs, classify } from "./aws/retry.js";
import { BytesInFlight } from "./bytesInFlight.js";
import { AwsFailure, DeployError } from "./errors.js";
import { assertNoConcurrentDeploy, judgeForeignChange } from "./foreignChange.js";
import { look, lookUntilSettled, type Operation } from "./operation.js";
import { sizeBytesOf } from "./packageSizes.js";
import { CodeProblems, loadCode } from "./sources/index.js";

const maxRounds = 10;
const lastLookMs = 5_000;
const uploads = new BytesInFlight(64 * 1024 * 1024);

/**
 * Sends the code unless the function runs it already; returns the version that Lambda published with it, if it did.
 * One attempt a round, guarded by the revision just seen; after anything doubtful, look before sending again.
 */
export async function updateCode(operation: Operation, first: LiveFunction): Promise<string | undefined> {
  const { inputs, clock, log, functionRef } = operation;
  let live = first;
  let isSentInDoubt = false;
  for (let round = 1; ; round += 1) {
    if ((isSentInDoubt && isOurs(operation, live, first)) || !isUpdateNeeded(operation, live)) {
      accept(operation);
      return undefined;
    }
    const remark = judgeForeignChange(live, inputs, operation.state);
    if (remark !== undefined && round === 1) {
      log.info(functionRef.name, remark);
    }
    if (live.codeSha256 !== operation.wantedCodeSha256) {
      operation.progress.replacedCodeSha256 = live.codeSha256;
    }
    try {
      return await send(operation, live);
    } catch (error) {
      const kind = error instanceof AwsFailure ? classify(error) : "refused";
      isSentInDoubt ||= kind === "ambiguous";
      const isLast = round === maxRounds || clock.nowMs() >= operation.deadline.atMs;
      if (isLast || !["busy", "stale", "ambiguous"].includes(kind)) {
        throw isSentInDoubt ? await acceptingWhatWasTaken(operation, first, error) : error;
      }
      await clock.sleep(backoffMs(round));
      try {
        live = await lookUntilSettled(operation);
      } catch (waitError) {
        throw isSentInDoubt ? await acceptingWhatWasTaken(operation, first, waitError) : waitError;
      }
      assertNoConcurrentDeploy(first, live, inputs);
    }
  }
}

/** Whether Lambda shows what an update of unknown fate asked for: then it was taken. */
function isOurs({ wantedCodeSha256, inputs }: Operation, live: LiveFunction, first: LiveFunction): boolean {
  const architecture = inputs.architectures?.[0] ?? live.architectures[0];
  const isAsWanted = live.codeSha256 === wantedCodeSha256 && live.architectures[0] === architecture;
  return isAsWanted && live.revisionId !== first.revisionId;
}

/** One last look before giving up, so that an update whose answer was lost is not taken for somebody else's in the next run. */
async function acceptingWhatWasTaken(operation: Operation, first: LiveFunction, error: unknown): Promise<unknown> {
  operation.deadline.atMs = Math.max(operation.deadline.atMs, operation.clock.nowMs() + lastLookMs);
  const live = await look(operation).catch(() => operation.seen);
  if (live !== undefined && isOurs(operation, live, first)) {
    accept(operation);
  }
  return error;
}

/** Whether the function lacks anything of what is asked for. */
function isUpdateNeeded({ inputs, wantedCodeSha256, isVersionDue, progress }: Operation, live: LiveFunction): boolean {
  const { architectures } = inputs;
  return (
    live.codeSha256 !== wantedCodeSha256 ||
    // A failed update may show the new hash while the old code runs (hashicorp/terraform-provider-aws#49904).
    live.lastUpdateStatus === "Failed" ||
    live.state === "Failed" ||
    (architectures !== undefined && architectures[0] !== live.architectures[0]) ||
    (isVersionDue && progress.failedVersion !== undefined)
  );
}

async function send(operation: Operation, live: LiveFunction): Promise<string | undefined> {
  const { inputs, wantedCodeSha256, log, clock, deadline, functionRef, progress } = operation;
  const say = (message: string) => {
    log.info(functionRef.name, message);
  };
  const askedAtMs = clock.nowMs();
  const answer = await uploads.run(functionRef.name, sizeBytesOf(wantedCodeSha256), clock, say, async () => {
    // Waiting for others is not this deploy's fault.
    deadline.atMs += clock.nowMs() - askedAtMs;
    const zipFile = await load(operation);
    const isNewCode = live.codeSha256 !== wantedCodeSha256 || progress.failedVersion !== undefined;
    const update: CodeUpdate = {
      zipFile,
      revisionId: live.revisionId,
      // With a description the version is published afterwards: this request has no field for one. After a failed
      // version it cannot wait: PublishVersion may hand the failed one back.
      publish:
        operation.isVersionDue &&
        isNewCode &&
        (inputs.versionDescription === undefined || progress.failedVersion !== undefined),
      architectures: inputs.architectures,
      // Left out, Lambda would fall back to its own key.
      sourceKmsKeyArn: live.sourceKmsKeyArn,
    };
    const sent = await operation.lambda.updateFunctionCode(operation.functionName, update);
    say(`sent ${formatSize(zipFile.byteLength)}, code ${wantedCodeSha256}`);
    return sent;
  });
  accept(operation);
  if (live.codeSha256 !== wantedCodeSha256) {
    // It was a version of other code.
    progress.failedVersion = undefined;
  }
  // With Publish the answer is the version's; either way `$LATEST` has the new hash and is not done yet.
  operation.seen = { ...live, codeSha256: answer.codeSha256, lastUpdateStatus: "InProgress" };
  return answer.version === "$LATEST" ? undefined : answer.version;
}

async function load({ inputs, wantedCodeSha256, functionRef }: Operation): Promise<Uint8Array> {
  try {
    return await loadCode({ code: inputs.code, ignore: inputs.ignore }, wantedCodeSha256);
  } catch (error) {
    throw error instanceof CodeProblems
      ? new DeployError("BadInput", `Deploying ${functionRef.name}: ${error.problems.join(" ")}`)
      : error;
  }
}

function accept(operation: Operation): void {
  operation.isAccepted = true;
  operation.progress.deployedCodeSha256 = operation.wantedCodeSha256;
}

function formatSize(sizeBytes: number): string {
  const kibibytes = sizeBytes / 1024;
  return kibibytes < 1024 ? `${kibibytes.toFixed(1)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}
