import type { ProxiedRequest } from "../faults/index.js";
import type { FunctionRecord, JournalEntry } from "../strictLambda/index.js";
import type { StateResource } from "./engineProject.js";

/** What Lambda has of one release. */
export interface Live {
  /** Its alias in short, such as `3 4:0.1`. */
  alias: string | undefined;
  description: string | undefined;
  revisionId: string | undefined;
  /** The hash of the alias's version. */
  codeSha256: string | undefined;
  /** The numbers of the versions that are there. */
  versions: string[];
  /** How often a version has been invoked so far. */
  invocations: number;
}

/** What is seen of one release at some moment. */
export interface Sight extends Live {
  /** As the stack's state has it. */
  resource: StateResource | undefined;
  /** What came to the proxy since the last sight. */
  requests: ProxiedRequest[];
  /** What Lambda acted on since then. */
  journal: JournalEntry[];
}

/** A function and its alias as they are now. */
export function liveOf(record: FunctionRecord): Live {
  const alias = record.aliases.get("live");
  const { FunctionVersion: version, RoutingConfig } = alias ?? {};
  return {
    alias: version && inShort(version, RoutingConfig?.AdditionalVersionWeights),
    description: alias?.Description,
    revisionId: alias?.RevisionId,
    codeSha256: version && record.versions.get(version)?.configuration.CodeSha256,
    versions: record.versionNumbers,
    invocations: record.invocations.length,
  };
}

/** The writes to an alias that Lambda took, in short. */
export function movesIn(journal: JournalEntry[]): string[] {
  return journal
    .filter(({ operation, accepted }) => accepted && /^(?:Create|Update|Delete)Alias$/.test(operation))
    .map(({ version = "", weights = "{}" }) => inShort(version, JSON.parse(weights) as Record<string, number>));
}

function inShort(version: string, weights: Record<string, number> = {}): string {
  return [version, ...Object.entries(weights).map(([other, weight]) => `${other}:${weight}`)].join(" ");
}
