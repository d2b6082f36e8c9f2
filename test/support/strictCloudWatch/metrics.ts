/** One value of a metric. */
export interface Datum {
  account: string;
  region: string;
  namespace: string;
  name: string;
  dimensions: Readonly<Record<string, string>>;
  value: number;
  /** What it is about: for Lambda's, when the invocation began. */
  atMs: number;
  /** When CloudWatch has it. */
  knownAtMs: number;
}

/** How GetMetricData answers a query where not with all there is. */
export type PoorStatus = "PartialData" | "InternalError";

/** One invocation, to be counted. */
export interface CountedInvocation {
  account: string;
  region: string;
  functionName: string;
  /** The alias or version that was called. */
  resource: string | undefined;
  executedVersion: string | undefined;
  failed: boolean;
  atMs: number;
  durationMs: number;
}

/** The values of every metric; those of AWS/Lambda come from the invocations of the strict Lambda. */
export class Metrics {
  /** The time from the end of an invocation until its metrics show. */
  delayMs = 0;
  readonly #series = new Map<string, Datum[]>();
  readonly #nowMs: () => number;
  #poor: { status: PoorStatus; timesLeft: number } | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Adds values, as of now where no time is said. */
  put(datum: Omit<Datum, "atMs" | "knownAtMs"> & { atMs?: number; knownAtMs?: number }): void {
    this.#add({ atMs: this.#nowMs(), knownAtMs: this.#nowMs(), ...datum });
  }

  /** Counts an invocation under each set of dimensions that Lambda has: it is dated by its beginning and known after its end. */
  countInvocation({ functionName: FunctionName, resource, executedVersion, ...invocation }: CountedInvocation): void {
    const { account, region, failed, atMs, durationMs } = invocation;
    const sets: Record<string, string>[] = [{ FunctionName }];
    if (resource !== undefined) {
      const Resource = `${FunctionName}:${resource}`;
      sets.push({ FunctionName, Resource });
      if (executedVersion !== undefined) {
        sets.push({ FunctionName, Resource, ExecutedVersion: executedVersion });
      }
    }
    const knownAtMs = atMs + durationMs + this.delayMs;
    for (const dimensions of sets) {
      const datum = { account, region, namespace: "AWS/Lambda", dimensions, atMs, knownAtMs };
      this.#add({ ...datum, name: "Invocations", value: 1 });
      this.#add({ ...datum, name: "Errors", value: failed ? 1 : 0 });
      this.#add({ ...datum, name: "Duration", value: durationMs });
    }
  }

  /** Lets the next results be answered with a status that is not Complete. */
  answerPoorly(status: PoorStatus, times = 1): void {
    this.#poor = { status, timesLeft: times };
  }

  /** The status of the next result. */
  takeStatus(): PoorStatus | "Complete" {
    if (this.#poor === undefined || this.#poor.timesLeft <= 0) {
      return "Complete";
    }
    this.#poor.timesLeft -= 1;
    return this.#poor.status;
  }

  /** The values that are known by now of one metric with exactly these dimensions. */
  find(wanted: Omit<Datum, "value" | "atMs" | "knownAtMs">, fromMs: number, toMs: number): Datum[] {
    const known = this.#series.get(keyOf(wanted)) ?? [];
    return known.filter(({ atMs, knownAtMs }) => knownAtMs <= this.#nowMs() && atMs >= fromMs && atMs < toMs);
  }

  #add(datum: Datum): void {
    const key = keyOf(datum);
    const series = this.#series.get(key) ?? [];
    series.push(datum);
    this.#series.set(key, series);
  }
}

function keyOf({ account, region, namespace, name, dimensions }: Omit<Datum, "value" | "atMs" | "knownAtMs">): string {
  return JSON.stringify([account, region, namespace, name, Object.entries(dimensions).sort()]);
}
