import { ByteBudget, type Room } from "../ground/byteBudget.js";
import type { Clock } from "../ground/clock.js";
import { DeployError } from "../ground/errors.js";

const silenceMs = 10_000;
const longestWaitMs = 30 * 60_000;
const pollMs = 1_000;

/**
 * Bounds the memory of a fleet: the SDK holds about 2.4 times a package's size while it is on its way, so that
 * a hundred uploads at once would take gigabytes. First come, first served; a package over the budget goes alone.
 */
export class BytesInFlight {
  private readonly budget: ByteBudget;

  constructor(budgetBytes: number) {
    this.budget = new ByteBudget(budgetBytes);
  }

  /** Runs `work` when there is room for `sizeBytes`; says so when that takes more than ten seconds, and gives up after 30 minutes. */
  async run<T>(
    functionName: string,
    sizeBytes: number,
    clock: Clock,
    say: (message: string) => void,
    work: () => Promise<T>,
  ): Promise<T> {
    const room = this.budget.ask(sizeBytes);
    try {
      await waitForTurn(room, functionName, clock, say);
      return await work();
    } finally {
      room.leave();
    }
  }
}

async function waitForTurn(
  room: Room,
  functionName: string,
  clock: Clock,
  say: (message: string) => void,
): Promise<void> {
  const startMs = clock.nowMs();
  let isSaid = false;
  while (!room.isGranted) {
    const waitedMs = clock.nowMs() - startMs;
    if (waitedMs >= longestWaitMs) {
      throw new DeployError(
        "Deadline",
        `Deploying ${functionName}: waited 30 minutes for other uploads of this program to end. Nothing was sent. Run \`pulumi up\` again.`,
      );
    }
    if (!isSaid && waitedMs >= silenceMs) {
      say(`waiting for its turn: other uploads of this program are under way, ${Math.round(waitedMs / 1000)} s so far`);
      isSaid = true;
    }
    await Promise.race([room.granted, clock.sleep(pollMs)]);
  }
}
