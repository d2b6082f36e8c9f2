import type { DrivenClock } from "../drivenClock.js";

/**
 * `AbortSignal.timeout` by the driven clock: the library bounds each request by it, and no test shall wait for real
 * minutes, nor be cut short by real milliseconds. A timeout comes when a test lets it.
 */
export class DrivenTimeouts {
  private readonly real = AbortSignal.timeout.bind(AbortSignal);
  private latest: { controller: AbortController; atMs: number } | undefined;

  constructor(private readonly clock: DrivenClock) {
    AbortSignal.timeout = (milliseconds) => {
      const controller = new AbortController();
      this.latest = { controller, atMs: clock.nowMs() + milliseconds };
      return controller.signal;
    };
  }

  /** Lets the time pass that the request sent last may take. */
  expireLatest(): void {
    if (this.latest === undefined) {
      throw new Error("No request has a timeout: it would wait for ever.");
    }
    this.clock.advance(Math.max(0, this.latest.atMs - this.clock.nowMs()));
    this.latest.controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  }

  restore(): void {
    AbortSignal.timeout = this.real;
  }
}
