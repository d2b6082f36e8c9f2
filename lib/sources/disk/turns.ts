import { setImmediate } from "node:timers/promises";

// Long enough that turns cost nothing, short enough that polls and answers of other functions are not late.
const turnMs = 10;

let startedAtMs = 0;
let next: Promise<void> | undefined;

/**
 * For synchronous work in many small steps: goes on at once while the turn lasts, which all such work of the process shares,
 * and then lets everything else go first.
 */
export async function waitForTurn(): Promise<void> {
  while (performance.now() - startedAtMs > turnMs) {
    next ??= setImmediate().then(() => {
      startedAtMs = performance.now();
      next = undefined;
    });
    await next;
  }
}
