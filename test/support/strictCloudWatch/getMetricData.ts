import type { Caller } from "../strictLambda/names.js";
import type { World } from "../strictLambda/world.js";
import { invalidCombination, invalidValue, missingParameter, validationError } from "./cloudWatchError.js";
import type { Datum } from "./metrics.js";

interface MetricStat {
  Metric: { Namespace?: string; MetricName?: string; Dimensions?: { Name: string; Value: string }[] };
  Period: number;
  Stat: string;
}

interface Query {
  Id: string;
  MetricStat?: MetricStat;
  Expression?: string;
  Label?: string;
  ReturnData?: boolean;
}

interface Input {
  MetricDataQueries?: Query[];
  StartTime?: number;
  EndTime?: number;
  ScanBy?: "TimestampDescending" | "TimestampAscending";
}

const queriesLimit = 500;
const poorMessage = {
  PartialData: { Code: "PartialData", Value: "Not all data points could be retrieved." },
  InternalError: { Code: "InternalError", Value: "An error occurred." },
};

/** GetMetricData of metrics, not of expressions: a value for each period that has any, the newest first where nothing is said. */
export function getMetricData(input: Input, { account, region }: Caller, world: World): Record<string, unknown> {
  const queries = input.MetricDataQueries ?? [];
  const [fromMs, toMs] = check(input, queries);
  const results = queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .map(({ Id, Label, MetricStat }) => {
      const { Metric, Period, Stat } = MetricStat!;
      const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
      const name = Metric.MetricName ?? "";
      const metric = { account, region, namespace: Metric.Namespace ?? "", name, dimensions };
      const periodMs = Period * 1000;
      // A start within a period counts from the period's own start.
      const found = world.metrics.find(metric, Math.floor(fromMs / periodMs) * periodMs, toMs);
      const points = pointsOf(found, periodMs, Stat);
      if (input.ScanBy !== "TimestampAscending") {
        points.reverse();
      }
      const status = world.metrics.takeStatus();
      const kept = { Complete: points.length, PartialData: Math.floor(points.length / 2), InternalError: 0 }[status];
      return {
        Id,
        Label: Label ?? name,
        Timestamps: points.slice(0, kept).map(([atMs]) => atMs / 1000),
        Values: points.slice(0, kept).map(([, value]) => value),
        StatusCode: status,
        ...(status !== "Complete" && { Messages: [poorMessage[status]] }),
      };
    });
  return { MetricDataResults: results, Messages: [] };
}

function check({ StartTime, EndTime }: Input, queries: Query[]): [fromMs: number, toMs: number] {
  if (StartTime === undefined || EndTime === undefined || queries.length === 0) {
    throw missingParameter("The parameters StartTime, EndTime and MetricDataQueries are required.");
  }
  if (queries.length > queriesLimit) {
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${queriesLimit}.`);
  }
  if (StartTime >= EndTime) {
    throw validationError("The parameter StartTime must be less than the parameter EndTime.");
  }
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length) {
    throw validationError("The values for parameter id in MetricDataQueries are not unique.");
  }
  for (const { Id, MetricStat, Expression } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id)) {
      throw validationError(
        `The value ${Id} for parameter MetricDataQueries.member.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
      );
    }
    if (MetricStat === undefined || Expression !== undefined) {
      throw invalidCombination("This server takes MetricStat, and no Expression.");
    }
    if (!(MetricStat.Period >= 1) || (MetricStat.Period > 30 && MetricStat.Period % 60 !== 0)) {
      throw invalidValue(`The parameter Period must be a multiple of 60, and is ${MetricStat.Period}.`);
    }
  }
  return [StartTime * 1000, EndTime * 1000];
}

function pointsOf(found: readonly Datum[], periodMs: number, stat: string): [atMs: number, value: number][] {
  const byPeriod = new Map<number, number[]>();
  for (const { atMs, value } of found) {
    const start = Math.floor(atMs / periodMs) * periodMs;
    byPeriod.set(start, [...(byPeriod.get(start) ?? []), value]);
  }
  return [...byPeriod].sort(([one], [other]) => one - other).map(([start, values]) => [start, statistic(values, stat)]);
}

function statistic(values: readonly number[], stat: string): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (stat) {
    case "Sum":
      return sum;
    case "SampleCount":
      return values.length;
    case "Average":
      return sum / values.length;
    case "Minimum":
      return Math.min(...values);
    case "Maximum":
      return Math.max(...values);
    default:
      throw invalidValue(`The value ${stat} for parameter MetricDataQueries.member.MetricStat.Stat is not supported.`);
  }
}
