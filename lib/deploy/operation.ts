import { lambdaClient } from "../aws/lambda/lambdaClient.js";
import { LambdaApi, type LiveFunction } from "../aws/lambda/lambdaApi.js";
import { isSettled, waitUntil } from "../aws/lambda/waitForUpdate.js";
import { describeConflict } from "../code/claims.js";
import type { Clock, Deadline } from "../ground/clock.js";
import { codeSourceOf, nameOfSource, sourceText } from "../inputs/codeSource.js";
import { isVersionMissing } from "../state/publishedVersion.js";
import { DeployError } from "../ground/errors.js";
import type { Access } from "../access/access.js";
import { assertRightFunction, functionKey } from "../access/checkAccess.js";
import { type FunctionRef, parseFunctionArn, unqualifiedArn } from "../access/functionRef.js";
import { resolveTarget } from "../access/resolveAccess.js";
import type { Inputs, PropertyBag } from "../inputs/inputs.js";
import type { Log } from "../ground/log.js";
import { type Progress, progressOf, readState, type State } from "../state/state.js";
import type { Surroundings } from "../code/surroundings.js";

/** One deploy under way: what is wanted, what was stored, and what has been seen and reached so far. */
export interface Operation {
  readonly inputs: Inputs;
  /** Undefined while it cannot be determined: then Lambda's answer to the update tells. */
  wantedCodeSha256: string | undefined;
  /** Whether the wanted hash is only what the same words, such as an image's tag, brought last time. */
  readonly isHashOfText: boolean;
  readonly functionRef: FunctionRef;
  readonly access: Access;
  readonly state: State | undefined;
  /** Whether a version is to be published when the code runs. */
  isVersionDue: boolean;
  readonly lambda: LambdaApi;
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly log: Log;
  readonly deadline: Deadline;
  /** By which the calls name the function: the ARN as soon as it is known. */
  functionName: string;
  /** Set once Lambda accepted the code, or already ran it: from here on a failure keeps what was reached. */
  isAccepted: boolean;
  /** The last look at `$LATEST`. */
  seen: LiveFunction | undefined;
  progress: Progress;
}

/** An operation that has not looked at anything yet; `bag` is what is stored, undefined on create. */
export function begin(checked: Inputs, bag: PropertyBag | undefined, surroundings: Surroundings): Operation {
  const { clock, log } = surroundings;
  const state = bag && readState(bag);
  const wantedCodeSha256 = checked.codeSha256 ?? hashOfSameText(checked, state);
  const inputs = { ...checked, codeSha256: wantedCodeSha256 };
  const { functionRef, access } = resolveTarget(inputs, state?.functionArn);
  const deadline: Deadline = { atMs: clock.nowMs() + inputs.timeoutSeconds * 1000 };
  const triggersChanged = inputs.triggers !== state?.triggers;
  return {
    inputs,
    wantedCodeSha256,
    isHashOfText: checked.codeSha256 === undefined,
    functionRef,
    state,
    isVersionDue: inputs.publish && (isVersionMissing(state, inputs) || triggersChanged),
    access,
    lambda: new LambdaApi(lambdaClient(access), {
      functionName: functionRef.name,
      deadline,
      clock,
      log,
      withEnvironment: inputs.recordEnvironment,
    }),
    surroundings,
    clock,
    log,
    deadline,
    functionName: state?.functionArn ?? inputs.functionName,
    isAccepted: false,
    seen: undefined,
    progress: progressOf(state),
  };
}

/** Where the hash cannot be determined, the same words stand for the code that they brought last. */
function hashOfSameText(inputs: Inputs, state: State | undefined): string | undefined {
  const isSame = state !== undefined && sourceText(inputs.source) === sourceText(codeSourceOf({ ...state }));
  return isSame ? state.deployedCodeSha256 : undefined;
}

/** From here on the function is named by its ARN: under another account's credentials Lambda then answers 403, and no namesake is touched. */
export function identify(operation: Operation, first: LiveFunction): void {
  const { inputs, functionRef, access, wantedCodeSha256, surroundings } = operation;
  assertRightFunction(functionRef, access.accountRules, first.functionArn);
  operation.functionName = unqualifiedArn(first.functionArn);
  if (wantedCodeSha256 === undefined) {
    return;
  }
  const claim = { codeSha256: wantedCodeSha256, codeName: nameOfSource(inputs.source) };
  const earlier = surroundings.claims.claim(functionKey(parseFunctionArn(first.functionArn), access), claim);
  if (earlier !== undefined) {
    throw new DeployError("BadInput", describeConflict(functionRef.name, earlier, claim));
  }
}

/** The instruction set that the function is to have. */
export function wantedArchitecture({ inputs }: Operation, live: LiveFunction): string | undefined {
  return inputs.architectures?.[0] ?? live.architectures[0];
}

/** Whether the key at the function is the one asked for, where one is. */
export function hasWantedKey({ inputs }: Operation, live: LiveFunction): boolean {
  return inputs.sourceKmsKeyArn === undefined || inputs.sourceKmsKeyArn === (live.sourceKmsKeyArn ?? "");
}

/** Reads `$LATEST` once. */
export async function look(operation: Operation): Promise<LiveFunction> {
  operation.seen = await operation.lambda.getFunction(operation.functionName);
  return operation.seen;
}

/** Reads `$LATEST` until no update is in progress; `begun` is what an update just sent has left behind. */
export function lookUntilSettled(operation: Operation, begun?: LiveFunction): Promise<LiveFunction> {
  return waitFor(operation, `the update of ${operation.functionRef.name}`, () => look(operation), isSettled, begun);
}

/** Reads until it is done, within the operation's deadline; what takes over ten seconds is told. */
export function waitFor(
  { functionRef, clock, deadline, log }: Operation,
  waitingFor: string,
  read: () => Promise<LiveFunction>,
  isDone: (live: LiveFunction) => boolean,
  begun?: LiveFunction,
): Promise<LiveFunction> {
  const say = (message: string) => {
    log.info(functionRef.name, message);
  };
  return waitUntil({ read, begun, isDone, waitingFor, clock, deadlineMs: deadline.atMs, say });
}
