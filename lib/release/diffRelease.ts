import { accessKey, accessOf } from "../access/access.js";
import { differencesFrom } from "../access/functionRef.js";
import { functionRefOf } from "../access/resolveAccess.js";
import { isSameCode } from "../ground/codeHash.js";
import type { ParsedReleaseInputs } from "./releaseInputs.js";
import type { ReleaseState } from "./releaseState.js";

/** What a preview says: the inputs for which the alias is another one, and those for which it is released to again. */
export interface ReleaseDifference {
  replaces: string[];
  updates: string[];
}

/**
 * Compares what is wanted with what is stored, never with earlier inputs: what is unfinished must show as a change even
 * after a refresh, which clears Pulumi's own init errors. Pure, and never throws. How a release is watched (steps, alarms,
 * smoke tests) is no change by itself: it holds from the next release on.
 */
export function diffRelease(state: ReleaseState, parsed: ParsedReleaseInputs): ReleaseDifference {
  const { inputs, unknown } = parsed;
  const replaces: string[] = [];
  if (!unknown.has("functionName")) {
    const other = differencesFrom(functionRefOf(inputs), state.functionArn);
    if (other.length > 0) {
      replaces.push(other.every((part) => part === "region") ? "aws" : "functionName");
    }
  }
  if (!unknown.has("aliasName") && inputs.aliasName !== state.aliasName) {
    replaces.push("aliasName");
  }
  const isHeldAsWanted = state.phase === "Held" && state.wantedVersion === inputs.functionVersion;
  const reached = isHeldAsWanted ? state.wantedVersion : state.functionVersion;
  const updates = {
    functionName: unknown.has("functionName"),
    aliasName: unknown.has("aliasName"),
    functionVersion: unknown.has("functionVersion") || inputs.functionVersion !== reached,
    codeSha256: unknown.has("codeSha256") || (!isHeldAsWanted && isOtherCode(state, parsed)),
    routingConfig: !isRoutedAs(state, isHeldAsWanted ? state.heldWeight : undefined),
    hold: isHeldAsWanted && (unknown.has("hold") || inputs.hold !== state.heldWeight),
    phase: state.phase !== "Succeeded" && !isHeldAsWanted,
    triggers: unknown.has("triggers") || inputs.triggers !== state.triggers,
    description: unknown.has("description") || inputs.description !== (state.description ?? ""),
    // Destroying has the state alone to go by.
    onDestroy: inputs.onDestroy !== (state.onDestroy ?? "keep"),
    aws: unknown.has("aws") || isOtherAccess(state, parsed),
  };
  const changed = Object.entries(updates).filter(([, isChanged]) => isChanged);
  return { replaces, updates: changed.map(([name]) => name) };
}

/** The version has been made anew under its number, as where the function itself was. */
function isOtherCode(state: ReleaseState, { inputs }: ParsedReleaseInputs): boolean {
  return inputs.codeSha256 !== undefined && !isSameCode(inputs.codeSha256, state.codeSha256);
}

/** Whether the live weights are those that were last reached: none, or those of a hold. */
function isRoutedAs({ routingConfig, wantedVersion }: ReleaseState, heldWeight: number | undefined): boolean {
  const weights = Object.entries(routingConfig);
  return heldWeight === undefined
    ? weights.length === 0
    : weights.length === 1 && routingConfig[wantedVersion] === heldWeight;
}

/** The ways to reach the function are no part of it, but `read` must know the new ones. */
function isOtherAccess(state: ReleaseState, { inputs: { aws } }: ParsedReleaseInputs): boolean {
  return accessKey(accessOf(aws, undefined)) !== accessKey(accessOf(state.aws ?? {}, undefined));
}
