import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { Claims } from "./claims.js";
import type { Clock } from "../ground/clock.js";
import type { Log } from "../ground/log.js";
import { Memo } from "../ground/memo.js";
import type { StagedPackage } from "./staging.js";

/** What a provider process has, from outside and of its own: it lives for one operation of the engine. */
export interface Surroundings {
  clock: Clock;
  log: Log;
  /** Which code the resources of this program want for which function. */
  claims: Claims;
  /** Functions that are sources of promotions: one that many take from is asked once. */
  sourceLooks: Memo<LiveFunction>;
  /** Foreign code that refreshes of this operation were the first to show, and by which function it is run. */
  firstShown: Set<string>;
  /** What `dryRun: "preview"` saw of each function, by its ARN, until the state is at hand to judge it by. */
  triedAtPreview: Map<string, LiveFunction>;
  /** Packages in staging buckets: functions that share one share its upload. */
  staged: Memo<StagedPackage | undefined>;
}

/** The surroundings of a new process; tests bring clock and log. */
export function newSurroundings(clock: Clock, log: Log): Surroundings {
  return {
    clock,
    log,
    claims: new Claims(),
    sourceLooks: new Memo(),
    firstShown: new Set(),
    triedAtPreview: new Map(),
    staged: new Memo(),
  };
}
