import { unqualifiedArn } from "../access/functionRef.js";
import { functionRefOf } from "../access/resolveAccess.js";
import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import type { Surroundings } from "../code/surroundings.js";
import { DeployError } from "../ground/errors.js";
import type { Inputs } from "../inputs/inputs.js";
import type { State } from "../state/state.js";
import type { Operation } from "./operation.js";

/**
 * Stops before code is replaced that somebody else deployed, unless `onForeignChange` lets it; returns the line to say
 * where code is replaced knowingly. Foreign is what is neither the wanted code nor what this resource deployed last.
 */
export function judgeForeignChange(
  { inputs: wanted, state, surroundings }: Operation,
  live: LiveFunction,
): string | undefined {
  if (live.codeSha256 === wanted.codeSha256) {
    return undefined;
  }
  const found = `code ${live.codeSha256}, last modified ${live.lastModified}`;
  // Where the resource was made by a dry run, nothing was deployed by it yet.
  if (state?.deployedCodeSha256 === undefined) {
    return `replaces the function's present ${found}`;
  }
  // An update that failed may have brought back what it was to replace, knowingly.
  const isBroughtBack = live.lastUpdateStatus === "Failed" && live.codeSha256 === state.replacedCodeSha256;
  if (live.codeSha256 === state.deployedCodeSha256 || isBroughtBack) {
    return undefined;
  }
  // The owner of the function may have put it there again, and no other code: that may be anybody's.
  const isPutBack = wanted.triggers !== state.triggers && live.codeSha256 === state.foundCodeSha256;
  if (isPutBack && wanted.onForeignChange !== "fail") {
    return `triggers changed: replaces ${found}, which the first deploy had found, with the code of this program`;
  }
  const isJustShown = isFirstShown(live, surroundings);
  const isSeen = live.codeSha256 === state.seenCodeSha256 && !isJustShown;
  if (wanted.onForeignChange === "overwrite" || (wanted.onForeignChange === "failUnseen" && isSeen)) {
    return `replaces foreign ${found}`;
  }
  const deployed = state.deployedCodeSha256;
  const wish = wanted.codeSha256 ?? "unknown";
  const own = deployed === wish ? `it deployed and wants ${wish}` : `it deployed ${deployed}, and wants ${wish}`;
  const way =
    wanted.onForeignChange === "fail"
      ? 'onForeignChange is "fail": deploy that code from this program, or set onForeignChange to "overwrite" for one run'
      : isJustShown
        ? "The refresh of this very run was the first to show it: run `pulumi up` again to replace it"
        : "Run `pulumi refresh` to see it, then `pulumi up` to replace it";
  throw new DeployError(
    "ForeignChange",
    `Deploying ${functionRefOf(wanted).name}: the function runs ${found}, which this resource did not deploy (${own}). Nothing was sent. ${way}.`,
  );
}

/**
 * Remembers foreign code that this refresh is the first to show: where an up goes with it, nobody has looked at it yet.
 * One provider process serves one operation of the engine, refresh and updates alike.
 */
export function rememberFirstShown(live: LiveFunction, state: State, { firstShown }: Surroundings): void {
  if (live.codeSha256 !== state.deployedCodeSha256 && live.codeSha256 !== state.seenCodeSha256) {
    firstShown.add(shownName(live));
  }
}

/** Whether a refresh of this very operation was the first to show this code. */
export function isFirstShown(live: LiveFunction, { firstShown }: Surroundings): boolean {
  return firstShown.has(shownName(live));
}

function shownName({ functionArn, codeSha256 }: LiveFunction): string {
  return `${unqualifiedArn(functionArn)} ${codeSha256}`;
}

/**
 * Stops when the live code changed to something third while this deploy was looking at it. `isOursPossible`: an update
 * was sent whose answer was lost, and nobody knows which code it brings.
 */
export function assertNoConcurrentDeploy(
  first: LiveFunction,
  now: LiveFunction,
  wanted: Inputs,
  isOursPossible: boolean,
): void {
  if (now.codeSha256 !== first.codeSha256 && now.codeSha256 !== wanted.codeSha256) {
    if (isOursPossible) {
      throw new DeployError(
        "ConcurrentDeploy",
        `Deploying ${functionRefOf(wanted).name}: the answer to the update was lost, and its code changed from ${first.codeSha256} to ${now.codeSha256} (${now.lastModified}): by this update, or by another deploy, which cannot be told apart without the wanted hash. Run \`pulumi refresh\`, then \`pulumi up\`.`,
      );
    }
    throw new DeployError(
      "ConcurrentDeploy",
      `Deploying ${functionRefOf(wanted).name}: another deploy changed its code from ${first.codeSha256} to ${now.codeSha256} (${now.lastModified}) meanwhile; this one wants ${wanted.codeSha256 ?? "unknown"}. It was left as it is. Agree on who deploys, then run \`pulumi refresh\` and \`pulumi up\`.`,
    );
  }
}
