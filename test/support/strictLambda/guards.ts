import { revisionMismatch, stillPending, updateInProgress, type LambdaError } from "./lambdaError.js";
import type { FunctionRecord } from "./functionRecord.js";

/** Refuses a write while $LATEST is on its way (409) or has another revision than the caller read (412). */
export function guardWrite(record: FunctionRecord, expectedRevisionId: unknown): void {
  const checks = [() => busy(record), () => stale(record, expectedRevisionId)];
  if (record.setting("preconditionFirst")) {
    checks.reverse();
  }
  for (const check of checks) {
    const refusal = check();
    if (refusal !== undefined) {
      throw refusal;
    }
  }
}

function busy(record: FunctionRecord): LambdaError | undefined {
  const { State, StateReasonCode, LastUpdateStatus } = record.latest.configuration;
  if (State === "Pending") {
    return stillPending(record.arn, StateReasonCode ?? "Creating");
  }
  return record.latest.transition !== undefined || LastUpdateStatus === "InProgress"
    ? updateInProgress(record.arn)
    : undefined;
}

function stale(record: FunctionRecord, expectedRevisionId: unknown): LambdaError | undefined {
  return expectedRevisionId !== undefined && expectedRevisionId !== record.revisionId ? revisionMismatch() : undefined;
}
