import type { Clock, Deadline } from "../../ground/clock.js";
import { AwsFailure } from "../../ground/errors.js";
import { isTrustCode } from "../network/trustCodes.js";

/**
 * What a failed call means for the next one.
 * - `throttled`: refused for its rate; nothing happened, send it again later.
 * - `busy`: refused because of another write, an update in progress, or a function that is still Pending.
 * - `stale`: refused because the revision moved; for a write whose answer was lost, perhaps by that write itself.
 * - `skewed`: refused for the clock, which the SDK has corrected by now.
 * - `ambiguous`: lost, cut or failed on the way; it may have happened.
 * - `refused`: it did not happen, and will not by repeating it.
 */
export type FailureKind = "throttled" | "busy" | "stale" | "skewed" | "ambiguous" | "refused";

const throttlingCodes = [
  "TooManyRequestsException",
  "ThrottlingException",
  "Throttling",
  "RequestLimitExceeded",
  "SlowDown",
];
const skewCodes = ["InvalidSignatureException", "RequestTimeTooSkewed", "RequestExpired", "SignatureDoesNotMatch"];
// What is thrown before a request leaves the machine, by the SDK or for a setting of ours: nothing can have happened.
const localCodes = [
  "CredentialsProviderError",
  "TokenProviderError",
  "EndpointError",
  "CaBundleError",
  "ProxyError",
  "SharedFilesError",
  "TokenFileError",
];

/** Classifies by status and code, never by the name of the exception alone: a cut 200 and an HTML 502 have odd names. */
export function classify(failure: AwsFailure): FailureKind {
  const { awsCode, awsMessage, httpStatus } = failure;
  if (httpStatus === 429 || throttlingCodes.includes(awsCode)) {
    return "throttled";
  }
  if (httpStatus === 409) {
    // Lambda has several wordings, and more may come; only "already exist" never passes by itself.
    return /already exist/i.test(awsMessage) ? "refused" : "busy";
  }
  if (httpStatus === 412) {
    return "stale";
  }
  if (skewCodes.includes(awsCode)) {
    return "skewed";
  }
  if (localCodes.includes(awsCode) || isTrustCode(awsCode) || awsMessage.includes("Region is missing")) {
    return "refused";
  }
  // The status came, and of the answer the line was cut: what was refused, if anything, is not known.
  const isCut = /^E[A-Z]{3,}$/.test(awsCode);
  return isCut || httpStatus === undefined || httpStatus >= 500 || httpStatus < 400 ? "ambiguous" : "refused";
}

const maxReadAttempts = 10;
const silenceMs = 10_000;
const firstDelayMs = 200;
const longestDelayMs = 10_000;

/**
 * Repeats a read while repeating can help: throttled ones until the deadline, lost ones up to ten times. Those that stay
 * without an answer for ten seconds are told, once.
 */
export async function retryRead<T>(
  call: () => Promise<T>,
  clock: Clock,
  deadline: Deadline,
  say: (message: string) => void = () => undefined,
): Promise<T> {
  const startMs = clock.nowMs();
  let isSaid = false;
  return retry(call, clock, deadline, (kind, attempt, { awsCode }) => {
    const isRepeated = kind === "ambiguous" && attempt < maxReadAttempts;
    const elapsedMs = clock.nowMs() - startMs;
    if (isRepeated && !isSaid && elapsedMs >= silenceMs) {
      isSaid = true;
      say(`no usable answer from AWS (${awsCode}), trying again, ${Math.round(elapsedMs / 1000)} s so far`);
    }
    return isRepeated;
  });
}

/** Sends a write once: again only when AWS refused it for its rate or the clock, so that it cannot have happened. */
export async function retryRefusedWrite<T>(call: () => Promise<T>, clock: Clock, deadline: Deadline): Promise<T> {
  return retry(call, clock, deadline, () => false);
}

async function retry<T>(
  call: () => Promise<T>,
  clock: Clock,
  deadline: Deadline,
  mayRepeat: (kind: FailureKind, attempt: number, failure: AwsFailure) => boolean,
): Promise<T> {
  let skewed = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof AwsFailure)) {
        throw error;
      }
      const kind = classify(error);
      skewed += kind === "skewed" ? 1 : 0;
      const delayMs = kind === "skewed" ? 0 : backoffMs(attempt);
      const again = kind === "throttled" || (kind === "skewed" && skewed === 1) || mayRepeat(kind, attempt, error);
      if (!again || clock.nowMs() + delayMs >= deadline.atMs) {
        throw error;
      }
      await clock.sleep(delayMs);
    }
  }
}

/** Exponential with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), never under half a step. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const stepMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return stepMs / 2 + (random() * stepMs) / 2;
}
