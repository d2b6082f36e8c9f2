import { createHash } from "node:crypto";
import { type Access, accessKey } from "../access/access.js";
import { openS3 } from "../aws/openApis.js";
import { classify } from "../aws/calls/retry.js";
import { AwsFailure } from "../ground/errors.js";
import type { Clock, Deadline } from "../ground/clock.js";
import type { Log } from "../ground/log.js";
import type { StagingBucket } from "../inputs/inputs.js";
import type { Memo } from "../ground/memo.js";
import { CodeProblems, type PackageStream } from "../sources/index.js";

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

/** Into which bucket, for which function and until when packages are put. */
export interface StagingRun {
  access: Access;
  bucket: StagingBucket;
  functionName: string;
  clock: Clock;
  log: Log;
  deadline: Deadline;
  /** What this process has staged already. */
  staged: Memo<StagedPackage | undefined>;
}

/**
 * Puts a package into the staging bucket, under a key that is its hash: S3 itself refuses other bytes, and functions that
 * share a package share the upload. What is there already counts only where S3 shows the hash of the whole object.
 * Undefined for a dry run that would have to upload.
 */
export async function stage(
  run: StagingRun,
  wanted: PackageToStage,
  isDryRun: boolean,
): Promise<StagedPackage | undefined> {
  const { access, bucket, staged } = run;
  const key = `${bucket.keyPrefix ?? ""}${Buffer.from(wanted.codeSha256, "base64").toString("hex")}.zip`;
  const place = JSON.stringify([accessKey(access), bucket.bucket, key, bucket.expectedBucketOwner, isDryRun]);
  for (let shared = staged.peek(place); shared !== undefined; shared = staged.peek(place)) {
    try {
      return await shared;
    } catch {
      // That failure is the other function's own, with its name and deadline: this one tries by itself.
    }
  }
  return staged.once(place, () => put(run, key, wanted, isDryRun));
}

async function put(
  { access, bucket: { bucket, expectedBucketOwner }, functionName, clock, deadline, log }: StagingRun,
  key: string,
  { codeSha256, openPackage }: PackageToStage,
  isDryRun: boolean,
): Promise<StagedPackage | undefined> {
  const object = { bucket, key, expectedBucketOwner };
  const s3 = await openS3(access, clock, functionName, deadline);
  const found = await s3.findObject(object).catch((error: unknown) => {
    if (!isDryRun && error instanceof AwsFailure && classify(error) === "refused") {
      // S3 refuses the upload likewise, and says then what that needs.
      return undefined;
    }
    throw error;
  });
  if (found?.codeSha256 === codeSha256) {
    return { bucket, key, versionId: found.versionId, sizeBytes: found.sizeBytes, isUploaded: false };
  }
  if (isDryRun) {
    log.info(functionName, `dry run: Lambda was not asked, for the package is not in ${bucket} yet`);
    return undefined;
  }
  const { stream, sizeBytes, close } = await openPackage();
  try {
    const { versionId } = await s3.putObject({
      ...object,
      body: () => asPreviewed(stream(), codeSha256),
      sizeBytes,
      codeSha256,
    });
    return { bucket, key, versionId, sizeBytes, isUploaded: true };
  } finally {
    await close();
  }
}

const pieceBytes = 256 * 1024;

/**
 * The package in pieces that stay as they are while they wait for the network, for its own chunks are overwritten by
 * the next; ends with an error where it is not what was previewed any more.
 */
async function* asPreviewed(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  codeSha256: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let last: Uint8Array | undefined;
  for await (const chunk of chunks) {
    hash.update(chunk);
    for (let start = 0; start < chunk.length; start += pieceBytes) {
      if (last !== undefined) {
        yield last;
      }
      last = Uint8Array.prototype.slice.call(chunk, start, start + pieceBytes);
    }
  }
  const found = hash.digest("base64");
  if (found !== codeSha256) {
    const fault = `changed between the preview and its deployment: the hash is ${found} and should be ${codeSha256}`;
    throw new CodeProblems([`The code ${fault}. Nothing was sent to Lambda. Run again.`]);
  }
  if (last !== undefined) {
    yield last;
  }
}
