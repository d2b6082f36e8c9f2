import { isWrite } from "./routes.js";
import type { Answer } from "./world.js";

/** One request, in the order in which the server acted on them. */
export interface JournalEntry {
  operation: string;
  /** As the request named it: a name, partial ARN or ARN, decoded. */
  functionName: string;
  qualifier?: string;
  /** The alias that the path names. */
  aliasName?: string;
  accepted: boolean;
  status: number;
  /** The error's code where it was refused. */
  code?: string;
  /** The request's members; ZipFile is cut down to its size. */
  body: Readonly<Record<string, unknown>>;
  /** What an accepted request's answer showed. */
  codeSha256?: string;
  /** The version, that an alias has, or that an invocation ran. */
  version?: string;
  /** The weights of an alias, as text: none where there is one version only. */
  weights?: string;
  revisionId?: string;
  accessKeyId: string;
  account: string;
  region: string;
  /** By the server's clock. */
  atMs: number;
  /** True for what a test did to the function without a request. */
  behindBack: boolean;
}

/** Everything that reached the server, for tests to count and to check guarantees by. */
export class Journal extends Array<JournalEntry> {
  // Methods such as filter shall give plain arrays.
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Requests that changed something: accepted writes without DryRun, and nothing done behind the back. */
  writes(operation?: string): JournalEntry[] {
    return this.requests(operation).filter(
      (entry) => entry.accepted && isWrite(entry.operation) && entry.body.DryRun !== true,
    );
  }

  /** How many requests of an operation came, accepted or not; of all operations when none is named. */
  count(operation?: string): number {
    return this.requests(operation).length;
  }

  /** The requests of an operation. */
  requests(operation?: string): JournalEntry[] {
    return this.filter((entry) => !entry.behindBack && (operation === undefined || entry.operation === operation));
  }

  clear(): void {
    this.length = 0;
  }

  /** A line per entry with what does not depend on the machine: equal seeds give equal texts. */
  text(): string {
    return this.map(
      ({ operation, functionName, status, code, codeSha256, version, weights, revisionId, accessKeyId, behindBack }) =>
        [
          behindBack ? "(behind back)" : accessKeyId,
          operation,
          functionName,
          status,
          code ?? "",
          codeSha256 ?? "",
          [version ?? "", weights ?? ""].join(""),
          revisionId ?? "",
        ].join(" "),
    ).join("\n");
  }
}

/** A request's members with the package cut down to its size: journals are printed. */
export function summary(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const withoutZip = (members: object): object =>
    Object.fromEntries(
      Object.entries(members).map(([name, value]: [string, unknown]) => {
        if (name === "ZipFile" && typeof value === "string") {
          return [name, `${Buffer.byteLength(value, "base64")} bytes`];
        }
        return [name, typeof value === "object" && value !== null && name === "Code" ? withoutZip(value) : value];
      }),
    );
  return withoutZip(body) as Record<string, unknown>;
}

/** What the journal keeps of an answer: GetFunction's configuration is one level down. */
export function shown({ body, headers }: Answer): Partial<JournalEntry> {
  const configuration = (body?.Configuration ?? body ?? {}) as Record<string, string | undefined>;
  const routing = body?.RoutingConfig as { AdditionalVersionWeights: object } | undefined;
  return {
    codeSha256: configuration.CodeSha256,
    version: configuration.Version ?? configuration.FunctionVersion ?? headers?.["X-Amz-Executed-Version"],
    ...(routing !== undefined && { weights: JSON.stringify(routing.AdditionalVersionWeights) }),
    revisionId: configuration.RevisionId,
  };
}
