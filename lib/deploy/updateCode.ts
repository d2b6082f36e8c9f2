import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { BytesInFlight } from "../code/bytesInFlight.js";
import { codeToSend, memoryBytesOf } from "../code/codeToSend.js";
import { DeployError } from "../ground/errors.js";
import { assertNoConcurrentDeploy, judgeForeignChange } from "./foreignChange.js";
import { hasWantedKey, look, lookUntilSettled, type Operation, wantedArchitecture } from "./operation.js";
import { endRound } from "../aws/calls/rounds.js";
import { isOtherStorage } from "../state/storage.js";

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
    assertExpectedRevision(operation, first);
    const remark = judgeForeignChange(operation, live);
    if (remark !== undefined && round === 1) {
      log.info(functionRef.name, remark);
    }
    operation.progress.replacedCodeSha256 = codeThatMayComeBack(operation, live);
    try {
      return await send(operation, live);
    } catch (error) {
      const { kind, isLast, pauseMs } = endRound(error, round, operation);
      isSentInDoubt ||= kind === "ambiguous";
      if (isLast) {
        throw isSentInDoubt ? await acceptingWhatWasTaken(operation, first, error) : error;
      }
      try {
        await clock.sleep(pauseMs);
        live = await lookUntilSettled(operation);
      } catch (waitError) {
        throw isSentInDoubt ? await acceptingWhatWasTaken(operation, first, waitError) : waitError;
      }
      assertNoConcurrentDeploy(first, live, inputs, isSentInDoubt && operation.isHashOfText);
    }
  }
}

/**
 * What this update may bring back where it fails, as far as that is surely ours to replace. After another failed update the
 * look may show that one's code, while the code before it runs: that is what an unfinished update of ours replaced, or what
 * we deployed last, or nobody knows. What comes back in the end says nothing, for somebody's deploy may have failed right
 * after this one, and the RevisionId changes at the end of an update, too.
 */
function codeThatMayComeBack({ state, progress, wantedCodeSha256 }: Operation, live: LiveFunction): string | undefined {
  if (live.codeSha256 !== wantedCodeSha256) {
    return live.codeSha256;
  }
  const deployed = state?.deployedCodeSha256;
  const isHidden = live.lastUpdateStatus === "Failed" && deployed !== wantedCodeSha256;
  return progress.replacedCodeSha256 ?? (isHidden ? deployed : undefined);
}

/** Whether Lambda shows what an update of unknown fate asked for: then it was taken. */
function isOurs(operation: Operation, live: LiveFunction, first: LiveFunction): boolean {
  const isAsWanted =
    live.codeSha256 === operation.wantedCodeSha256 &&
    live.architectures[0] === wantedArchitecture(operation, live) &&
    hasWantedKey(operation, live);
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

/** A RevisionId given by hand is held against the first look, and never tried again: it is what people saw. */
export function assertExpectedRevision({ inputs, functionRef }: Operation, first: LiveFunction): void {
  const { expectedRevisionId } = inputs;
  if (expectedRevisionId !== undefined && expectedRevisionId !== first.revisionId) {
    throw new DeployError(
      "ForeignChange",
      `Deploying ${functionRef.name}: its revision is ${first.revisionId}, and expectedRevisionId is ${expectedRevisionId}. Nothing was sent. See what changed, then give the new revision or leave the argument out.`,
    );
  }
}

/** Whether the function lacks anything of what is asked for. */
export function isUpdateNeeded(operation: Operation, live: LiveFunction): boolean {
  const { inputs, state, wantedCodeSha256, isVersionDue, progress } = operation;
  return (
    live.codeSha256 !== wantedCodeSha256 ||
    // A failed update may show the new hash while the old code runs (hashicorp/terraform-provider-aws#49904).
    live.lastUpdateStatus === "Failed" ||
    live.state === "Failed" ||
    live.architectures[0] !== wantedArchitecture(operation, live) ||
    !hasWantedKey(operation, live) ||
    isOtherStorage(inputs, state, live) ||
    (isVersionDue && progress.failedVersion !== undefined)
  );
}

async function send(operation: Operation, live: LiveFunction): Promise<string | undefined> {
  const { wantedCodeSha256, progress } = operation;
  const answer = await requestUpdate(operation, live, false);
  if (answer === undefined) {
    throw new Error("Only a dry run sends nothing.");
  }
  if (operation.isHashOfText || wantedCodeSha256 === undefined) {
    // What the words brought this time; from here on it is verified like any other.
    operation.wantedCodeSha256 = answer.codeSha256;
    operation.isVersionDue ||= operation.inputs.publish && progress.publishedCodeSha256 !== answer.codeSha256;
  }
  accept(operation, answer.codeSha256);
  if (live.codeSha256 !== operation.wantedCodeSha256) {
    // It was a version of other code.
    progress.failedVersion = undefined;
  }
  // With Publish the answer is the version's; either way `$LATEST` has the new hash and is not done yet.
  operation.seen = { ...live, codeSha256: answer.codeSha256, lastUpdateStatus: "InProgress" };
  return answer.version === "$LATEST" ? undefined : answer.version;
}

/** Sends one UpdateFunctionCode when there is room for the package; undefined where a dry run cannot ask. */
export async function requestUpdate(
  operation: Operation,
  live: LiveFunction,
  isDryRun: boolean,
): Promise<LiveFunction | undefined> {
  const { inputs, log, clock, deadline, functionRef } = operation;
  const say = (message: string) => {
    log.info(functionRef.name, message);
  };
  const askedAtMs = clock.nowMs();
  return uploads.run(functionRef.name, memoryBytesOf(operation), clock, say, async () => {
    // Waiting for others is not this deploy's fault.
    deadline.atMs += clock.nowMs() - askedAtMs;
    // Before a package is read, or put into a bucket.
    clock.cancelled?.throwIfAborted();
    const found = await codeToSend(operation, live, isDryRun);
    if (found === undefined) {
      return undefined;
    }
    const update = {
      code: found.code,
      revisionId: live.revisionId,
      publish: found.isExact && isPublishedWithUpdate(operation, live),
      dryRun: isDryRun,
      architectures: inputs.architectures,
      // Left out, Lambda would fall back to its own key.
      sourceKmsKeyArn: inputs.sourceKmsKeyArn === "" ? undefined : (inputs.sourceKmsKeyArn ?? live.sourceKmsKeyArn),
    };
    const sent = await operation.lambda.updateFunctionCode(operation.functionName, update);
    if (!isDryRun) {
      say(`sent ${found.described}`);
    }
    return sent;
  });
}

/**
 * With a description the version is published afterwards: this request has no field for one. After a failed version it
 * cannot wait: PublishVersion may hand the failed one back.
 */
function isPublishedWithUpdate(operation: Operation, live: LiveFunction): boolean {
  const { inputs, progress, isVersionDue, wantedCodeSha256 } = operation;
  const hasFailed = progress.failedVersion !== undefined;
  const isNewCode = live.codeSha256 !== wantedCodeSha256 || hasFailed;
  const isPlain = inputs.versionDescription === undefined && inputs.publishTo === undefined;
  return isVersionDue && isNewCode && (isPlain || (hasFailed && inputs.publishTo === undefined));
}

/** What Lambda took is other code than wanted where an object was replaced that has no version, or could not be read. */
function accept(operation: Operation, codeSha256 = operation.wantedCodeSha256): void {
  operation.isAccepted = true;
  operation.progress.deployedCodeSha256 = codeSha256;
}
