import type { Clock, Deadline } from "../../ground/clock.js";
import { toAwsFailure } from "./failures.js";
import type { FailedCall } from "./remedies.js";

/** Sends one request that ends by the deadline at the latest, and fails with an AwsFailure. */
export async function callBefore<T>(
  deadline: Deadline,
  clock: Clock,
  call: FailedCall,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const remainingMs = Math.max(1, Math.ceil(deadline.atMs - clock.nowMs()));
  const signal = AbortSignal.timeout(Math.min(remainingMs, 2 ** 31 - 1));
  try {
    return await unlessAborted(request(signal), signal);
  } catch (error) {
    const late = { name: "TimeoutError", message: "no answer before the deadline" };
    throw toAwsFailure(signal.aborted ? late : error, call);
  }
}

/** The SDK heeds the signal once it has credentials; a credential_process that waits for a person would hang for ever. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new Error("aborted"));
    };
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}
