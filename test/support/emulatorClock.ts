import type { Clock } from "#lib/ground/clock.js";
import type { DrivenClock } from "./drivenClock.js";

/** Driven time for an emulator that settles by the real clock: a sleep lasts until it has settled, and ends on time. */
export class EmulatorClock implements Clock {
  constructor(
    private readonly driven: DrivenClock,
    private readonly settled: () => Promise<void>,
  ) {}

  nowMs(): number {
    return this.driven.nowMs();
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.settled();
    await this.driven.sleep(milliseconds);
  }
}
