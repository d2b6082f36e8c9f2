import type { Clock } from "../../ground/clock.js";
import { AwsFailure, DeployError } from "../../ground/errors.js";
import { classify } from "./retry.js";
import type { Quota, Ticket } from "./ticket.js";

interface Waiter {
  readonly ticket: Ticket;
  readonly queuedAtMs: number;
  go: () => void;
  giveUp: (error: unknown) => void;
}

const longestTurnMs = 30 * 60_000;
const silenceMs = 10_000;
const longestPauseMs = 250;

const firstBurstSeconds = 0.5;
const growthPerAnswer = 1.1;
const doublingMs = 200;
const decrease = 0.8;
const decreasePauseMs = 500;
const recoveryPerSecond = 0.03;
const shareOfQuota = 0.97;
const smallestShare = 1 / 30;

/**
 * Spreads the calls of this process over time, oldest first. It begins at the documented quota and goes faster as long
 * as AWS takes it; the first 429 shows that the quota is enforced, and further ones that another process has a part of
 * it: then it slows down by a fifth, and recovers slowly (additive increase, multiplicative decrease, as TCP does).
 */
export class Pacer {
  private readonly queue: Waiter[] = [];
  private isPumping = false;
  private isPausing = false;
  /** One that nobody cancels: what puts an alias back waits for its turn beside calls that were given up. */
  private readonly clock: Clock;
  private isEnforced: boolean;
  private underWay = 0;
  private onAnswer: () => void = () => undefined;
  private ratePerSecond: number;
  private tokens: number;
  private refilledAtMs: number;
  private growthStart: { atMs: number; ratePerSecond: number };
  private decreasedAtMs: number;

  constructor(
    private readonly quota: Quota,
    clock: Clock,
  ) {
    this.clock = clock.beyondCancel ?? clock;
    const nowMs = clock.nowMs();
    this.isEnforced = quota.isFirm ?? false;
    this.ratePerSecond = quota.perSecond * (this.isEnforced ? shareOfQuota : 1);
    this.tokens = this.largestBurst();
    this.refilledAtMs = nowMs;
    this.growthStart = { atMs: nowMs, ratePerSecond: quota.perSecond };
    this.decreasedAtMs = nowMs;
  }

  /** Sends one attempt of a call when its turn has come, and learns from the answer. */
  async send<T>(ticket: Ticket, attempt: () => Promise<T>): Promise<T> {
    await this.turn(ticket);
    const nowMs = this.clock.nowMs();
    if (ticket.isDeadlineMoved) {
      // The pause after a refusal is waiting for a turn, too.
      ticket.deadline.atMs += nowMs - ticket.countedFromMs;
      ticket.countedFromMs = nowMs;
    }
    this.underWay += 1;
    try {
      const answer = await attempt();
      this.grow();
      return answer;
    } catch (error) {
      if (error instanceof AwsFailure && classify(error) === "throttled") {
        this.slowDown();
        ticket.refusal = error;
      }
      throw error;
    } finally {
      this.underWay -= 1;
      this.onAnswer();
    }
  }

  private async turn(ticket: Ticket): Promise<void> {
    const { cancelled } = ticket;
    const onCancel = () => {
      this.dropCancelled();
    };
    cancelled?.addEventListener("abort", onCancel);
    try {
      await new Promise<void>((go, giveUp) => {
        const younger = this.queue.findIndex((waiter) => waiter.ticket.askedAtMs > ticket.askedAtMs);
        const waiter = { ticket, queuedAtMs: this.clock.nowMs(), go, giveUp };
        this.queue.splice(younger < 0 ? this.queue.length : younger, 0, waiter);
        this.speakForThoseWaiting();
        void this.pump();
        if (this.isPausing) {
          this.dropCancelled();
        }
      });
    } finally {
      cancelled?.removeEventListener("abort", onCancel);
    }
  }

  /** Those that would have to wait for their turn, and must not. */
  private dropCancelled(): void {
    for (const waiter of this.queue.filter(({ ticket }) => ticket.cancelled?.aborted === true)) {
      this.queue.splice(this.queue.indexOf(waiter), 1);
      waiter.giveUp(waiter.ticket.cancelled?.reason);
    }
  }

  /** Runs the one loop that lets waiters go, which ends when nobody waits. */
  private async pump(): Promise<void> {
    if (this.isPumping) {
      return;
    }
    this.isPumping = true;
    try {
      await this.letAllGo();
    } catch (error) {
      // The clock lets nobody sleep: those who wait would wait for ever.
      this.queue.splice(0).forEach(({ giveUp }) => {
        giveUp(error);
      });
    } finally {
      this.isPumping = false;
    }
  }

  private async letAllGo(): Promise<void> {
    while (this.queue.length > 0) {
      this.refill();
      // Until the quota has shown itself, what is unanswered could all be refused at once.
      const isRoom = this.isEnforced || this.underWay < this.quota.perSecond;
      if (this.tokens >= 1 && isRoom) {
        this.tokens -= 1;
        this.queue.shift()?.go();
        // The one let go counts as under way before the next is looked at.
        await Promise.resolve();
        continue;
      }
      this.dropCancelled();
      if (this.queue.length > 0) {
        await this.pause(isRoom);
        this.speakForThoseWaiting();
      }
    }
  }

  private async pause(isRoom: boolean): Promise<void> {
    this.isPausing = true;
    try {
      if (isRoom) {
        const pauseMs = ((1 - this.tokens) * 1000) / this.ratePerSecond;
        await this.clock.sleep(Math.min(longestPauseMs, Math.ceil(pauseMs)));
      } else {
        await new Promise<void>((resolve) => (this.onAnswer = resolve));
      }
    } finally {
      this.isPausing = false;
    }
  }

  private speakForThoseWaiting(): void {
    const { service = "Lambda", of } = this.quota;
    for (const waiter of [...this.queue]) {
      const { functionName, askedAtMs, deadline, isDeadlineMoved, refusal, say } = waiter.ticket;
      const nowMs = this.clock.nowMs();
      // Attempts that failed for another reason, and the pauses after them, are no waiting for a turn.
      const waitedMs = nowMs - (refusal === undefined ? waiter.queuedAtMs : askedAtMs);
      if (waitedMs >= longestTurnMs || (!isDeadlineMoved && nowMs >= deadline.atMs)) {
        this.queue.splice(this.queue.indexOf(waiter), 1);
        waiter.giveUp(outOfPatience(functionName, waitedMs, this.quota, refusal));
      } else if (waitedMs >= silenceMs && waiter.ticket.isSaid !== true) {
        waiter.ticket.isSaid = true;
        say(`waiting for its turn under ${service}'s quota of ${of}, ${Math.round(waitedMs / 1000)} s so far`);
      }
    }
  }

  private refill(): void {
    const nowMs = this.clock.nowMs();
    const elapsedSeconds = (nowMs - this.refilledAtMs) / 1000;
    this.refilledAtMs = nowMs;
    if (this.isEnforced) {
      const ceiling = this.quota.perSecond * shareOfQuota;
      this.ratePerSecond = Math.min(ceiling, this.ratePerSecond + ceiling * recoveryPerSecond * elapsedSeconds);
    }
    this.tokens = Math.min(this.largestBurst(), this.tokens + elapsedSeconds * this.ratePerSecond);
  }

  private largestBurst(): number {
    return this.isEnforced ? 1 : Math.max(1, this.quota.perSecond * firstBurstSeconds);
  }

  /** At most twice as fast every 0.2 s: over a slow line the first refusal is late. */
  private grow(): void {
    if (this.isEnforced) {
      return;
    }
    const nowMs = this.clock.nowMs();
    if (nowMs - this.growthStart.atMs >= doublingMs) {
      this.growthStart = { atMs: nowMs, ratePerSecond: this.ratePerSecond };
    }
    this.ratePerSecond = Math.min(this.ratePerSecond * growthPerAnswer, this.growthStart.ratePerSecond * 2);
  }

  private slowDown(): void {
    this.refill();
    const nowMs = this.clock.nowMs();
    const ceiling = this.quota.perSecond * shareOfQuota;
    if (!this.isEnforced) {
      this.isEnforced = true;
      this.ratePerSecond = ceiling;
      this.decreasedAtMs = nowMs;
    } else if (nowMs - this.decreasedAtMs >= decreasePauseMs) {
      // Refusals come in a bunch, for the same excess.
      this.ratePerSecond = Math.max(ceiling * smallestShare, this.ratePerSecond * decrease);
      this.decreasedAtMs = nowMs;
    }
    // AWS's bucket is empty: what ours still holds would be refused as well.
    this.tokens = Math.min(this.tokens, -1);
  }
}

/** Never the refusal itself: that one is worth another try. */
function outOfPatience(functionName: string, waitedMs: number, quota: Quota, refusal?: AwsFailure): DeployError {
  const service = quota.service ?? "Lambda";
  const waited = `waited ${Math.round(waitedMs / 1000)} s for its turn under ${service}'s quota of ${quota.of}`;
  const id = refusal?.requestId === undefined ? "" : ` (request id ${refusal.requestId})`;
  const answer =
    refusal === undefined
      ? "Nothing was sent"
      : `${service}'s last answer was ${refusal.awsCode}: ${refusal.awsMessage}${id}`;
  const advice = "Run `pulumi up` again when fewer deploys of this account and Region are under way.";
  return new DeployError("Deadline", `Calling ${service} for ${functionName}: ${waited}. ${answer}. ${advice}`);
}
