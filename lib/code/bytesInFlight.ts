import type { Clock } from "../ground/clock.js";
import { DeployError } from "../ground/errors.js";

interface Waiter {
  readonly sizeBytes: number;
  isStarted: boolean;
  start: () => void;
}

const silenceMs = 10_000;
const longestWaitMs = 30 * 60_000;
const pollMs = 1_000;

/**
 * Bounds the memory of a fleet: the SDK holds about 2.4 times a package's size while it is on its way, so that
 * a hundred uploads at once would take gigabytes. First come, first served; a package over the budget goes alone.
 */
export class BytesInFlight {
  private usedBytes = 0;
  private readonly waiters: Waiter[] = [];

  constructor(private readonly budgetBytes: number) {}

  /** Runs `work` when there is room for `sizeBytes`; says so when that takes more than ten seconds, and gives up after 30 minutes. */
  async run<T>(
    functionName: string,
    sizeBytes: number,
    clock: Clock,
    say: (message: string) => void,
    work: () => Promise<T>,
  ): Promise<T> {
    const chargedBytes = Math.min(sizeBytes, this.budgetBytes);
    await this.takeTurn(functionName, chargedBytes, clock, say);
    try {
      return await work();
    } finally {
      this.usedBytes -= chargedBytes;
      this.startNext();
    }
  }

  private async takeTurn(
    functionName: string,
    sizeBytes: number,
    clock: Clock,
    say: (message: string) => void,
  ): Promise<void> {
    const waiter: Waiter = { sizeBytes, isStarted: false, start: () => undefined };
    const turn = new Promise<void>((resolve) => {
      waiter.start = resolve;
    });
    this.waiters.push(waiter);
    this.startNext();
    const startMs = clock.nowMs();
    let isSaid = false;
    while (!waiter.isStarted) {
      const waitedMs = clock.nowMs() - startMs;
      if (waitedMs >= longestWaitMs) {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        this.startNext();
        throw new DeployError(
          "Deadline",
          `Deploying ${functionName}: waited 30 minutes for other uploads of this program to end. Nothing was sent. Run \`pulumi up\` again.`,
        );
      }
      if (!isSaid && waitedMs >= silenceMs) {
        say(
          `waiting for its turn: other uploads of this program are under way, ${Math.round(waitedMs / 1000)} s so far`,
        );
        isSaid = true;
      }
      await Promise.race([turn, clock.sleep(pollMs)]);
    }
  }

  private startNext(): void {
    for (let next = this.waiters[0]; next !== undefined; next = this.waiters[0]) {
      if (this.usedBytes > 0 && this.usedBytes + next.sizeBytes > this.budgetBytes) {
        return;
      }
      this.waiters.shift();
      this.usedBytes += next.sizeBytes;
      next.isStarted = true;
      next.start();
    }
  }
}
