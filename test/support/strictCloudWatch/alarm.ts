/** The values that an alarm's state has. */
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** The kinds of alarms, which DescribeAlarms answers apart. */
export type AlarmType = "MetricAlarm" | "CompositeAlarm" | "LogAlarm";

/** An alarm, live: a test may read and change anything in it. */
export interface Alarm {
  type: AlarmType;
  name: string;
  arn: string;
  state: AlarmState;
  reason: string;
  reasonData?: string;
  /** When anything of the state changed, its reason included. */
  updatedAtMs: number;
  /** When the value changed last: a flap between two looks shows in it. */
  transitionedAtMs: number;
  configuredAtMs: number;
  /** What it was made with, by AWS's names. */
  members: Readonly<Record<string, unknown>>;
  /** What is to come, by the server's clock. */
  planned: { atMs: number; state: AlarmState; reason: string }[];
}

/** An alarm as DescribeAlarms shows it. */
export function shownAlarm(alarm: Alarm): Record<string, unknown> {
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    ActionsEnabled: true,
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...alarm.members,
    AlarmConfigurationUpdatedTimestamp: alarm.configuredAtMs / 1000,
    StateValue: alarm.state,
    StateReason: alarm.reason,
    ...(alarm.reasonData !== undefined && { StateReasonData: alarm.reasonData }),
    StateUpdatedTimestamp: alarm.updatedAtMs / 1000,
    StateTransitionedTimestamp: alarm.transitionedAtMs / 1000,
  };
}

/** Gives an alarm a state as of a time: the transition's time moves only with the value. */
export function setState(alarm: Alarm, state: AlarmState, reason: string, atMs: number): void {
  if (state !== alarm.state) {
    alarm.transitionedAtMs = atMs;
  }
  alarm.state = state;
  alarm.reason = reason;
  alarm.reasonData = undefined;
  alarm.updatedAtMs = atMs;
}
