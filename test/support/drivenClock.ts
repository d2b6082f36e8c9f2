import type { Clock } from "#lib/ground/clock.js";

/** Time that passes only by sleeping: a deadline of ten minutes is reached at once, and always alike. */
export class DrivenClock implements Clock {
  private timeMs = Date.UTC(2026, 0, 1);
  readonly sleepsMs: number[] = [];

  nowMs(): number {
    return this.timeMs;
  }

  now(): number {
    return this.timeMs;
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleepsMs.push(milliseconds);
    this.timeMs += milliseconds;
    // A turn of the event loop, as any sleep gives one to the others.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }

  advance(milliseconds: number): void {
    this.timeMs += milliseconds;
  }
}
