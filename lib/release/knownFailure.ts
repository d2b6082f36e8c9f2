import { functionRefOf } from "../access/resolveAccess.js";
import { isSameCode } from "../ground/codeHash.js";
import type { ErrorCode } from "../ground/errors.js";
import { percent } from "./percent.js";
import type { ParsedReleaseInputs, ReleaseInputs } from "./releaseInputs.js";
import type { ReleaseState } from "./releaseState.js";

/** Why an up would stop before it moves anything, as far as the state alone can tell. */
export interface KnownFailure {
  code: ErrorCode;
  message: string;
}

type Known = Pick<ParsedReleaseInputs, "inputs" | "unknown">;

/**
 * The failure that a release is bound to end with, undefined where none is known: a version that was taken back is not
 * tried again by itself, and `onForeignChange: "fail"` stops even where a refresh has shown the foreign version. No request.
 */
export function knownFailure(state: ReleaseState, { inputs, unknown }: Known): KnownFailure | undefined {
  const { functionVersion, aliasName, onForeignChange } = inputs;
  const isSplit = Object.keys(state.routingConfig).length > 0;
  const isUnfinished = state.phase === "Shifting" || state.phase === "Held";
  if (unknown.has("functionVersion") || isUnfinished || (state.functionVersion === functionVersion && !isSplit)) {
    // What is under way has to be ended first, and what is there already is taken over.
    return undefined;
  }
  const what = `Releasing version ${functionVersion} of ${functionRefOf(inputs).name} to its alias ${aliasName}`;
  if (hasFailedBefore(state, inputs, unknown)) {
    return {
      code: "VersionFailed",
      message: `${what}: it failed before (${state.failureReason ?? "no reason recorded"}), and is not tried again by itself. Nothing was sent${isSplit ? `, and its calls are still divided: ${shares(state)}` : ""}. Give another version as functionVersion, or another value of triggers to try this one once more.`,
    };
  }
  const isForeign = isSplit || (state.ownVersion !== undefined && state.functionVersion !== state.ownVersion);
  if (onForeignChange === "fail" && isForeign && !unknown.has("onForeignChange")) {
    const found = `version ${state.functionVersion}${isSplit ? " and a part of its calls on another one" : ""}`;
    return {
      code: "ForeignChange",
      message: `${what}: the alias has ${found}, which this resource did not set. Nothing was sent. onForeignChange is "fail": move the alias back, or set onForeignChange to "overwrite" for one run.`,
    };
  }
  return undefined;
}

function shares({ functionVersion, routingConfig }: ReleaseState): string {
  const others = Object.entries(routingConfig).map(([version, weight]) => `${percent(weight)} on version ${version}`);
  return `${others.join(", ")}, the rest on version ${functionVersion}`;
}

/**
 * Whether the version is one that was taken back, and nobody has said since that it may be tried again: a preview asks with
 * the hash that the program gives, the release itself with the one that the version has.
 */
export function hasFailedBefore(
  { failedVersion, failedCodeSha256, failedTriggers }: Partial<ReleaseState>,
  wanted: Pick<ReleaseInputs, "functionVersion" | "codeSha256" | "triggers">,
  unknown: ReadonlySet<string> = new Set(),
): boolean {
  const { functionVersion, codeSha256, triggers } = wanted;
  const isOtherCode =
    unknown.has("codeSha256") ||
    (codeSha256 !== undefined && failedCodeSha256 !== undefined && !isSameCode(codeSha256, failedCodeSha256));
  const isRetried = unknown.has("triggers") || triggers !== failedTriggers;
  return failedVersion === functionVersion && !isOtherCode && !isRetried;
}
