import { type Access, accessKey } from "../access/access.js";
import type { AlarmLook } from "../aws/cloudWatch/cloudWatchApi.js";
import type { Surroundings } from "../code/surroundings.js";
import type { Deadline } from "../ground/clock.js";
import { printable } from "../ground/printable.js";
import { SharedLook } from "./sharedLook.js";

export type { AlarmLook };

/** How often alarms are looked at. CloudWatch evaluates most of them each minute, those of short periods each ten seconds. */
export const betweenLooksMs = 15_000;

/** What one look has shown of the alarms asked for. */
export interface AlarmsSeen {
  found: AlarmLook[];
  /** As they were given: no alarm has that name, in that account and Region. */
  missing: string[];
}

const looksOf = new WeakMap<Surroundings, Map<string, SharedLook>>();

/**
 * Looks at alarms, by name or ARN, in one request together with those of all other releases of this process that look
 * within the same moment or have looked lately. Fails where CloudWatch does not tell within ten seconds: nothing is known then.
 */
export async function lookAtAlarms(
  names: readonly string[],
  access: Access,
  surroundings: Surroundings,
  deadline: Deadline,
): Promise<AlarmsSeen> {
  const looks = looksOf.get(surroundings) ?? new Map<string, SharedLook>();
  looksOf.set(surroundings, looks);
  const given = names.map((text) => ({ text, ...parsed(text) }));
  const regions = [...new Set(given.map(({ region }) => region ?? access.region))];
  const seen = new Map<string | undefined, ReadonlyMap<string, AlarmLook>>();
  await Promise.all(
    regions.map(async (region) => {
      const there = { ...access, region };
      const key = accessKey(there);
      const look = looks.get(key) ?? new SharedLook(there, surroundings.clock);
      looks.set(key, look);
      const asked = given.filter((alarm) => (alarm.region ?? access.region) === region).map(({ name }) => name);
      seen.set(region, await look.at(asked, deadline));
    }),
  );
  const found = new Map<string, AlarmLook>();
  const missing: string[] = [];
  for (const { text, name, region, isArn } of given) {
    const alarm = seen.get(region ?? access.region)?.get(name);
    // One of that name in another account is another alarm.
    if (alarm === undefined || (isArn && alarm.arn !== text)) {
      missing.push(text);
    } else {
      found.set(alarm.arn, alarm);
    }
  }
  return { found: [...found.values()], missing };
}

/**
 * Of `now`, the alarms that speak against the release: in ALARM, or OK as before though the state has changed since, so that
 * they were not meanwhile. `before` is the last look, empty at the first. With `"ignore"`, those that were in ALARM from the
 * start count only once they have gone to ALARM anew.
 */
export function redSince(
  before: readonly AlarmLook[],
  now: readonly AlarmLook[],
  onAlarmAtStart: "fail" | "ignore",
): AlarmLook[] {
  return now.filter((alarm) => {
    const was = before.find(({ arn }) => arn === alarm.arn);
    const hasMoved = was !== undefined && was.transitionedAtMs !== alarm.transitionedAtMs;
    if (alarm.state === "ALARM") {
      const isNew = was === undefined ? before.length > 0 : hasMoved || was.state !== "ALARM";
      return onAlarmAtStart === "fail" || isNew;
    }
    // No data is neither good nor bad: what has come from there or gone there was seen at its end.
    return alarm.state === "OK" && was?.state === "OK" && hasMoved;
  });
}

/** What the alarms say, in few words: how many are OK, and the names of the others. */
export function describeAlarms(found: readonly AlarmLook[]): string {
  const named = (state: AlarmLook["state"]) =>
    found.filter((alarm) => alarm.state === state).map(({ name }) => printable(name));
  const parts = [
    named("OK").length === 0 ? "" : `${named("OK").length} OK`,
    ...(["ALARM", "INSUFFICIENT_DATA"] as const).map((state) =>
      named(state).length === 0 ? "" : `${state}: ${named(state).join(", ")}`,
    ),
  ];
  return parts.filter(Boolean).join("; ") || "none";
}

function parsed(text: string): { name: string; region?: string; isArn: boolean } {
  const [, region, name] = /^arn:[^:]+:cloudwatch:([^:]+):\d{12}:alarm:(.+)$/.exec(text) ?? [];
  return name === undefined ? { name: text, isArn: false } : { name, region, isArn: true };
}
