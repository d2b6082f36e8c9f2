import { AliasApi } from "../aws/lambda/aliasApi.js";
import { lambdaClient } from "../aws/lambda/lambdaClient.js";
import { classify } from "../aws/calls/retry.js";
import { AwsFailure } from "../ground/errors.js";
import { assertOurs, isSameTraffic, moveAlias } from "./moveAlias.js";
import { lookAtAlias } from "./observe.js";
import { pause, type ReleaseOperation } from "./releaseOperation.js";
import { Setback } from "./setback.js";
import { versionBefore, whole } from "./shift.js";

// Provisioned concurrency on its way to the new version refuses an early return (up to 15 minutes: terraform-provider-aws#48116).
const patienceSeconds = { usual: 120, provisioned: 900, interrupted: 4 };
const busyPauseMs = 5_000;

/** Gives all calls back to the version of before: in one write, never over somebody else's, and seen by a look. */
export async function rollback(operation: ReleaseOperation, isInterrupted: boolean): Promise<void> {
  const { isProvisioned } = operation;
  insistFor(operation, isInterrupted ? "interrupted" : isProvisioned ? "provisioned" : "usual");
  const wanted = whole(operation, versionBefore(operation));
  for (;;) {
    try {
      await moveAlias(operation, wanted);
      break;
    } catch (error) {
      // A look says whose the alias is; one that is only busy is waited for.
      const isBusy = error instanceof AwsFailure && ["busy", "stale"].includes(classify(error));
      if (!isBusy || operation.clock.nowMs() + busyPauseMs >= operation.deadline.atMs) {
        throw error;
      }
      await pause(operation, busyPauseMs);
      await lookAtAlias(operation);
    }
  }
  if (isInterrupted && !isProvisioned) {
    // The answer to the write has shown it, or a look: others wait for their turn, and the engine for all.
    return;
  }
  while (!isSameTraffic(assertOurs(operation, await lookAtAlias(operation)), wanted)) {
    // AWS holds callers where they are until provisioned concurrency is back.
    if (operation.clock.nowMs() + busyPauseMs >= operation.deadline.atMs) {
      throw new Setback("Deadline", "AWS has taken the write, and still moves provisioned concurrency");
    }
    await pause(operation, busyPauseMs);
  }
}

/** From here on nothing interrupts, and the time is what going back takes. */
function insistFor(operation: ReleaseOperation, patience: keyof typeof patienceSeconds): void {
  const { access, functionRef, surroundings, deadline } = operation;
  const { log } = surroundings;
  const clock = operation.clock.beyondCancel ?? operation.clock;
  operation.isGoingBack = true;
  operation.clock = clock;
  const ownMs = clock.nowMs() + patienceSeconds[patience] * 1000;
  deadline.atMs = patience === "interrupted" ? ownMs : Math.max(deadline.atMs, ownMs);
  operation.aliases = new AliasApi(lambdaClient(access), { functionName: functionRef.name, deadline, clock, log });
}
