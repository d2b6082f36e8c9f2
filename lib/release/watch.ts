import type { AlarmLook } from "../aws/cloudWatch/cloudWatchApi.js";
import type { Clock, Deadline } from "../ground/clock.js";
import { DeployError, messageOf } from "../ground/errors.js";
import { printable } from "../ground/printable.js";
import { describeAlarms, lookAtAlarms, redSince } from "./alarmWatch.js";
import { judgeErrorRate } from "./errorRate.js";
import { assertOurs } from "./moveAlias.js";
import type { ReleaseOperation } from "./releaseOperation.js";
import { Setback } from "./setback.js";

// A look that hangs must not keep the next one waiting.
const longestLookMs = 10_000;
const mostBlindLooks = 3;

/** What one bake has seen so far. */
export interface Watch {
  /** Looks in a row that showed nothing, by what was looked at. */
  blind: { alarms: number; alias: number; errorRate: number };
  /** What the version's own metrics say. */
  errorRate?: string;
}

/** A watch that begins now. */
export function beginWatch(): Watch {
  return { blind: { alarms: 0, alias: 0, errorRate: 0 } };
}

/** The end of one look, within that of the operation. */
export function lookDeadline(clock: Clock, deadline: Deadline): Deadline {
  return { atMs: Math.min(deadline.atMs, clock.nowMs() + longestLookMs) };
}

/** Looks at the alarms; throws where one turned red, or where nothing was seen for three looks. */
export async function watchAlarms(operation: ReleaseOperation, watch: Watch): Promise<void> {
  const { inputs, access, surroundings, clock, deadline, interrupts } = operation;
  if (inputs.alarms.length === 0) {
    return;
  }
  await unlessBlind(watch, "alarms", "the alarms", async () => {
    const looking = lookAtAlarms(inputs.alarms, access, surroundings, lookDeadline(clock, deadline));
    const { found, missing } = await (interrupts?.race(looking) ?? looking);
    if (missing.length > 0) {
      throw new Error(`CloudWatch has no alarm ${missing.join(", ")} any more`);
    }
    const before = operation.alarms;
    operation.alarms = found;
    const red = redSince(before, found, inputs.onAlarmAtStart);
    if (red.length > 0) {
      throw redAlarms(red);
    }
  });
}

/** Looks at the alias: whose it is by now. */
export async function watchAlias(operation: ReleaseOperation, watch: Watch): Promise<void> {
  const { briefAliases, briefDeadline, clock, deadline, functionName, inputs, interrupts } = operation;
  await unlessBlind(watch, "alias", "the alias", async () => {
    briefDeadline.atMs = lookDeadline(clock, deadline).atMs;
    const looking = briefAliases.getAlias(functionName, inputs.aliasName);
    operation.seen = await (interrupts?.race(looking) ?? looking);
    assertOurs(operation, operation.seen);
  });
}

/** Looks at the version's own errors; `isLast` at the end of a bake, where too few calls are a verdict as well. */
export async function watchErrorRate(operation: ReleaseOperation, watch: Watch, isLast: boolean): Promise<void> {
  const { inputs, access, surroundings, clock, deadline, functionRef, since, wholeSinceMs, interrupts } = operation;
  const { errorRate: rule, functionVersion: version, aliasName } = inputs;
  if (rule === undefined) {
    return;
  }
  await unlessBlind(watch, "errorRate", "the version's metrics", async () => {
    const judging = judgeErrorRate(rule, {
      functionName: functionRef.name,
      aliasName,
      version,
      sinceMs: Date.parse(since),
      wholeSinceMs,
      access,
      surroundings,
      deadline: lookDeadline(clock, deadline),
    });
    const { verdict, text } = await (interrupts?.race(judging) ?? judging);
    watch.errorRate = text;
    if (verdict === "blind") {
      throw new Error(text);
    }
    if (verdict === "bad") {
      throw new Setback("VersionFailed", text, true);
    }
    if (verdict === "tooFew" && isLast && rule.onTooFew === "rollback") {
      throw new Setback("VersionFailed", `${text}, and errorRate.onTooFew is "rollback"`);
    }
  });
}

/** The setback of a version under which alarms turned red, be it for less time than is between two looks. */
export function redAlarms(red: AlarmLook[]): Setback {
  const each = red.map(({ name, reason, state }) =>
    state === "ALARM"
      ? `alarm ${name} is in ALARM (${printable(reason)})`
      : `alarm ${name} was not OK for a while between two looks (by now: ${printable(reason)})`,
  );
  return new Setback("VersionFailed", each.join("; "), true);
}

/** What is seen, for the line of each minute. */
export function inWordsOf({ inputs, alarms }: ReleaseOperation, { errorRate }: Watch): string {
  const said = [
    ...(inputs.alarms.length === 0 ? [] : [`alarms: ${describeAlarms(alarms)}`]),
    ...(errorRate === undefined ? [] : [errorRate]),
  ];
  return said.length === 0 ? "nothing is watched: there are neither alarms nor errorRate" : said.join("; ");
}

/** A look that fails shows nothing, neither good nor bad; three in a row are too many. */
async function unlessBlind(
  watch: Watch,
  of: keyof Watch["blind"],
  what: string,
  look: () => Promise<void>,
): Promise<void> {
  try {
    await look();
    watch.blind[of] = 0;
  } catch (error) {
    if (error instanceof Setback || (error instanceof DeployError && error.code === "Canceled")) {
      throw error;
    }
    watch.blind[of] += 1;
    if (watch.blind[of] >= mostBlindLooks) {
      throw new Setback(
        "Unwatched",
        `it was unwatched: ${mostBlindLooks} looks in a row at ${what} showed nothing (${messageOf(error)})`,
      );
    }
  }
}
