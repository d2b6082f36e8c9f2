import type { Caller } from "../strictLambda/names.js";
import type { World } from "../strictLambda/world.js";
import { shownAlarm, type Alarm, type AlarmType } from "./alarm.js";
import { invalidCombination, invalidNextToken, validationError } from "./cloudWatchError.js";

interface Input {
  AlarmNames?: string[];
  AlarmNamePrefix?: string;
  AlarmTypes?: AlarmType[];
  StateValue?: string;
  MaxRecords?: number;
  NextToken?: string;
}

const namesLimit = 100;
const recordsLimit = 100;
const defaultRecords = 50;

/** DescribeAlarms: metric alarms alone where no type is said, by name, and nothing at all of a name that there is not. */
export function describeAlarms(input: Input, caller: Caller, world: World): Record<string, unknown> {
  const { AlarmNames: names, AlarmNamePrefix: prefix, AlarmTypes: types, StateValue: state } = input;
  if (names !== undefined && prefix !== undefined) {
    throw invalidCombination("AlarmNamePrefix and AlarmNames cannot be used together.");
  }
  checkLengths(input);
  const wanted = types === undefined || types.length === 0 ? ["MetricAlarm"] : types;
  const found = world.alarms
    .of(caller)
    .filter(({ name }) => names === undefined || names.includes(name))
    .filter(({ name }) => prefix === undefined || name.startsWith(prefix))
    .filter((alarm) => state === undefined || alarm.state === state)
    .filter(({ type }) => wanted.includes(type));
  const start = startOf(input.NextToken);
  const end = start + (input.MaxRecords ?? defaultRecords);
  const page = found.slice(start, end);
  const of = (type: AlarmType) => page.filter((alarm: Alarm) => alarm.type === type).map(shownAlarm);
  return {
    MetricAlarms: of("MetricAlarm"),
    CompositeAlarms: of("CompositeAlarm"),
    LogAlarms: of("LogAlarm"),
    ...(end < found.length && { NextToken: Buffer.from(`alarms from ${end}`).toString("base64") }),
  };
}

function checkLengths({ AlarmNames: names, MaxRecords: maxRecords }: Input): void {
  if (names !== undefined && names.length > namesLimit) {
    throw validationError(
      `1 validation error detected: Value '[${names.join(", ")}]' at 'alarmNames' failed to satisfy constraint: Member must have length less than or equal to ${namesLimit}`,
    );
  }
  if (maxRecords !== undefined && !(maxRecords >= 1 && maxRecords <= recordsLimit)) {
    const bound = maxRecords < 1 ? "greater than or equal to 1" : `less than or equal to ${recordsLimit}`;
    throw validationError(
      `1 validation error detected: Value '${maxRecords}' at 'maxRecords' failed to satisfy constraint: Member must have value ${bound}`,
    );
  }
}

function startOf(token: string | undefined): number {
  if (token === undefined) {
    return 0;
  }
  const start = /^alarms from (\d+)$/.exec(Buffer.from(token, "base64").toString("utf8"))?.[1];
  if (start === undefined) {
    throw invalidNextToken();
  }
  return Number(start);
}
