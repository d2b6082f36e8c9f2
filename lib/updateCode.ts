import type { CodeUpdate, LiveFunction } from "./aws/lambdaApi.js";
import { backoffMs, classify } from "./aws/retry.js";
import { BytesInFlight } from "./bytesInFlight.js";
import { systemClock } from "./clock.js";
import { AwsFailure, DeployError } from "./errors.js";
import { assertNoConcurrentDeploy, judgeForeignChange } from "./foreignChange.js";
import { lookUntilSettled, type Operation } from "./operation.js";
import { sizeBytesOf } from "./packageSizes.js";
import { CodeProblems, loadCode } from "./sources/index.js";

const maxRounds = 10;
const uploads = new BytesInFlight(64 * 1024 * 1024, systemClock);

/**
 * Sends the code unless the function runs it already; returns the version that Lambda published with it, if it did.
 * One attempt a round, guarded by the revision just seen; after anything doubtful, look before sending again.
 */
export async function updateCode(operation: Operation, first: LiveFunction): Promise<string | undefined> {
  const { inputs, clock, log, functionRef } = operation;
  let live = first;
  let isSentInDoubt = false;
  for (let round = 1; ; round += 1) {
    const isOurs =
      isSentInDoubt && live.codeSha256 === operation.wantedCodeSha256 && live.revisionId !== first.revisionId;
    if (isOurs || !isUpdateNeeded(operation, live)) {
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
      if (
        !["busy", "stale", "ambiguous"].includes(kind) ||
        round === maxRounds ||
        clock.nowMs() >= operation.deadline.atMs
      ) {
        throw error;
      }
      isSentInDoubt ||= kind === "ambiguous";
      await clock.sleep(backoffMs(round));
      live = await lookUntilSettled(operation);
      assertNoConcurrentDeploy(first, live, inputs);
    }
  }
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
  const answer = await uploads.run(functionRef.name, sizeBytesOf(wantedCodeSha256), say, async () => {
    // Waiting for others is not this deploy's fault.
    deadline.atMs += clock.nowMs() - askedAtMs;
    const zipFile = await load(operation);
    const isNewCode = live.codeSha256 !== wantedCodeSha256 || progress.failedVersion !== undefined;
    const update: CodeUpdate = {
      zipFile,
      revisionId: live.revisionId,
      // With a description the version is published afterwards: this request has no field for one.
      publish: operation.isVersionDue && inputs.versionDescription === undefined && isNewCode,
      architectures: inputs.architectures,
      // Left out, Lambda would fall back to its own key.
      sourceKmsKeyArn: live.sourceKmsKeyArn,
    };
    const sent = await operation.lambda.updateFunctionCode(operation.functionName, update);
    say(`sent ${formatSize(zipFile.byteLength)}, code ${wantedCodeSha256}`);
    return sent;
  });
  accept(operation);
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
