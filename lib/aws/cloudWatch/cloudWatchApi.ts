import {
  type AlarmType,
  type CloudWatchClient,
  CloudWatchServiceException,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandOutput,
  GetMetricDataCommand,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import type { Clock, Deadline } from "../../ground/clock.js";
import { AwsFailure } from "../../ground/errors.js";
import { type Lazy, madeOf } from "../../ground/memo.js";
import { callBefore } from "../calls/callBefore.js";
import { Pacer } from "../calls/pacer.js";
import { toAwsFailure } from "../calls/failures.js";
import type { FailedCall } from "../calls/remedies.js";
import { retryRead } from "../calls/retry.js";
import type { Ticket } from "../calls/ticket.js";
import { type AlarmLook, toAlarmLook } from "./alarmLook.js";
import { cloudWatchRemedies } from "./cloudWatchRemedies.js";

export type { AlarmLook };

/** What the calls of one look have in common. */
export interface CloudWatchSettings {
  /** What is looked at, for messages, such as the function's name. */
  subject: string;
  deadline: Deadline;
  clock: Clock;
  say: (message: string) => void;
}

/** One metric of AWS/Lambda: its sums by the minute. */
export interface MinuteSums {
  metric: "Invocations" | "Errors";
  dimensions: Record<string, string>;
}

/** The sum of a minute, by when the minute began. */
export interface MinuteSum {
  atMs: number;
  sum: number;
}

interface Pacers {
  describeAlarms: Pacer;
  getMetricData: Pacer;
}

type Client = CloudWatchClient | Lazy<CloudWatchClient>;

/** As many names as DescribeAlarms takes (API reference). */
const mostAlarmsOfCall = 100;

const pacersByClient = new WeakMap<Client, Pacers>();

/** CloudWatch's quotas for an account and Region (CloudWatch service quotas), never exceeded: consoles and dashboards call it too. */
function pacersOf(client: Client, clock: Clock): Pacers {
  const ofCloudWatch = { service: "CloudWatch", isFirm: true };
  const pacers = pacersByClient.get(client) ?? {
    describeAlarms: new Pacer({ of: "9 DescribeAlarms requests a second", perSecond: 9, ...ofCloudWatch }, clock),
    getMetricData: new Pacer({ of: "50 GetMetricData requests a second", perSecond: 50, ...ofCloudWatch }, clock),
  };
  pacersByClient.set(client, pacers);
  return pacers;
}

/** The CloudWatch API as this library uses it: each call has a deadline, and fails with an AwsFailure in our words. */
export class CloudWatchApi {
  private readonly pacers: Pacers;

  constructor(
    private readonly client: Client,
    private readonly settings: CloudWatchSettings,
  ) {
    this.pacers = pacersOf(client, settings.clock);
  }

  /** The alarms of these names, of whatever kind. One that is not there is missing from the answer, without an error. */
  async describeAlarms(names: readonly string[]): Promise<AlarmLook[]> {
    const calls: string[][] = [];
    for (let start = 0; start < names.length; start += mostAlarmsOfCall) {
      calls.push(names.slice(start, start + mostAlarmsOfCall));
    }
    return (await Promise.all(calls.map((part) => this.alarmsOfOneCall(part)))).flat();
  }

  private async alarmsOfOneCall(names: readonly string[]): Promise<AlarmLook[]> {
    // Unless said, CloudWatch shows metric alarms alone.
    const found = await this.alarmsOf(names, ["MetricAlarm", "CompositeAlarm"]);
    const missing = names.filter((name) => found.every((alarm) => alarm.name !== name));
    return missing.length === 0 ? found : [...found, ...(await this.logAlarms(missing))];
  }

  /** Kinds that not every Region has: asked for only where a name is none of the others. */
  private async logAlarms(names: readonly string[]): Promise<AlarmLook[]> {
    try {
      return await this.alarmsOf(names, ["LogAlarm"]);
    } catch (error) {
      if (
        error instanceof AwsFailure &&
        error.httpStatus === 400 &&
        /Validation|InvalidParameter/.test(error.awsCode)
      ) {
        return [];
      }
      throw error;
    }
  }

  private async alarmsOf(names: readonly string[], types: AlarmType[]): Promise<AlarmLook[]> {
    const call = { doing: "Looking at the alarms of", action: "cloudwatch:DescribeAlarms" };
    const found: AlarmLook[] = [];
    let token: string | undefined;
    do {
      const page = { AlarmNames: [...names], AlarmTypes: types, MaxRecords: mostAlarmsOfCall, NextToken: token };
      const answer = await this.read<DescribeAlarmsCommandOutput>(this.pacers.describeAlarms, call, (client, options) =>
        client.send(new DescribeAlarmsCommand(page), options),
      );
      const { MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] } = answer;
      found.push(...[...MetricAlarms, ...CompositeAlarms, ...LogAlarms].map(toAlarmLook));
      token = answer.NextToken;
    } while (token);
    return found;
  }

  /** Sums of metrics of AWS/Lambda by the minute, in the order asked; what had no calls has no minutes. Fails where CloudWatch has only a part. */
  async minuteSums(asked: readonly MinuteSums[], startMs: number, endMs: number): Promise<MinuteSum[][]> {
    const call = { doing: "Reading the metrics of", action: "cloudwatch:GetMetricData" };
    const sums = asked.map((): MinuteSum[] => []);
    let token: string | undefined;
    do {
      const command = new GetMetricDataCommand({
        MetricDataQueries: asked.map(toQuery),
        StartTime: new Date(startMs),
        EndTime: new Date(endMs),
        NextToken: token,
      });
      const answer = await this.read(this.pacers.getMetricData, call, (client, options) =>
        client.send(command, options),
      );
      for (const { Id = "", Timestamps = [], Values = [], StatusCode, Messages = [] } of answer.MetricDataResults ??
        []) {
        if (StatusCode !== "Complete" && !(StatusCode === "PartialData" && answer.NextToken)) {
          const message = Messages.map(({ Value = "" }) => Value).join("; ");
          const partly = { name: StatusCode ?? "PartialData", message, $metadata: answer.$metadata };
          throw toAwsFailure(partly, { ...call, functionName: this.settings.subject, remedies: cloudWatchRemedies });
        }
        const points = Timestamps.map((at, index) => ({ atMs: at.getTime(), sum: Values[index] ?? 0 }));
        sums[Number(Id.slice(1))]?.push(...points);
      }
      token = answer.NextToken;
    } while (token);
    return sums;
  }

  private read<T>(
    pacer: Pacer,
    call: Pick<FailedCall, "doing" | "action">,
    request: (client: CloudWatchClient, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const { subject, deadline, clock, say } = this.settings;
    const failed = { ...call, functionName: subject };
    const askedAtMs = clock.nowMs();
    const isDeadlineMoved = false;
    const ticket: Ticket = {
      functionName: subject,
      deadline,
      isDeadlineMoved,
      say,
      askedAtMs,
      countedFromMs: askedAtMs,
      cancelled: clock.cancelled,
    };
    const attempt = async (abortSignal: AbortSignal) => {
      try {
        return await request(await madeOf(this.client), { abortSignal });
      } catch (error) {
        // What is not CloudWatch's own came from STS or the network.
        const isOwn = error instanceof CloudWatchServiceException;
        throw isOwn ? toAwsFailure(error, { ...failed, remedies: cloudWatchRemedies }) : error;
      }
    };
    const send = () => callBefore(deadline, clock, failed, attempt);
    return retryRead(() => pacer.send(ticket, send), clock, deadline, say);
  }
}

function toQuery({ metric, dimensions }: MinuteSums, index: number): MetricDataQuery {
  const named = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: `q${index}`,
    MetricStat: {
      Metric: { Namespace: "AWS/Lambda", MetricName: metric, Dimensions: named },
      Period: 60,
      Stat: "Sum",
    },
  };
}
