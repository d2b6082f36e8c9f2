import type { LiveAlias } from "../aws/lambda/aliasApi.js";
import { DeployError } from "../ground/errors.js";
import type { PropertyBag } from "../inputs/inputs.js";
import { readJournal } from "./journal.js";
import { assertOurs } from "./moveAlias.js";
import { lookAtAlias } from "./observe.js";
import type { ReleaseOperation } from "./releaseOperation.js";
import { toReleaseState } from "./releaseState.js";

/** The state of a release that ended well: what a fresh look shows, which must be what was reached. */
export async function recordSuccess(operation: ReleaseOperation, isLookFresh: boolean): Promise<PropertyBag> {
  const { progress, inputs, state, clock, baseline, target, given } = operation;
  const live = assertOurs(operation, isLookFresh ? operation.seen : await lookAtAlias(operation));
  const isMoved = baseline !== undefined && baseline.version !== inputs.functionVersion;
  if (isMoved) {
    Object.assign(progress, { previousVersion: baseline.version, previousCodeSha256: baseline.codeSha256 });
  } else if (state !== undefined && state.functionVersion !== inputs.functionVersion) {
    // A run that was killed brought it here; what it left behind is what state has.
    Object.assign(progress, { previousVersion: state.functionVersion, previousCodeSha256: state.codeSha256 });
  }
  const isNew = isMoved || state?.wantedVersion !== inputs.functionVersion || state.phase !== "Succeeded";
  Object.assign(progress, {
    ...nothingFailed,
    phase: "Succeeded",
    wantedVersion: inputs.functionVersion,
    ownVersion: live.functionVersion,
    seenVersion: live.functionVersion,
    seenRoutingConfig: live.weights,
    heldWeight: undefined,
    heldId: undefined,
    wholeDescription: undefined,
    lastReleasedAt: isNew ? new Date(clock.nowMs()).toISOString() : progress.lastReleasedAt,
  });
  return toReleaseState(given, { alias: live, version: target ?? missing(operation) }, progress);
}

/** The state of a release that stops at a weight because the program says so. */
export async function recordHold(operation: ReleaseOperation, isLookFresh: boolean): Promise<PropertyBag> {
  const { progress, inputs, baseline, given } = operation;
  const live = assertOurs(operation, isLookFresh ? operation.seen : await lookAtAlias(operation));
  Object.assign(progress, {
    ...nothingFailed,
    phase: "Held",
    wantedVersion: inputs.functionVersion,
    ownVersion: live.functionVersion,
    seenVersion: live.functionVersion,
    seenRoutingConfig: live.weights,
    heldWeight: live.weights[inputs.functionVersion],
    heldId: readJournal(live.description).journal?.id,
    wholeDescription: wholeDescription(operation, live),
  });
  return toReleaseState(given, { alias: live, version: baseline ?? missing(operation) }, progress);
}

/** The state of a release that did not end well, with what is live now. The triggers stay those of the last one that did. */
export async function recordFailure(operation: ReleaseOperation, live: LiveAlias): Promise<PropertyBag> {
  const { progress, given, state, target, baseline, lambda, functionName, inputs } = operation;
  const known = [target, baseline].find((version) => version?.version === live.functionVersion);
  const version = known ?? (await lambda.getFunction(functionName, live.functionVersion));
  Object.assign(progress, {
    wantedVersion: inputs.functionVersion,
    wholeDescription: wholeDescription(operation, live),
  });
  return toReleaseState({ ...given, triggers: state?.triggers }, { alias: live, version }, progress);
}

/** What a journal has cut, and a program that gives no description has nowhere else to get it from. */
function wholeDescription({ given, text }: ReleaseOperation, { description }: LiveAlias): string | undefined {
  const isCut = readJournal(description).journal !== undefined && !description.startsWith(text);
  return given.description === undefined && isCut ? text : undefined;
}

const nothingFailed = {
  failedVersion: undefined,
  failedCodeSha256: undefined,
  failureReason: undefined,
  failedTriggers: undefined,
};

function missing({ functionRef }: ReleaseOperation): never {
  throw new DeployError("Aws", `Releasing to ${functionRef.name}: the version was never read.`);
}
