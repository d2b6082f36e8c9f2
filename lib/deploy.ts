import { lambdaClient } from "./aws/clients.js";
import { LambdaApi, type LiveFunction } from "./aws/lambdaApi.js";
import { statusOf } from "./aws/waitForUpdate.js";
import { type Claims, describeConflict } from "./claims.js";
import type { Clock, Deadline } from "./clock.js";
import { isVersionMissing } from "./diff.js";
import { DeployError, InitFailure, messageOf } from "./errors.js";
import { assertRightFunction, parseFunctionArn, unqualifiedArn } from "./identity.js";
import { functionRefOf, type Inputs, type PropertyBag } from "./inputs.js";
import type { Log } from "./log.js";
import { look, lookUntilSettled, type Operation } from "./operation.js";
import { publish } from "./publish.js";
import { nameOfCode } from "./sources/index.js";
import { progressOf, readState, toState } from "./state.js";
import { updateCode } from "./updateCode.js";

export interface DeployRequest {
  /** The checked inputs as Pulumi has them, to be kept in state. */
  given: PropertyBag;
  inputs: Inputs;
  /** What is stored; undefined on create. */
  state: PropertyBag | undefined;
  claims: Claims;
  clock: Clock;
  log: Log;
}

/** Makes the function run the wanted code, whatever it runs now; doing it again at any point converges. */
export async function deploy(request: DeployRequest): Promise<PropertyBag> {
  const operation = begin(request);
  const first = await lookUntilSettled(operation);
  identify(operation, first, request.claims);
  try {
    const version = await updateCode(operation, first);
    // Nothing was sent where the last look is still the first one: it has said all.
    const running = operation.seen === first ? first : await lookUntilSettled(operation);
    if (version !== undefined && running.lastUpdateStatus === "Failed") {
      operation.progress.failedVersion = version;
    }
    verify(operation, running);
    if (operation.isVersionDue) {
      await publish(operation, running, version);
      // Publishing took its time: what is recorded must be what runs after it.
      verify(operation, await lookUntilSettled(operation));
    }
    return record(operation, request.given);
  } catch (error) {
    if (!operation.isAccepted) {
      throw error;
    }
    // What is kept must be true: where somebody deployed meanwhile, this very failure may come of it.
    if (operation.clock.nowMs() < operation.deadline.atMs) {
      await look(operation).catch(() => undefined);
    }
    throw keepingWhatWasReached(operation, request.given, error);
  }
}

function begin({ inputs, state: bag, clock, log }: DeployRequest): Operation {
  const state = bag && readState(bag);
  const wanted = functionRefOf(inputs);
  const functionRef = state === undefined ? wanted : { ...wanted, ...parseFunctionArn(state.functionArn) };
  const deadline: Deadline = { atMs: clock.nowMs() + inputs.timeoutSeconds * 1000 };
  if (inputs.codeSha256 === undefined) {
    throw new DeployError("BadInput", `Deploying ${functionRef.name}: the hash of its code is not known.`);
  }
  const triggersChanged = inputs.triggers !== state?.triggers;
  const progress = progressOf(state);
  return {
    inputs,
    wantedCodeSha256: inputs.codeSha256,
    functionRef,
    state,
    isVersionDue: inputs.publish && (isVersionMissing(state, inputs) || triggersChanged),
    lambda: new LambdaApi(lambdaClient({ ...inputs.aws, region: functionRef.region }), {
      functionName: functionRef.name,
      deadline,
      clock,
      log,
    }),
    clock,
    log,
    deadline,
    functionName: state?.functionArn ?? inputs.functionName,
    isAccepted: false,
    seen: undefined,
    progress,
  };
}

/** From here on the function is named by its ARN: under another account's credentials Lambda then answers 403, and no namesake is touched. */
function identify(operation: Operation, first: LiveFunction, claims: Claims): void {
  const { inputs, functionRef, wantedCodeSha256 } = operation;
  assertRightFunction(functionRef, inputs.aws, first.functionArn);
  operation.functionName = unqualifiedArn(first.functionArn);
  const claim = { codeSha256: wantedCodeSha256, codeName: nameOfCode(inputs.code) };
  const earlier = claims.claim(operation.functionName, claim);
  if (earlier !== undefined) {
    throw new DeployError("BadInput", describeConflict(functionRef.name, earlier, claim));
  }
}

/** Throws unless the function runs what is wanted; the look is the one that waited for the update. */
function verify({ functionRef, inputs, wantedCodeSha256 }: Operation, running: LiveFunction): void {
  if (running.lastUpdateStatus === "Failed" || running.state === "Failed") {
    throw new DeployError(
      "UpdateFailed",
      `Updating the code of ${functionRef.name}: Lambda took the code but could not make it run (${statusOf(running)}). The code before it keeps running. Correct the cause and run \`pulumi up\`.`,
    );
  }
  const architecture = inputs.architectures?.[0] ?? running.architectures[0];
  if (running.codeSha256 !== wantedCodeSha256 || running.architectures[0] !== architecture) {
    throw new DeployError(
      "VerificationFailed",
      `Updating the code of ${functionRef.name}: it runs code ${running.codeSha256} (${running.architectures.join()}, ${running.lastModified}), not ${wantedCodeSha256} (${architecture ?? ""}): another deploy came after this one. It was left as it is. Run \`pulumi refresh\`, then \`pulumi up\`.`,
    );
  }
}

function record(operation: Operation, given: PropertyBag): PropertyBag {
  const progress = {
    ...operation.progress,
    seenCodeSha256: operation.wantedCodeSha256,
    replacedCodeSha256: undefined,
  };
  return toState(given, lastLook(operation), progress);
}

function keepingWhatWasReached(operation: Operation, given: PropertyBag, error: unknown): InitFailure {
  const live = lastLook(operation);
  // The triggers of the last deploy that ended well stay in state, so that the next diff still sees the change.
  const state = toState({ ...given, triggers: operation.state?.triggers }, live, operation.progress);
  const code = error instanceof DeployError ? error.code : "Aws";
  return new InitFailure(code, messageOf(error), unqualifiedArn(live.functionArn), state);
}

function lastLook({ seen, functionRef }: Operation): LiveFunction {
  if (seen === undefined) {
    throw new DeployError("Aws", `Deploying ${functionRef.name}: the function was never read.`);
  }
  return seen;
}
