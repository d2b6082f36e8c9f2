import type { IncomingHttpHeaders } from "node:http";
import { LambdaError } from "./lambdaError.js";
import { missing, notAuthorized, addressOf, type Caller, type FunctionAddress } from "./names.js";
import { defaultSettings, type Failure, type Settings } from "./settings.js";
import type { FunctionRecord } from "./functionRecord.js";
import { Identifiers } from "./identifiers.js";
import { Images } from "./images.js";
import { S3Objects } from "./s3Objects.js";
import { Downloads } from "./downloads.js";
import type { EventSourceMapping } from "./versionUses.js";
import { Alarms } from "../strictCloudWatch/alarms.js";
import { Metrics } from "../strictCloudWatch/metrics.js";

type OfFailure = "update" | "version" | "provisioning";

/** What the operations work on: every function of every account and Region, and what lies around them. */
export class World {
  readonly functions = new Map<string, FunctionRecord>();
  readonly settings: Settings = { ...defaultSettings };
  readonly s3 = new S3Objects();
  readonly images = new Images();
  readonly downloads: Downloads;
  readonly alarms: Alarms;
  readonly metrics: Metrics;
  readonly eventSourceMappings: EventSourceMapping[] = [];
  readonly ids: Identifiers;
  /** Operations that the callers' identity policies do not allow. */
  readonly deniedOperations = new Set<string>();
  /** The accounts that a role's trust policy lets assume it. Where any role has one, others cannot be assumed. */
  readonly trustedAccounts = new Map<string, string[]>();
  readonly nowMs: () => number;
  readonly #failures: { of: OfFailure; arn?: string; failure: Failure }[] = [];

  constructor(seed: string, nowMs: () => number, home: { account: string; region: string }) {
    this.ids = new Identifiers(seed);
    this.nowMs = nowMs;
    this.alarms = new Alarms(nowMs, home);
    this.metrics = new Metrics(nowMs);
    this.downloads = new Downloads(this.ids, nowMs);
  }

  /** The function a request names, with what was due brought to its end; throws the error that AWS answers instead. */
  find(call: Call, version?: string): { record: FunctionRecord; address: FunctionAddress } {
    const address = addressOf(call.functionName, call.caller, call.operation, call.query.get("Qualifier") ?? undefined);
    this.authorize(call, address.arn);
    const record = this.functions.get(address.arn);
    if (record === undefined) {
      throw missing(version === undefined ? address : { ...address, qualifier: version });
    }
    record.settle(this.nowMs());
    return { record, address };
  }

  /** The same for operations that take a whole function only; `version` is what a missing one is named with. */
  findUnqualified(call: Call, version?: string): FunctionRecord {
    const { record, address } = this.find(call, version);
    if (address.qualifier !== undefined && address.qualifier !== "$LATEST") {
      throw new LambdaError(
        400,
        "InvalidParameterValueException",
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
        { members: { Type: "User" } },
      );
    }
    return record;
  }

  authorize({ operation, caller }: Call, arn: string): void {
    if (this.deniedOperations.has(operation)) {
      const action = operation === "Invoke" ? "InvokeFunction" : operation;
      throw notAuthorized(caller, action, arn, "identity-based");
    }
  }

  failNext(of: OfFailure, failure: Failure, arn?: string): void {
    this.#failures.push({ of, arn, failure });
  }

  /** The failure that a test ordered for this update, version or provisioned concurrency, taken off the list. */
  takeFailure(of: OfFailure, arn: string): Failure | undefined {
    const index = this.#failures.findIndex((ordered) => ordered.of === of && (ordered.arn ?? arn) === arn);
    return index < 0 ? undefined : this.#failures.splice(index, 1)[0]?.failure;
  }
}

/** One request, understood. */
export interface Call {
  operation: string;
  caller: Caller;
  /** As the path has it, decoded; empty for operations on no function. */
  functionName: string;
  /** The path's second name: an alias. */
  aliasName: string;
  query: URLSearchParams;
  body: Readonly<Record<string, unknown>>;
  headers: IncomingHttpHeaders;
}

/** What a request is answered with where it is not refused. */
export interface Answer {
  status: number;
  body?: Readonly<Record<string, unknown>>;
  headers?: Readonly<Record<string, string>>;
  /** The body's text, where it is not made of members: what a function answered. */
  payload?: string;
}

export type Operation = (call: Call, world: World) => Answer;
