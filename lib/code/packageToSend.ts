import type { Access } from "../access/access.js";
import { type FunctionRef, parseFunctionArn } from "../access/functionRef.js";
import type { LiveFunction, UpdatedCode } from "../aws/lambda/lambdaApi.js";
import type { Deadline } from "../ground/clock.js";
import { DeployError } from "../ground/errors.js";
import type { Inputs } from "../inputs/inputs.js";
import type { PackageStream } from "../sources/index.js";
import { formatBytes } from "../sources/package/limits.js";
import { stage } from "./staging.js";
import type { Surroundings } from "./surroundings.js";

/** What is known of the deploy for which code is fetched. */
export interface CodeRun {
  readonly inputs: Inputs;
  /** Undefined while it cannot be determined. */
  readonly wantedCodeSha256: string | undefined;
  /** Whether the wanted hash is only what the same words, such as an image's tag, brought last time. */
  readonly isHashOfText: boolean;
  readonly functionRef: FunctionRef;
  readonly access: Access;
  readonly surroundings: Surroundings;
  readonly deadline: Deadline;
}

/** The code as an update sends it. */
export interface CodeToSend {
  code: UpdatedCode;
  /** Whether the update may publish with it: only where nothing but these bytes can arrive. */
  isExact: boolean;
  /** For the line that says what was sent. */
  described: string;
}

/** A package that goes into the request itself. */
export function direct(zipFile: Uint8Array, codeSha256: string): CodeToSend {
  return { code: { zipFile }, isExact: true, described: `${formatBytes(zipFile.byteLength)}, code ${codeSha256}` };
}

/**
 * A package that goes through the staging bucket, whose account is the function's own unless the program says another;
 * undefined for a dry run that would have to upload.
 */
export async function throughBucket(
  { inputs, access, functionRef, surroundings, deadline }: CodeRun,
  live: LiveFunction,
  codeSha256: string,
  openPackage: () => Promise<PackageStream>,
  isDryRun: boolean,
): Promise<CodeToSend | undefined> {
  const { account } = parseFunctionArn(live.functionArn);
  const { bucket, keyPrefix, expectedBucketOwner = account } = inputs.stagingBucket ?? { bucket: "" };
  const functionName = functionRef.name;
  const run = { access, bucket: { bucket, keyPrefix, expectedBucketOwner }, functionName, deadline, ...surroundings };
  const found = await stage(run, { codeSha256, openPackage }, isDryRun);
  if (found === undefined) {
    return undefined;
  }
  const { key, versionId } = found;
  return {
    code: { s3Bucket: bucket, s3Key: key, s3ObjectVersion: versionId },
    // Somebody could put other bytes under the key of an unversioned bucket.
    isExact: versionId !== undefined,
    described: `${found.isUploaded ? formatBytes(found.sizeBytes) : "what was there"} through s3://${bucket}/${key}, code ${codeSha256}`,
  };
}

/** The wanted hash, of sources that cannot be sent without one. */
export function wantedHash({ wantedCodeSha256, functionRef }: CodeRun): string {
  if (wantedCodeSha256 === undefined) {
    throw new DeployError("BadInput", `Deploying ${functionRef.name}: the hash of its code is not known.`);
  }
  return wantedCodeSha256;
}
