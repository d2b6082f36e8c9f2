import { functionKey } from "../access/checkAccess.js";
import { parseFunctionArn } from "../access/functionRef.js";
import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { DeployError } from "../ground/errors.js";
import { isFirstShown, judgeForeignChange } from "./foreignChange.js";
import { identify, begin, look, lookUntilSettled, type Operation } from "./operation.js";
import type { Inputs, PropertyBag } from "../inputs/inputs.js";
import type { Surroundings } from "../code/surroundings.js";
import { assertExpectedRevision, isUpdateNeeded, requestUpdate } from "./updateCode.js";

/**
 * Asks Lambda to validate the update, parameters and permissions alike, and to change nothing (API reference,
 * UpdateFunctionCode, DryRun); looks afterwards, for not everything that speaks this API honours it. False where Lambda
 * could not be asked.
 */
export async function dryRun(operation: Operation, live: LiveFunction, isJudgedLater = false): Promise<boolean> {
  const { functionRef, log } = operation;
  if (!isUpdateNeeded(operation, live)) {
    log.info(functionRef.name, "dry run: it runs the wanted code already");
    return true;
  }
  assertExpectedRevision(operation, live);
  const remark = isJudgedLater ? undefined : judgeForeignChange(operation, live);
  if (!(await requestUpdate(operation, live, true))) {
    return false;
  }
  const after = await look(operation);
  if (after.codeSha256 !== live.codeSha256) {
    throw new DeployError(
      "VerificationFailed",
      `Trying the update of ${functionRef.name}: its code changed from ${live.codeSha256} to ${after.codeSha256} meanwhile: another deploy came between, or this endpoint does not honour DryRun. Run \`pulumi refresh\` to see what runs.`,
    );
  }
  log.info(functionRef.name, `dry run: Lambda would take the update${remark === undefined ? "" : `, which ${remark}`}`);
  return true;
}

/**
 * The same at a preview, for code that an up would deploy. Whether that would stop for foreign code is judged later
 * where there is a state, for check is not given it.
 */
export async function dryRunAtPreview(inputs: Inputs, hasState: boolean, surroundings: Surroundings): Promise<void> {
  const operation = begin(inputs, undefined, surroundings);
  const live = await lookUntilSettled(operation);
  // The other resources of the program have been compared by check.
  identify({ ...operation, wantedCodeSha256: undefined }, live);
  operation.functionName = live.functionArn;
  await dryRun(operation, live, hasState);
  if (hasState) {
    surroundings.triedAtPreview.set(keyOf(operation), live);
  }
}

/** The rest of it, by diff: throws where the up would stop for foreign code, and tells what it would replace. */
export function judgeTried(inputs: Inputs, bag: PropertyBag, surroundings: Surroundings): void {
  const operation = begin(inputs, bag, surroundings);
  const live = surroundings.triedAtPreview.get(keyOf(operation));
  if (live === undefined || !isUpdateNeeded(operation, live)) {
    return;
  }
  const remark = judgeForeignChange(forgettingItsRefresh(operation, live), live);
  if (remark !== undefined) {
    operation.log.info(operation.functionRef.name, `dry run: the update ${remark}`);
  }
}

/** What the refresh of a preview shows is recorded nowhere: it takes one by itself to have seen it. */
function forgettingItsRefresh(operation: Operation, live: LiveFunction): Operation {
  const { state, surroundings } = operation;
  return state !== undefined && isFirstShown(live, surroundings)
    ? {
        ...operation,
        state: { ...state, seenCodeSha256: undefined },
        surroundings: { ...surroundings, firstShown: new Set() },
      }
    : operation;
}

function keyOf({ functionName, access }: Operation): string {
  return functionKey(parseFunctionArn(functionName), access);
}
