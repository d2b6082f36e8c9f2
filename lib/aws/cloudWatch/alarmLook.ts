import type { CompositeAlarm, LogAlarm, MetricAlarm } from "@aws-sdk/client-cloudwatch";

/** An alarm as CloudWatch shows it now. */
export interface AlarmLook {
  name: string;
  arn: string;
  state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  /** Why it has this state, in CloudWatch's words. */
  reason: string;
  /** When the state became what it is, from another one. */
  transitionedAtMs: number;
  /** How far back it looks, Period × EvaluationPeriods; undefined for one that is made of other alarms, or of a log. */
  windowSeconds?: number;
}

/** The same of whatever kind of alarm; a state of a name that is not known yet is no data. */
export function toAlarmLook(alarm: MetricAlarm | CompositeAlarm | LogAlarm): AlarmLook {
  const { AlarmName, AlarmArn, StateValue, StateReason, StateTransitionedTimestamp, StateUpdatedTimestamp } = alarm;
  const periods = "EvaluationPeriods" in alarm ? alarm.EvaluationPeriods : undefined;
  const period = longestPeriodSeconds(alarm);
  return {
    name: AlarmName ?? "",
    arn: AlarmArn ?? "",
    state: StateValue === "OK" || StateValue === "ALARM" ? StateValue : "INSUFFICIENT_DATA",
    reason: StateReason ?? "",
    transitionedAtMs: (StateTransitionedTimestamp ?? StateUpdatedTimestamp)?.getTime() ?? 0,
    windowSeconds: period && periods && period * periods,
  };
}

/** Of an alarm on a formula, each metric has a period of its own. */
function longestPeriodSeconds(alarm: MetricAlarm | CompositeAlarm | LogAlarm): number | undefined {
  const { Period, Metrics } = alarm as MetricAlarm;
  const periods = [Period, ...(Metrics ?? []).flatMap((metric) => [metric.Period, metric.MetricStat?.Period])];
  const known = periods.filter((period) => period !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
