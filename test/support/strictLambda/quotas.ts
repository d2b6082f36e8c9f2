import { rateExceeded } from "./lambdaError.js";
import type { Caller } from "./names.js";

/** Lambda's limits on the control plane, per account and Region; they cannot be raised. */
export class Quotas {
  enabled = false;
  /** All operations together but those with a limit of their own. */
  controlPlanePerSecond = 15;
  getFunctionPerSecond = 100;
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes one token, or throws TooManyRequestsException. */
  take(operation: string, { account, region }: Caller): void {
    if (!this.enabled) {
      return;
    }
    const own = operation === "GetFunction";
    const perSecond = own ? this.getFunctionPerSecond : this.controlPlanePerSecond;
    const key = `${account}/${region}/${own ? operation : "control plane"}`;
    const nowMs = this.#nowMs();
    const { tokens, atMs } = this.#buckets.get(key) ?? { tokens: perSecond, atMs: nowMs };
    const available = Math.min(perSecond, tokens + ((nowMs - atMs) * perSecond) / 1000);
    if (available < 1) {
      this.#buckets.set(key, { tokens: available, atMs: nowMs });
      throw rateExceeded();
    }
    this.#buckets.set(key, { tokens: available - 1, atMs: nowMs });
  }
}
