import { systemClock, type Clock } from "../ground/clock.js";
import { DeployError } from "../ground/errors.js";

/** A clock whose sleeps the engine's Cancel ends: every wait of the core is one of them. */
export interface CancelableClock extends Clock {
  /** Ends what sleeps, and whatever wants to sleep after it. */
  cancel(): void;
}

/** Time as the system has it, or `clock`, until it is cancelled. */
export function cancelable(clock: Clock = systemClock): CancelableClock {
  let cancel: () => void = () => undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    cancel = () => {
      reject(
        new DeployError(
          "Canceled",
          "Canceled: the wait was ended. What Lambda has accepted goes on there; the next `pulumi up` looks, and goes on from it.",
        ),
      );
    };
  });
  // With nobody asleep the rejection is nobody's.
  cancelled.catch(() => undefined);
  return {
    nowMs: () => clock.nowMs(),
    sleep: (milliseconds) => Promise.race([clock.sleep(milliseconds), cancelled]),
    cancel,
  };
}
