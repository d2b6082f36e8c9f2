import type { LambdaApi, LiveFunction } from "./aws/lambdaApi.js";
import { isSettled, waitUntil } from "./aws/waitForUpdate.js";
import type { Clock, Deadline } from "./clock.js";
import type { FunctionRef } from "./identity.js";
import type { Inputs } from "./inputs.js";
import type { Log } from "./log.js";
import type { Progress, State } from "./state.js";

/** One deploy under way: what is wanted, what was stored, and what has been seen and reached so far. */
export interface Operation {
  readonly inputs: Inputs;
  readonly wantedCodeSha256: string;
  readonly functionRef: FunctionRef;
  readonly state: State | undefined;
  /** Whether a version is to be published when the code runs. */
  readonly isVersionDue: boolean;
  readonly lambda: LambdaApi;
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

/** Reads `$LATEST` once. */
export async function look(operation: Operation): Promise<LiveFunction> {
  operation.seen = await operation.lambda.getFunction(operation.functionName);
  return operation.seen;
}

/** Reads `$LATEST` until no update is in progress. */
export async function lookUntilSettled(operation: Operation): Promise<LiveFunction> {
  return waitUntil({
    read: () => look(operation),
    isDone: isSettled,
    waitingFor: `the update of ${operation.functionRef.name}`,
    clock: operation.clock,
    deadlineMs: operation.deadline.atMs,
    say: (message) => {
      operation.log.info(operation.functionRef.name, message);
    },
  });
}
