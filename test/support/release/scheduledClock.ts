import { DrivenClock } from "../drivenClock.js";

/** Driven time with a plan: what is to happen at a moment happens when a sleep reaches it. */
export class ScheduledClock extends DrivenClock {
  private readonly plan: { atMs: number; act: () => unknown }[] = [];

  /** From now on, so many seconds. */
  after(seconds: number, act: () => unknown): void {
    this.plan.push({ atMs: this.nowMs() + seconds * 1000, act });
    this.plan.sort((one, other) => one.atMs - other.atMs);
  }

  /** Forgets what is still to come. */
  forget(): void {
    this.plan.length = 0;
  }

  override async sleep(milliseconds: number): Promise<void> {
    const endMs = this.nowMs() + milliseconds;
    for (let next = this.plan[0]; next !== undefined && next.atMs <= endMs; next = this.plan[0]) {
      this.plan.shift();
      this.advance(Math.max(0, next.atMs - this.nowMs()));
      await next.act();
    }
    await super.sleep(Math.max(0, endMs - this.nowMs()));
  }
}
