import { LambdaError, rateExceeded } from "./lambdaError.js";
import type { Caller } from "./names.js";

/** The limits of Lambda's control plane, which cannot be raised, and of CloudWatch, per account and Region. */
export class Quotas {
  enabled = false;
  /** All operations together but those with a limit of their own. */
  controlPlanePerSecond = 15;
  getFunctionPerSecond = 100;
  getPolicyPerSecond = 15;
  describeAlarmsPerSecond = 9;
  getMetricDataPerSecond = 50;
  putMetricAlarmPerSecond = 3;
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes one token, or throws TooManyRequestsException: CloudWatch has another name for it. */
  take(operation: string, { account, region }: Caller): void {
    const own = this.#ownLimit(operation);
    const perSecond = own ?? this.controlPlanePerSecond;
    if (!this.enabled || perSecond === Infinity) {
      return;
    }
    const key = `${account}/${region}/${own === undefined ? "control plane" : operation}`;
    const nowMs = this.#nowMs();
    const { tokens, atMs } = this.#buckets.get(key) ?? { tokens: perSecond, atMs: nowMs };
    const available = Math.min(perSecond, tokens + ((nowMs - atMs) * perSecond) / 1000);
    if (available < 1) {
      this.#buckets.set(key, { tokens: available, atMs: nowMs });
      throw ofCloudWatch.test(operation) ? throttling() : rateExceeded();
    }
    this.#buckets.set(key, { tokens: available - 1, atMs: nowMs });
  }

  #ownLimit(operation: string): number | undefined {
    switch (operation) {
      case "GetFunction":
        return this.getFunctionPerSecond;
      case "GetPolicy":
        return this.getPolicyPerSecond;
      case "DescribeAlarms":
        return this.describeAlarmsPerSecond;
      case "GetMetricData":
        return this.getMetricDataPerSecond;
      case "PutMetricAlarm":
        return this.putMetricAlarmPerSecond;
      // Bound by the function's concurrency alone.
      case "Invoke":
        return Infinity;
      default:
        return ofCloudWatch.test(operation) ? Infinity : undefined;
    }
  }
}

const ofCloudWatch = /Alarm|Metric/;

const throttling = (): LambdaError => new LambdaError(400, "ThrottlingException", "Rate exceeded");
