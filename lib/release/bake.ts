import { joinLooks } from "./lookTimes.js";
import { duration } from "./nextStep.js";
import { assertInTime, pause, type ReleaseOperation } from "./releaseOperation.js";
import { beginWatch, inWordsOf, watchAlarms, watchAlias, watchErrorRate } from "./watch.js";

/** GetAlias shares 15 requests a second with every deploy of the account. */
const aliasPauseMs = 60_000;
const linePauseMs = 60_000;

/** What is watched, and how long. */
export interface Bake {
  /** Such as `step 1 of 3, 10 % on version 42`. */
  label: string;
  bakeSeconds: number;
  /** Where it takes as long as something else does: asked at each look. */
  isOver?: () => Promise<boolean>;
}

/** Watches the alias for a while; throws as soon as anything speaks against going on. A line a minute says how it stands. */
export async function bake(operation: ReleaseOperation, { label, bakeSeconds, isOver }: Bake): Promise<void> {
  const { clock, surroundings } = operation;
  const watch = beginWatch();
  const looks = joinLooks(surroundings, clock);
  const startMs = clock.nowMs();
  const endMs = isOver === undefined ? startMs + bakeSeconds * 1000 : Infinity;
  let aliasAtMs = startMs + aliasPauseMs;
  let lineAtMs = startMs + linePauseMs;
  try {
    while (isOver === undefined ? clock.nowMs() < endMs : !(await isOver())) {
      await pause(operation, Math.min(looks.untilNextMs(), endMs - clock.nowMs()));
      assertInTime(operation);
      await watchAlarms(operation, watch);
      // At its end the next write, or the look at what there is, tells whose the alias is.
      if (clock.nowMs() >= aliasAtMs && clock.nowMs() < endMs) {
        aliasAtMs += aliasPauseMs;
        await watchAlias(operation, watch);
        await watchErrorRate(operation, watch, false);
      }
      if (clock.nowMs() >= lineAtMs) {
        lineAtMs += linePauseMs;
        const left = Math.max(0, endMs - clock.nowMs()) / 1000;
        const rest = isOver === undefined ? `${duration(left)} left` : "provisioned concurrency is not there yet";
        operation.say(`${label}, ${rest}; ${inWordsOf(operation, watch)}`);
      }
    }
    if (bakeSeconds > 0) {
      await watchErrorRate(operation, watch, true);
    }
  } finally {
    looks.leave();
  }
}
