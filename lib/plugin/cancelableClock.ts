import { systemClock, type Clock } from "../ground/clock.js";
import { DeployError } from "../ground/errors.js";

/** A clock whose sleeps the engine's Cancel ends: every wait of the core is one of them, but for answers of AWS. */
export interface CancelableClock extends Clock {
  readonly cancelled: AbortSignal;
  /** Ends what sleeps, and whatever wants to sleep after it. */
  cancel(): void;
}

/** Time as the system has it, or `clock`, until it is cancelled. */
export function cancelable(clock: Clock = systemClock): CancelableClock {
  const end = new AbortController();
  const cancelled = new Promise<never>((_resolve, reject) => {
    end.signal.addEventListener("abort", () => {
      reject(end.signal.reason as DeployError);
    });
  });
  // With nobody asleep the rejection is nobody's.
  cancelled.catch(() => undefined);
  return {
    nowMs: () => clock.nowMs(),
    sleep: (milliseconds) => Promise.race([clock.sleep(milliseconds), cancelled]),
    beyondCancel: clock,
    cancelled: end.signal,
    cancel: () => {
      end.abort(
        new DeployError(
          "Canceled",
          "Canceled: the wait was ended. What Lambda has accepted goes on there; the next `pulumi up` looks, and goes on from it.",
        ),
      );
    },
  };
}
