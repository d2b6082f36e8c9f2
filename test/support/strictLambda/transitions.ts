import type { Configuration } from "./configuration.js";
import type { PackageCode } from "./packageCode.js";
import type { Failure } from "./settings.js";

/** $LATEST or a version: what it shows, its code, and where it is on its way to another state. */
export interface Snapshot {
  configuration: Configuration;
  code: PackageCode;
  transition?: Transition;
}

/** On its way to another state: due once its reads are used up and its time has passed. */
export interface Transition {
  kind: "creation" | "update";
  readsLeft: number;
  notBeforeMs: number;
  failure?: Failure;
}

/** The members of a configuration during an update; the words are the recorded ones. */
export const updating = {
  LastUpdateStatus: "InProgress",
  LastUpdateStatusReason: "The function is being created.",
  LastUpdateStatusReasonCode: "Creating",
};

/** State Pending, without a LastUpdateStatus: new functions and new versions. */
export function startCreation(configuration: Configuration): void {
  configuration.State = "Pending";
  configuration.StateReason = "The function is being created.";
  configuration.StateReasonCode = "Creating";
  delete configuration.LastUpdateStatus;
}

/** State Active or another, or Failed with its reason. */
export function endCreation(
  configuration: Configuration,
  failure?: Failure,
  state = stateWhenDone(configuration),
): void {
  if (failure === undefined) {
    configuration.State = state;
    configuration.LastUpdateStatus = "Successful";
    delete configuration.StateReason;
    delete configuration.StateReasonCode;
    return;
  }
  configuration.State = "Failed";
  configuration.StateReason = failure.reason ?? `The function could not be created: ${failure.reasonCode}.`;
  configuration.StateReasonCode = failure.reasonCode;
}

/** LastUpdateStatus Successful, or Failed with its reason; `runningCode` is what ran until now. */
export function endUpdate(snapshot: Snapshot, runningCode: PackageCode, failure?: Failure): void {
  const { configuration } = snapshot;
  if (failure === undefined) {
    configuration.LastUpdateStatus = "Successful";
    delete configuration.LastUpdateStatusReason;
    delete configuration.LastUpdateStatusReasonCode;
    // A successful update repairs a Failed function; an Inactive one stays Inactive until it is invoked.
    if (configuration.State === "Failed") {
      endCreation(configuration);
    }
    return;
  }
  configuration.LastUpdateStatus = "Failed";
  configuration.LastUpdateStatusReason = failure.reason ?? `The update failed: ${failure.reasonCode}.`;
  configuration.LastUpdateStatusReasonCode = failure.reasonCode;
  if (failure.keepsOldHash === true) {
    snapshot.code = runningCode;
    configuration.CodeSha256 = runningCode.sha256;
    configuration.CodeSize = runningCode.sizeBytes;
  }
}

/** `$LATEST` of a function on a capacity provider is there to be published, and cannot be invoked. */
export function stateWhenDone({ Version, CapacityProviderConfig }: Configuration): string {
  return Version === "$LATEST" && CapacityProviderConfig !== undefined ? "ActiveNonInvocable" : "Active";
}
