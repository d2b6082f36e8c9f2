import { isDeepStrictEqual } from "node:util";
import type { LiveAlias } from "../aws/lambda/aliasApi.js";
import type { Surroundings } from "../code/surroundings.js";
import { DeployError } from "../ground/errors.js";
import type { Journal } from "./journal.js";
import { percent } from "./percent.js";
import { described, type ReleaseOperation, type Routing } from "./releaseOperation.js";
import type { ReleaseState } from "./releaseState.js";

/**
 * Stops before an alias is moved that somebody else moved, unless `onForeignChange` lets it. Foreign are a split that no
 * release of ours left, and a version that is neither the target nor what this resource left.
 */
export function judgeForeignAlias(operation: ReleaseOperation, alias: LiveAlias, journal: Journal | undefined): void {
  const { inputs, state, surroundings } = operation;
  const isSplit = Object.keys(alias.weights).length > 0;
  const own = [inputs.functionVersion, state?.ownVersion, journal?.baseline, journal?.target];
  // On create nobody knows what the alias had: what it points to is what a release begins from.
  if (!isSplit && (state === undefined || own.includes(alias.functionVersion))) {
    return;
  }
  const found = describeRouting(alias);
  const isFirst = surroundings.firstShown.has(shownName(alias));
  if (
    inputs.onForeignChange === "overwrite" ||
    (inputs.onForeignChange === "failUnseen" && isSeen(state, alias) && !isFirst)
  ) {
    operation.say(`replaces what somebody else set: ${found}`);
    return;
  }
  const way =
    inputs.onForeignChange === "fail"
      ? 'onForeignChange is "fail": move the alias back, or set onForeignChange to "overwrite" for one run'
      : state === undefined
        ? 'Let that release end, take the weights away, or set onForeignChange to "overwrite" for one run'
        : isFirst
          ? "The refresh of this very run was the first to show it: run `pulumi up` again to replace it"
          : "Run `pulumi refresh` to see it, then `pulumi up` to replace it";
  throw new DeployError(
    "ForeignChange",
    `Releasing ${described(operation)}: the alias has ${found}, which this resource did not set. Nothing was sent. ${way}.`,
  );
}

/** Remembers what a refresh of this operation is the first to show: where an up goes with it, nobody has looked at it yet. */
export function rememberFirstShownAlias(state: ReleaseState, alias: LiveAlias, { firstShown }: Surroundings): void {
  const isOwn = alias.functionVersion === state.ownVersion && Object.keys(alias.weights).length === 0;
  if (!isOwn && !isSeen(state, alias)) {
    firstShown.add(shownName(alias));
  }
}

/** Whether a refresh, or a release that ended, has shown people this routing. */
function isSeen(state: ReleaseState | undefined, { functionVersion, weights }: LiveAlias): boolean {
  return state?.seenVersion === functionVersion && isDeepStrictEqual(state.seenRoutingConfig ?? {}, weights);
}

function shownName({ aliasArn, functionVersion, weights }: LiveAlias): string {
  return `${aliasArn} ${functionVersion} ${JSON.stringify(weights)}`;
}

/** Who has which part of the calls, such as `90 % on version 41, 10 % on version 42`. */
export function describeRouting({ functionVersion, weights }: Pick<Routing, "functionVersion" | "weights">): string {
  const others = Object.entries(weights);
  const rest = others.reduce((sum, [, weight]) => sum - weight, 1);
  const shares: [string, number][] = [[functionVersion, rest], ...others];
  return others.length === 0
    ? `version ${functionVersion}`
    : shares.map(([version, weight]) => `${percent(weight)} on version ${version}`).join(", ");
}
