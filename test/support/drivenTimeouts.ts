import { AsyncLocalStorage } from "node:async_hooks";
import type { DrivenClock } from "./drivenClock.js";

// Beds may overlap: whichever ends first gives the real one back.
const real = AbortSignal.timeout.bind(AbortSignal);

/**
 * `AbortSignal.timeout` by the driven clock: the library bounds each request by it, and no test shall wait for real
 * minutes, nor be cut short by real milliseconds. A timeout comes when a test lets it.
 */
export class DrivenTimeouts {
  private readonly clocks = new AsyncLocalStorage<DrivenClock>();
  private readonly latest = new WeakMap<DrivenClock, { controller: AbortController; atMs: number }>();

  constructor(private readonly clock: DrivenClock) {
    AbortSignal.timeout = (milliseconds) => {
      const controller = new AbortController();
      const own = this.clocks.getStore() ?? this.clock;
      this.latest.set(own, { controller, atMs: own.nowMs() + milliseconds });
      return controller.signal;
    };
  }

  /** Does some work whose requests go by a clock of its own, beside others. */
  within<T>(clock: DrivenClock, work: () => Promise<T>): Promise<T> {
    return this.clocks.run(clock, work);
  }

  /** Lets the time pass that the request sent last, by this clock, may take. */
  expireLatest(clock = this.clock): void {
    const latest = this.latest.get(clock);
    if (latest === undefined) {
      throw new Error("No request has a timeout: it would wait for ever.");
    }
    clock.advance(Math.max(0, latest.atMs - clock.nowMs()));
    latest.controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  }

  restore(): void {
    AbortSignal.timeout = real;
  }
}
