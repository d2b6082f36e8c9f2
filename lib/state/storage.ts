import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import type { CodeSource } from "../inputs/codeSource.js";
import type { Inputs } from "../inputs/inputs.js";
import type { State } from "./state.js";

/**
 * Whether the package is kept in another way, or with REFERENCE at another place, than asked for. A copy is the same
 * copy whatever key it came from; a reference to another object is another thing to lose.
 */
export function isOtherStorage(inputs: Inputs, state: State | undefined, live: LiveFunction): boolean {
  const found = live.resolvedS3Object ?? (state && placeInState(state));
  return isOtherPlace(inputs, found);
}

/** The same against what is stored, for a preview. */
export function isOtherStoredStorage(inputs: Inputs, state: State): boolean {
  return isOtherPlace(inputs, placeInState(state));
}

interface Place {
  bucket?: string;
  key?: string;
  version?: string;
}

function isOtherPlace({ source, resolvedS3Object }: Inputs, found: Place | undefined): boolean {
  if (source.kind !== "s3" || source.storageMode === undefined) {
    return false;
  }
  const wanted = wantedPlace(source, resolvedS3Object?.versionId);
  if (wanted === undefined || found === undefined) {
    return wanted !== found;
  }
  return wanted.bucket !== found.bucket || wanted.key !== found.key || wanted.version !== found.version;
}

function wantedPlace(source: Extract<CodeSource, { kind: "s3" }>, seenVersion: string | undefined): Place | undefined {
  const { bucket, key, version = seenVersion, storageMode } = source;
  return storageMode === "REFERENCE" ? { bucket, key, version } : undefined;
}

/** Where the last deploy of this resource left the package, if it left it in S3; a dry run leaves nothing anywhere. */
function placeInState(state: State): Place | undefined {
  const { s3Bucket, s3Key, s3ObjectVersion, s3ObjectStorageMode, resolvedS3Object, deployedCodeSha256 } = state;
  return s3ObjectStorageMode === "REFERENCE" && deployedCodeSha256 !== undefined
    ? { bucket: s3Bucket, key: s3Key, version: s3ObjectVersion ?? resolvedS3Object?.versionId }
    : undefined;
}
