import type { Clock } from "#lib/ground/clock.js";

interface Sleeper {
  readonly atMs: number;
  wake: () => void;
}

/** Time for many who sleep side by side: it jumps to the next who is to wake, once nobody has anything else to do. */
export class VirtualClock implements Clock {
  private timeMs = 0;
  private readonly sleepers: Sleeper[] = [];

  /** `isBusy`: whether something is going on that takes no time of this clock, such as a request on the wire. */
  constructor(private readonly isBusy: () => boolean = () => false) {}

  nowMs(): number {
    return this.timeMs;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.sleepers.push({ atMs: this.timeMs + Math.max(0, milliseconds), wake });
    });
  }

  /** Lets time pass until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    const end = { isReached: false };
    const reached = () => {
      end.isReached = true;
    };
    work.then(reached, reached);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (end.isReached) {
        return work;
      }
      if (this.isBusy()) {
        continue;
      }
      const next = this.sleepers.reduce<Sleeper | undefined>(
        (first, sleeper) => (first === undefined || sleeper.atMs < first.atMs ? sleeper : first),
        undefined,
      );
      if (next === undefined) {
        throw new Error("Nobody sleeps and the work is not done: it waits for something that time does not bring.");
      }
      this.sleepers.splice(this.sleepers.indexOf(next), 1);
      this.timeMs = Math.max(this.timeMs, next.atMs);
      next.wake();
    }
  }
}
