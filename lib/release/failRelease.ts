import { parseFunctionArn } from "../access/functionRef.js";
import type { LiveAlias } from "../aws/lambda/aliasApi.js";
import { DeployError, InitFailure } from "../ground/errors.js";
import { describeRouting } from "./foreignAlias.js";
import { lookAtAlias } from "./observe.js";
import { recordFailure } from "./recordRelease.js";
import { described, type ReleaseOperation } from "./releaseOperation.js";
import { rollback } from "./rollback.js";
import { interrupted, KnownFailure, MovedByOthers, Setback, whyOf } from "./setback.js";
import { versionBefore } from "./shift.js";

/** Ends a release that cannot go on: back where the alias is ours and on its way; the error to throw says what is true then. */
export async function failRelease(operation: ReleaseOperation, error: unknown): Promise<unknown> {
  const { inputs, isReleased, taken } = operation;
  const isVersionsFault = error instanceof Setback && error.isVersionsFault;
  const isInterrupted = error instanceof DeployError && error.code === "Canceled";
  // A hold that an earlier run left is taken back for the version's fault only.
  const isSplitByUs = operation.isUnderWay || (isVersionsFault && taken !== undefined);
  if (isVersionsFault && !(error instanceof KnownFailure)) {
    rememberFailure(operation, error);
  }
  if (!isSplitByUs || (error instanceof KnownFailure && !inputs.autoRollback)) {
    return beforeAnyMove(operation, error, isVersionsFault);
  }
  if (error instanceof MovedByOthers) {
    return stopped(operation, error.why);
  }
  // The plugin's Cancel speaks of a deploy, which Lambda goes on with; a release ends here.
  const cause = isInterrupted ? interrupted() : error;
  if (isReleased) {
    return ended(
      operation,
      cause,
      "Shifting",
      "The version has all calls; what was left to do is done by the next `pulumi up`",
    );
  }
  const isLeft = isInterrupted ? inputs.onInterrupt === "leave" : !inputs.autoRollback;
  if (isLeft) {
    const way = `To go on, run \`${command(operation, inputs.functionVersion)}\`; to go back, \`${command(operation, versionBefore(operation))}\`; then \`pulumi refresh\``;
    return ended(operation, cause, isInterrupted ? "Shifting" : "Stopped", `The alias was left as it is. ${way}`);
  }
  return goBack(operation, cause, isInterrupted);
}

async function goBack(operation: ReleaseOperation, error: unknown, isInterrupted: boolean): Promise<unknown> {
  const { inputs, progress } = operation;
  const before = versionBefore(operation);
  try {
    await rollback(operation, isInterrupted);
  } catch (failure) {
    if (failure instanceof MovedByOthers) {
      return stopped(operation, `${whyOf(error)}; and ${failure.why}`);
    }
    const way = `Version ${before} could not be given all calls again: ${whyOf(failure)} Run \`${command(operation, before)}\`, or \`pulumi up\`, which goes back first`;
    return ended(operation, error, "Shifting", way);
  }
  operation.say(`back: all calls to version ${before}`);
  Object.assign(progress, {
    ownVersion: before,
    seenVersion: before,
    seenRoutingConfig: {},
    heldWeight: undefined,
    heldId: undefined,
  });
  const advice =
    progress.failedVersion === inputs.functionVersion
      ? "Release another version; this one is not tried again until functionVersion or triggers change"
      : "Run `pulumi up` to try again";
  return ended(operation, error, "RolledBack", `All calls go to version ${before} again. ${advice}`);
}

/** Nothing was moved. A version that failed its smoke test is remembered, where there is an alias to remember it by. */
async function beforeAnyMove(operation: ReleaseOperation, error: unknown, isVersionsFault: boolean): Promise<unknown> {
  const { seen, progress, state } = operation;
  if (!isVersionsFault || seen === undefined || error instanceof KnownFailure) {
    return error instanceof Setback
      ? new DeployError(error.code, sentence(operation, error, "Nothing was moved"))
      : error;
  }
  const { functionVersion, weights } = seen;
  Object.assign(progress, {
    ownVersion: state?.ownVersion ?? functionVersion,
    seenVersion: functionVersion,
    seenRoutingConfig: weights,
  });
  return ended(
    operation,
    error,
    "RolledBack",
    `Nothing was moved: all calls go to version ${functionVersion}. Release another version; this one is not tried again until functionVersion or triggers change`,
  );
}

/** Somebody else's alias stays as it is, and nobody has looked at it yet. */
function stopped(operation: ReleaseOperation, why: string): Promise<unknown> {
  return ended(
    operation,
    new MovedByOthers(why),
    "Stopped",
    "It was left as it is. Run `pulumi refresh`, then `pulumi up`",
  );
}

async function ended(
  operation: ReleaseOperation,
  error: unknown,
  phase: "Shifting" | "Stopped" | "RolledBack",
  outcome: string,
): Promise<unknown> {
  const code = error instanceof DeployError ? error.code : "Aws";
  const live = await freshLook(operation);
  const found = phase === "Stopped" || phase === "Shifting" ? ` (it has ${describeRouting(live)})` : "";
  operation.progress.phase = phase;
  if (!(error instanceof KnownFailure)) {
    operation.progress.failureReason = whyOf(error);
  }
  const state = await recordFailure(operation, live);
  return new InitFailure(code, sentence(operation, error, `${outcome}${found}`), live.aliasArn, state);
}

/** What is kept must be true; where nobody can tell any more it is what was seen last. */
async function freshLook(operation: ReleaseOperation): Promise<LiveAlias> {
  const last = operation.seen;
  const now = await lookAtAlias(operation).catch(() => undefined);
  const live = now ?? last;
  if (live === undefined) {
    throw new DeployError(
      "ConcurrentDeploy",
      `Releasing ${described(operation)}: somebody deleted the alias meanwhile.`,
    );
  }
  return live;
}

function rememberFailure({ progress, inputs, target }: ReleaseOperation, error: Setback): void {
  Object.assign(progress, {
    failedVersion: inputs.functionVersion,
    failedCodeSha256: target?.codeSha256,
    failureReason: error.why,
    failedTriggers: inputs.triggers,
  });
}

function sentence(operation: ReleaseOperation, error: unknown, outcome: string): string {
  const why = whyOf(error).replace(/\.$/, "");
  return `Releasing ${described(operation)}: ${why}. ${outcome}.`;
}

/** What a person types to end it by hand: weights are always said, for what is left out is kept, and the description without the journal. */
function command({ functionName, inputs, text }: ReleaseOperation, version: string): string {
  const { name, region } = parseFunctionArn(functionName);
  const alias = `--function-name ${name} --name ${inputs.aliasName} --function-version ${version}`;
  // A control character would steer the terminal that shows it.
  const description = /\p{Cc}/u.test(text) ? "" : ` --description ${inShell(text)}`;
  return `aws lambda update-alias --region ${region} ${alias} --routing-config AdditionalVersionWeights={}${description}`;
}

/** As one word of a POSIX shell. */
function inShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
