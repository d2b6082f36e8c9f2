import { partitionOf } from "../strictLambda/names.js";
import { setState, type Alarm, type AlarmState, type AlarmType } from "./alarm.js";
import { evaluateRule } from "./alarmRule.js";

/** Where an alarm is, when it is not in the server's own account and Region. */
export interface AlarmPlace {
  account?: string;
  region?: string;
}

/** An alarm as its owner makes it; a metric alarm of one minute that is OK where nothing else is said. */
export interface NewAlarm extends AlarmPlace {
  type?: AlarmType;
  state?: AlarmState;
  reason?: string;
  /** Makes a composite alarm, whose state follows from others. */
  rule?: string;
  /** Any member of the alarm, by AWS's name. */
  members?: Readonly<Record<string, unknown>>;
}

/** Every alarm of every account and Region, and the hands of those who make them and set them. */
export class Alarms {
  readonly #nowMs: () => number;
  readonly #home: { account: string; region: string };
  readonly #alarms = new Map<string, Alarm>();

  constructor(nowMs: () => number, home: { account: string; region: string }) {
    this.#nowMs = nowMs;
    this.#home = home;
  }

  /** Makes an alarm, or gives one other settings and leaves its state. */
  put(name: string, { type, state = "OK", reason, rule, members, ...place }: NewAlarm = {}): Alarm {
    this.settle();
    const nowMs = this.#nowMs();
    const arn = this.#arn(name, place);
    const former = this.#alarms.get(arn);
    const alarm: Alarm = {
      type: type ?? (rule === undefined ? "MetricAlarm" : "CompositeAlarm"),
      name,
      arn,
      state,
      reason: reason ?? "Unchecked: Initial alarm creation",
      updatedAtMs: nowMs,
      transitionedAtMs: nowMs,
      planned: [],
      ...former,
      configuredAtMs: nowMs,
      members: { ...(rule === undefined ? type !== "LogAlarm" && ofMetric : { AlarmRule: rule }), ...members },
    };
    this.#alarms.set(arn, alarm);
    this.#evaluate(nowMs);
    return alarm;
  }

  /** Sets an alarm's state now, as SetAlarmState does. */
  set(name: string, state: AlarmState, reason = reasons[state], place: AlarmPlace = {}): void {
    const alarm = this.alarm(name, place);
    setState(alarm, state, reason, this.#nowMs());
    this.#evaluate(this.#nowMs());
  }

  /** Lets an alarm change its state by itself after a time; several make a course, flaps between two looks included. */
  after(delayMs: number, name: string, state: AlarmState, reason = reasons[state], place: AlarmPlace = {}): void {
    const { planned } = this.alarm(name, place);
    planned.push({ atMs: this.#nowMs() + delayMs, state, reason });
    planned.sort((one, other) => one.atMs - other.atMs);
  }

  /** The live alarm of a name or ARN; an error where there is none. */
  alarm(name: string, place: AlarmPlace = {}): Alarm {
    const alarm = this.find(name, place);
    if (alarm === undefined) {
      throw new Error(`The server has no alarm ${name}.`);
    }
    return alarm;
  }

  find(name: string, place: AlarmPlace = {}): Alarm | undefined {
    this.settle();
    return this.#alarms.get(name.startsWith("arn:") ? name : this.#arn(name, place));
  }

  /** Takes an alarm away; false where there is none. */
  delete(name: string, place: AlarmPlace = {}): boolean {
    return this.#alarms.delete(name.startsWith("arn:") ? name : this.#arn(name, place));
  }

  /** The alarms of an account and Region by name. */
  of({ account, region }: { account: string; region: string }): Alarm[] {
    this.settle();
    const prefix = this.#arn("", { account, region });
    return [...this.#alarms.values()]
      .filter(({ arn }) => arn.startsWith(prefix))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Brings every alarm to where it is by now, in the order of what happened. */
  settle(): void {
    for (;;) {
      const due = [...this.#alarms.values()]
        .filter(({ planned: [next] }) => next !== undefined && next.atMs <= this.#nowMs())
        .sort((one, other) => one.planned[0]!.atMs - other.planned[0]!.atMs)[0];
      const change = due?.planned.shift();
      if (due === undefined || change === undefined) {
        return;
      }
      setState(due, change.state, change.reason, change.atMs);
      this.#evaluate(change.atMs);
    }
  }

  /** Gives the composite alarms the state that follows from the others, until none changes any more. */
  #evaluate(atMs: number): void {
    const composites = [...this.#alarms.values()].filter(({ members }) => typeof members.AlarmRule === "string");
    for (let round = 0; round <= composites.length; round += 1) {
      for (const alarm of composites) {
        const [, , , region, account] = alarm.arn.split(":");
        const stateOf = (name: string) =>
          this.#alarms.get(name.startsWith("arn:") ? name : this.#arn(name, { account, region }))?.state;
        const state = evaluateRule(String(alarm.members.AlarmRule), stateOf) ? "ALARM" : "OK";
        if (state !== alarm.state) {
          setState(alarm, state, `${alarm.arn} transitioned to ${state} by its rule`, atMs);
        }
      }
    }
  }

  #arn(name: string, { account = this.#home.account, region = this.#home.region }: AlarmPlace): string {
    return `arn:${partitionOf(region)}:cloudwatch:${region}:${account}:alarm:${name}`;
  }
}

const reasons: Record<AlarmState, string> = {
  OK: "Threshold Crossed: no datapoints were greater than the threshold (1.0).",
  ALARM: "Threshold Crossed: 1 datapoint [5.0] was greater than or equal to the threshold (1.0).",
  INSUFFICIENT_DATA: "Insufficient Data: 1 datapoint was unknown.",
};

const ofMetric = {
  MetricName: "Errors",
  Namespace: "AWS/Lambda",
  Statistic: "Sum",
  Dimensions: [],
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
};
