import type { Clock } from "../../ground/clock.js";
import { DeployError } from "../../ground/errors.js";
import { printable, quoted } from "../../ground/printable.js";
import type { LiveFunction } from "./lambdaApi.js";

/** Whether Lambda is done with `$LATEST`, for good or ill. */
export function isSettled(live: LiveFunction): boolean {
  if (live.state === "Failed") {
    // An update repairs such a function, and shows InProgress meanwhile.
    return live.lastUpdateStatus !== "InProgress";
  }
  // Success is LastUpdateStatus alone: an idle function is Inactive. Null and "" mean in progress (a SnapStart publish),
  // and so does any word that is not known yet: the deadline ends it.
  return live.state !== "Pending" && ["Successful", "Failed"].includes(live.lastUpdateStatus ?? "");
}

/**
 * Whether Lambda is done with a published version, which has a State but no LastUpdateStatus: a State other than Pending
 * is an answer, such as ActiveNonInvocable and Deactivated on a capacity provider, and words that are not known yet.
 */
export function isVersionSettled({ state }: LiveFunction): boolean {
  return state !== undefined && state !== "" && state !== "Pending";
}

export interface Wait {
  read: () => Promise<LiveFunction>;
  /** What the write that it waits for has just answered: then nothing new can be seen at once. */
  begun?: LiveFunction;
  isDone: (live: LiveFunction) => boolean;
  /** For the line after ten seconds, such as `the update of orders-api`. */
  waitingFor: string;
  clock: Clock;
  deadlineMs: number;
  say: (message: string) => void;
}

// Most updates of a zip take less than a second: the first two looks are close.
const firstPausesMs = [300, 380];
const shortestPauseMs = 490;
const longestPauseMs = 5_000;
const silenceMs = 10_000;

/**
 * Looks until it is done. Our own loop, for the SDK's waiters swallow 403 and 404 until they time out, back off to
 * minutes, and put the answer, environment variables included, into the error.
 */
export async function waitUntil(wait: Wait): Promise<LiveFunction> {
  const startMs = wait.clock.nowMs();
  const elapsedMs = () => wait.clock.nowMs() - startMs;
  let live = wait.begun ?? (await wait.read());
  let saidAtMs = startMs;
  for (let look = 0; !wait.isDone(live); look += 1) {
    if (wait.clock.nowMs() - saidAtMs >= silenceMs) {
      wait.say(`still waiting for ${wait.waitingFor}, ${seconds(elapsedMs())} so far (${statusOf(live)})`);
      saidAtMs = wait.clock.nowMs();
    }
    const pauseMs = firstPausesMs[look] ?? Math.min(longestPauseMs, Math.max(shortestPauseMs, elapsedMs() / 4));
    await wait.clock.sleep(Math.min(pauseMs, Math.max(0, wait.deadlineMs - wait.clock.nowMs())));
    if (wait.clock.nowMs() >= wait.deadlineMs) {
      throw new DeployError("Deadline", deadlineMessage(wait, live, elapsedMs()));
    }
    live = await wait.read();
  }
  return live;
}

/** The status words of a function and, in quotation marks, the reason that Lambda gives, for messages. */
export function statusOf(live: LiveFunction): string {
  const update = live.version === "$LATEST" ? `LastUpdateStatus ${live.lastUpdateStatus || "not given"}` : undefined;
  const code = live.lastUpdateStatusReasonCode ?? live.stateReasonCode;
  const reason = live.lastUpdateStatusReason ?? live.stateReason;
  const why = [code, reason && quoted(reason)].filter(Boolean).join(": ");
  return printable([update, `State ${live.state || "not given"}`, why].filter(Boolean).join(", "));
}

function deadlineMessage({ waitingFor }: Wait, live: LiveFunction, elapsedMs: number): string {
  return `Waiting for ${waitingFor}: not done after ${seconds(elapsedMs)} (${statusOf(live)}). Run \`pulumi up\` again to go on where this stopped, or raise timeoutSeconds.`;
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`;
}
