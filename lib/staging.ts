import type { LiveFunction } from "./aws/lambdaApi.js";
import { openS3 } from "./aws/openApis.js";
import { parseFunctionArn } from "./identity.js";
import type { Operation } from "./operation.js";
import type { PackageStream } from "./sources/index.js";

/** A package on its way to Lambda. */
export interface PackageToStage {
  codeSha256: string;
  openPackage: () => Promise<PackageStream>;
}

/** Where a package waits for Lambda. */
export interface StagedPackage {
  bucket: string;
  key: string;
  /** Undefined in a bucket without versioning. */
  versionId?: string;
  sizeBytes: number;
  isUploaded: boolean;
}

const underWay = new Map<string, Promise<StagedPackage | undefined>>();

/**
 * Puts a package into the staging bucket, under a key that is its hash: S3 itself refuses other bytes, and functions that
 * share a package share the upload. What is there already counts only where S3 shows the hash of the whole object.
 * Undefined for a dry run that would have to upload.
 */
export async function stage(
  operation: Operation,
  live: LiveFunction,
  wanted: PackageToStage,
  isDryRun: boolean,
): Promise<StagedPackage | undefined> {
  const { inputs, functionRef, clock, deadline, log } = operation;
  const { account } = parseFunctionArn(live.functionArn);
  const { bucket, keyPrefix = "", expectedBucketOwner = account } = inputs.stagingBucket ?? { bucket: "" };
  const { codeSha256 } = wanted;
  const key = `${keyPrefix}${Buffer.from(codeSha256, "base64").toString("hex")}.zip`;
  const settings = { ...inputs.aws, region: functionRef.region };
  const place = JSON.stringify([settings, bucket, key, isDryRun]);
  const known = underWay.get(place);
  if (known !== undefined) {
    return known;
  }
  const put = async (): Promise<StagedPackage | undefined> => {
    const s3 = await openS3(settings, clock, functionRef.name, deadline);
    const found = await s3.findObject({ bucket, key, expectedBucketOwner });
    if (found?.codeSha256 === codeSha256) {
      return { bucket, key, versionId: found.versionId, sizeBytes: found.sizeBytes, isUploaded: false };
    }
    if (isDryRun) {
      log.info(functionRef.name, `dry run: Lambda was not asked, for the package is not in ${bucket} yet`);
      return undefined;
    }
    const { stream, sizeBytes, close } = await wanted.openPackage();
    try {
      const upload = { bucket, key, expectedBucketOwner, body: () => iterate(stream()), sizeBytes, codeSha256 };
      const { versionId } = await s3.putObject(upload);
      return { bucket, key, versionId, sizeBytes, isUploaded: true };
    } finally {
      close();
    }
  };
  const result = put();
  underWay.set(place, result);
  // A failure is this resource's own: the next one that shares the package tries by itself.
  result.catch(() => underWay.delete(place));
  return result;
}

async function* iterate(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
