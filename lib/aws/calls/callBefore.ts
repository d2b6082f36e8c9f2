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

const lastLookMs = 5_000;

/**
 * The same for a request that changes nothing: its answer is not waited for once the clock is cancelled. One that is sent
 * after that, for a last look, has five seconds. What may change something is never cut short: whether it happened is to
 * be known.
 */
export async function readBefore<T>(
  deadline: Deadline,
  clock: Clock,
  call: FailedCall,
  request: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { cancelled } = clock;
  if (cancelled === undefined) {
    return callBefore(deadline, clock, call, request);
  }
  if (cancelled.aborted) {
    return callBefore({ atMs: Math.min(deadline.atMs, clock.nowMs() + lastLookMs) }, clock, call, request);
  }
  let onCancel: () => void = () => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    onCancel = () => {
      reject(cancelled.reason as Error);
    };
  });
  cancelled.addEventListener("abort", onCancel);
  try {
    return await Promise.race([callBefore(deadline, clock, call, request), ended]);
  } finally {
    cancelled.removeEventListener("abort", onCancel);
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
