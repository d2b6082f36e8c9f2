/** A statement of a resource policy, as AddPermission makes it. */
export interface PolicyStatement {
  Sid: string;
  Effect: "Allow";
  Principal: unknown;
  Action: string;
  Resource: string;
}

/** A poller of a queue or stream, that calls a function, a version or an alias. */
export interface EventSourceMapping {
  UUID: string;
  FunctionArn: string;
  EventSourceArn: string;
  State: string;
}

/** A durable execution that runs, or ran, a version. */
export interface DurableExecution {
  version: string;
  name: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "STOPPED";
  startedAtMs: number;
}

/** What hangs on versions and aliases of a function beside aliases and provisioned concurrency. */
export interface VersionUses {
  /** By alias or version; `$LATEST` for the function's own. */
  policies: Map<string, { statements: PolicyStatement[]; revisionId: string }>;
  eventInvokeConfigs: Map<string, { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number }>;
  durableExecutions: DurableExecution[];
  /** Versions that CloudFront has replicas of: Lambda@Edge. */
  replicatedVersions: Set<string>;
}

export const newUses = (): VersionUses => ({
  policies: new Map(),
  eventInvokeConfigs: new Map(),
  durableExecutions: [],
  replicatedVersions: new Set(),
});
