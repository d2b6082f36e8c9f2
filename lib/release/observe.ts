import type { LiveAlias } from "../aws/lambda/aliasApi.js";
import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { isSameCode } from "../ground/codeHash.js";
import { AwsFailure, DeployError } from "../ground/errors.js";
import { describeRouting, judgeForeignAlias } from "./foreignAlias.js";
import { isHeldAsLeft, isReweighted } from "./heldAsLeft.js";
import { type Journal, readJournal, wholeText } from "./journal.js";
import { percent } from "./percent.js";
import { assertInTime, described, identify, pause, type ReleaseOperation } from "./releaseOperation.js";

/** From where a release goes on. */
export type Start =
  /** There is no such alias. */
  | { kind: "missing" }
  /** All callers have the target, or go back to it, which they had before. */
  | { kind: "there" }
  /** All callers have another version. */
  | { kind: "before" }
  /** The target has `weight` of the calls by a release of ours that did not end, or that holds. */
  | { kind: "split"; weight: number; isHeld: boolean }
  /** The target has all calls by a release of ours, whose last bake or record did not end. */
  | { kind: "promoted" };

const transitionPauseMs = 15_000;

/** Looks at the alias, at what it points to and at the target, and says where the release goes on; nothing is sent where it is foreign. */
export async function observe(operation: ReleaseOperation): Promise<Start> {
  const { inputs, given, state } = operation;
  const alias = await lookAtAlias(operation);
  if (alias === undefined) {
    await lookAtTarget(operation);
    return { kind: "missing" };
  }
  identify(operation, alias.aliasArn);
  const { journal } = readJournal(alias.description);
  const isGiven = given.description !== undefined;
  operation.text = isGiven ? inputs.description : wholeText(alias.description, state?.wholeDescription);
  operation.expected = alias;
  const isTrue = journal !== undefined && isOf(journal, alias) && !isReweighted(state ?? {}, alias, journal);
  const ours = isTrue ? journal : heldAsLeft(operation, alias);
  const transition = await transitionOf(operation, alias, ours);
  if (transition === "under way") {
    operation.say("AWS still moves provisioned concurrency from one version to the other; waiting for it");
    await pause(operation, transitionPauseMs);
    assertInTime(operation);
    return observe(operation);
  }
  if (ours !== undefined && transition !== "nobody's") {
    return takeOver(operation, ours, alias);
  }
  const target = await lookAtTarget(operation);
  judgeForeignAlias(operation, alias, journal);
  const [other] = Object.keys(alias.weights);
  const isTargets = alias.functionVersion === target.version;
  // Of a split with the target it is the other one that callers have had.
  operation.baseline =
    isTargets && other === undefined ? target : await lookAtVersion(operation, otherThan(target, alias));
  if (state === undefined && !isTargets) {
    operation.say(`the alias is taken over; it has ${describeRouting(alias)}`);
  }
  return { kind: isTargets && other === undefined ? "there" : "before" };
}

/** Goes on from a release of ours that did not end. */
async function takeOver(operation: ReleaseOperation, ours: Journal, alias: LiveAlias): Promise<Start> {
  const { state } = operation;
  const isHeld = state?.phase === "Held" && state.wantedVersion === ours.target && ours.phase === "hold";
  operation.taken = ours;
  if (ours.phase === "final" || ours.phase === "back") {
    // Weights that AWS gives meanwhile come and go.
    operation.expected = { ...alias, weights: {} };
  }
  // A hold may stay as it is where something else goes wrong; what nobody watches may not.
  operation.isUnderWay = !isHeld;
  const target = await lookAtTarget(operation);
  if (ours.baseline === target.version) {
    operation.baseline = target;
    return { kind: "there" };
  }
  operation.baseline = await lookAtVersion(operation, ours.baseline);
  if (ours.target !== target.version || ours.phase === "back") {
    // Another candidate: it takes the place of the first one in the write that sets its own weight.
    return { kind: "before" };
  }
  operation.since = ours.since;
  if (ours.phase === "final") {
    return { kind: "promoted" };
  }
  const weight = alias.weights[target.version] ?? 0;
  operation.say(`goes on with version ${target.version}, which has ${percent(weight)} since ${ours.since}`);
  return { kind: "split", weight, isHeld };
}

/** Whether the alias stands as this journal says; where it does not, somebody moved it since. */
function isOf({ phase, baseline, target }: Journal, { functionVersion, weights }: LiveAlias): boolean {
  const weighted = Object.keys(weights);
  // AWS itself gives the other version a weight while provisioned concurrency moves.
  if (phase === "final") {
    return functionVersion === target && weighted.every((version) => version === baseline);
  }
  if (phase === "back") {
    return functionVersion === baseline && weighted.every((version) => version === target);
  }
  return functionVersion === baseline && weighted.length === 1 && weighted[0] === target;
}

/** A hold of ours whose journal somebody took out of the description, and touched nothing else. */
function heldAsLeft({ state, id, inputs }: ReleaseOperation, alias: LiveAlias): Journal | undefined {
  if (state === undefined || !isHeldAsLeft(state, alias)) {
    return undefined;
  }
  const { wantedVersion: target, lastReleasedAt } = state;
  const steps = inputs.steps.length + 1;
  const since = lastReleasedAt ?? new Date(0).toISOString();
  const { functionVersion: baseline } = alias;
  return { baseline, target, step: 1, steps, id, since, phase: "hold" };
}

/**
 * Whether AWS holds callers on the version of before until provisioned concurrency is there, which is neither foreign nor
 * done; `"nobody's"`: the weights look like AWS's, and there is no provisioned concurrency. Where it has to ask, the
 * operation knows from then on whether there is any, for a way back may need that before the pre-flight.
 */
async function transitionOf(
  operation: ReleaseOperation,
  alias: LiveAlias,
  ours: Journal | undefined,
): Promise<"under way" | "ended" | "nobody's" | undefined> {
  const { state, inputs, functionName, concurrency } = operation;
  const sides = [alias.functionVersion, ...Object.keys(alias.weights)];
  const isKnown = [state?.ownVersion, state?.wantedVersion, inputs.functionVersion].some(
    (version) => version !== undefined && sides.includes(version),
  );
  const isSplit = sides.length > 1;
  const isPossible = ours === undefined ? isKnown && isSplit : ours.phase === "final" || ours.phase === "back";
  if (!isPossible) {
    return undefined;
  }
  const found = await concurrency.provisionedConcurrency(functionName, inputs.aliasName);
  operation.isProvisioned = found !== undefined;
  if (!isSplit) {
    return undefined;
  }
  return found === undefined ? "nobody's" : found.status === "IN_PROGRESS" ? "under way" : "ended";
}

/** What callers have beside the target. */
function otherThan(target: LiveFunction, { functionVersion, weights }: LiveAlias): string {
  return functionVersion === target.version ? (Object.keys(weights)[0] ?? functionVersion) : functionVersion;
}

/** The version to release, which must hold the code that was published. */
async function lookAtTarget(operation: ReleaseOperation): Promise<LiveFunction> {
  const { lambda, functionName, inputs } = operation;
  const { functionVersion, codeSha256 } = inputs;
  let target: LiveFunction;
  try {
    target = await lambda.getFunction(functionName, functionVersion);
  } catch (error) {
    if (error instanceof AwsFailure && error.httpStatus === 404) {
      throw new DeployError(
        "Aws",
        `Releasing ${described(operation)}: ${error.message} Where the version was deleted, publish it again.`,
      );
    }
    throw error;
  }
  identify(operation, target.functionArn);
  if (codeSha256 !== undefined && !isSameCode(codeSha256, target.codeSha256)) {
    throw new DeployError(
      "VerificationFailed",
      `Releasing ${described(operation)}: the version holds code ${target.codeSha256}, not ${codeSha256}: it is another one, such as of a function that was made anew. Nothing was sent. Give the version that was published with that code; or, to go back to an older one, its hash or no codeSha256 at all.`,
    );
  }
  operation.target = target;
  return target;
}

function lookAtVersion({ lambda, functionName }: ReleaseOperation, version: string): Promise<LiveFunction> {
  return lambda.getFunction(functionName, version);
}

/** Reads the alias once; undefined where there is none. */
export async function lookAtAlias(operation: ReleaseOperation): Promise<LiveAlias | undefined> {
  operation.seen = await operation.aliases.getAlias(operation.functionName, operation.inputs.aliasName);
  return operation.seen;
}
