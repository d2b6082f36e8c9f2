import type { Clock } from "../../ground/clock.js";

/** One function after the other begins after this pause: a third of the quota, so that a refusal is due to others. */
const pauseMs = 200;

/** Spreads what is asked of an account in a Region, whoever asks: its quota is one for all identities. */
export class Turns {
  private readonly freeAtMs = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Waits until the next request that counts may be sent there. */
  async next(account: string, region: string): Promise<void> {
    const place = `${account} ${region}`;
    const nowMs = this.clock.nowMs();
    const atMs = Math.max(nowMs, this.freeAtMs.get(place) ?? nowMs);
    this.freeAtMs.set(place, atMs + pauseMs);
    if (atMs > nowMs) {
      await this.clock.sleep(atMs - nowMs);
    }
  }
}
