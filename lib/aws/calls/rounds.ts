import { backoffMs, classify, type FailureKind } from "./retry.js";
import type { Clock, Deadline } from "../../ground/clock.js";
import { AwsFailure } from "../../ground/errors.js";

const maxRounds = 10;
// After these a look at the function tells whether to send again; anything else is final.
const passing: FailureKind[] = ["busy", "stale", "ambiguous"];

/** What a write that failed means for the next round of looking and sending. */
export interface RoundEnd {
  kind: FailureKind;
  /** There is no next round: the failure is final, it was the last one, or the deadline is near. */
  isLast: boolean;
  pauseMs: number;
}

/** Judges the failure of a write in its `round`, counted from 1: at most ten, within the deadline. */
export function endRound(
  error: unknown,
  round: number,
  { clock, deadline }: { clock: Clock; deadline: Deadline },
): RoundEnd {
  const kind = error instanceof AwsFailure ? classify(error) : "refused";
  const pauseMs = backoffMs(round);
  const isLast = !passing.includes(kind) || round === maxRounds || clock.nowMs() + pauseMs >= deadline.atMs;
  return { kind, isLast, pauseMs };
}
