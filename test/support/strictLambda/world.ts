import { LambdaError } from "./lambdaError.js";
import { missing, notAuthorized, addressOf, type Caller, type FunctionAddress } from "./names.js";
import { defaultSettings, type Failure, type Settings } from "./settings.js";
import type { FunctionRecord } from "./functionRecord.js";
import { Identifiers } from "./identifiers.js";
import { Images } from "./images.js";
import { S3Objects } from "./s3Objects.js";
import { Downloads } from "./downloads.js";

/** What the operations work on: every function of every account and Region, and what lies around them. */
export class World {
  readonly functions = new Map<string, FunctionRecord>();
  readonly settings: Settings = { ...defaultSettings };
  readonly s3 = new S3Objects();
  readonly images = new Images();
  readonly downloads: Downloads;
  readonly ids: Identifiers;
  /** Operations that the callers' identity policies do not allow. */
  readonly deniedOperations = new Set<string>();
  /** The accounts that a role's trust policy lets assume it. Where any role has one, others cannot be assumed. */
  readonly trustedAccounts = new Map<string, string[]>();
  readonly nowMs: () => number;
  readonly #failures: { of: "update" | "version"; arn?: string; failure: Failure }[] = [];

  constructor(seed: string, nowMs: () => number) {
    this.ids = new Identifiers(seed);
    this.nowMs = nowMs;
    this.downloads = new Downloads(this.ids, nowMs);
  }

  /** The function a request names, with what was due brought to its end; throws the error that AWS answers instead. */
  find(call: Call): { record: FunctionRecord; address: FunctionAddress } {
    const address = addressOf(call.functionName, call.caller, call.operation, call.query.get("Qualifier") ?? undefined);
    this.authorize(call, address.arn);
    const record = this.functions.get(address.arn);
    if (record === undefined) {
      throw missing(address);
    }
    record.settle(this.nowMs());
    return { record, address };
  }

  /** The same for operations that take a whole function only. */
  findUnqualified(call: Call): FunctionRecord {
    const { record, address } = this.find(call);
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
      throw notAuthorized(caller, operation, arn, "identity-based");
    }
  }

  failNext(of: "update" | "version", failure: Failure, arn?: string): void {
    this.#failures.push({ of, arn, failure });
  }

  /** The failure that a test ordered for this update or version, taken off the list. */
  takeFailure(of: "update" | "version", arn: string): Failure | undefined {
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
}

/** What a request is answered with where it is not refused. */
export interface Answer {
  status: number;
  body?: Readonly<Record<string, unknown>>;
}

export type Operation = (call: Call, world: World) => Answer;
