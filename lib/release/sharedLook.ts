import type { Access } from "../access/access.js";
import type { AlarmLook } from "../aws/cloudWatch/cloudWatchApi.js";
import { openCloudWatch } from "../aws/openApis.js";
import type { Clock, Deadline } from "../ground/clock.js";

type Seen = ReadonlyMap<string, AlarmLook>;

interface Round {
  readonly deadline: Deadline;
  readonly result: Promise<Seen>;
}

/** How long a look waits for others who want to look, too. */
const gatheringMs = 100;
/** How long what was seen is good for others. */
const freshMs = 1_000;
/** Who has not asked for so long has ended: three looks. */
const interestMs = 45_000;
const longestLookMs = 10_000;
const longestName = 255;

/** The looks at the alarms of one place by one identity: whoever wants one at the same time shares the request. */
export class SharedLook {
  private readonly askedAtMs = new Map<string, number>();
  private gathering: Round | undefined;
  private last: { sentAtMs: number; names: ReadonlySet<string>; result: Promise<Seen> } | undefined;

  constructor(
    private readonly access: Access,
    private readonly clock: Clock,
  ) {}

  /** The alarms of these names and of others; those that are not there are missing. */
  at(names: readonly string[], deadline: Deadline): Promise<Seen> {
    const nowMs = this.clock.nowMs();
    for (const name of names) {
      this.askedAtMs.set(name, nowMs);
    }
    const { last } = this;
    if (last !== undefined && nowMs - last.sentAtMs < freshMs && names.every((name) => last.names.has(name))) {
      return last.result;
    }
    const endMs = Math.min(deadline.atMs, nowMs + longestLookMs);
    this.gathering ??= this.begin({ atMs: endMs });
    this.gathering.deadline.atMs = Math.max(this.gathering.deadline.atMs, endMs);
    return this.gathering.result;
  }

  private begin(deadline: Deadline): Round {
    return { deadline, result: this.gatherAndLook(deadline) };
  }

  private async gatherAndLook(deadline: Deadline): Promise<Seen> {
    try {
      await this.clock.sleep(gatheringMs);
    } finally {
      // Whoever comes from here on has a look of their own.
      this.gathering = undefined;
    }
    const sentAtMs = this.clock.nowMs();
    for (const [name, atMs] of this.askedAtMs) {
      if (sentAtMs - atMs > interestMs) {
        this.askedAtMs.delete(name);
      }
    }
    const names = [...this.askedAtMs.keys()];
    const result = this.look(names, deadline);
    this.last = { sentAtMs, names: new Set(names), result };
    try {
      return await result;
    } catch (error) {
      // The next one looks itself: what failed is not worth a second.
      if (this.last.result === result) {
        this.last = undefined;
      }
      throw error;
    }
  }

  private async look(names: readonly string[], deadline: Deadline): Promise<Seen> {
    const { access, clock } = this;
    const api = await openCloudWatch(access, {
      subject: "this program's releases",
      deadline,
      clock,
      say: () => undefined,
    });
    // What cannot be a name would have the whole request refused, for all.
    const askable = names.filter((name) => name.length > 0 && name.length <= longestName);
    const found = await api.describeAlarms(askable);
    return new Map(found.map((alarm) => [alarm.name, alarm]));
  }
}
