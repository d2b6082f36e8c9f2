import { AccessDeniedFailure } from "../../aws/calls/failures.js";
import type { ObjectHead, ObjectRef, S3Api } from "../../aws/s3/s3Api.js";
import { AwsFailure } from "../../ground/errors.js";
import { formatBytes, maxUnzippedBytes } from "../package/limits.js";
import { CodeProblems, quoteName } from "../package/problems.js";

/** A package in S3 as the program names it. */
export interface WantedS3Object {
  bucket: string;
  key: string;
  versionId?: string;
  /** The only hash that may be deployed, in the form of Lambda's CodeSha256. */
  pin?: string;
}

/** What an earlier check saw of an object. */
export interface KnownS3Object {
  bucket: string;
  key: string;
  versionId?: string;
  eTag: string;
  codeSha256: string;
}

/** What would be deployed: the version is the one to send, also where the program names none. */
export interface S3ObjectDescription {
  codeSha256: string;
  /** Undefined in a bucket without versioning. */
  versionId?: string;
  eTag?: string;
  sizeBytes?: number;
  warnings: string[];
}

// The object is what is wrong, not the credentials or the network: nothing but the program or the upload can mend it.
const problemCodes = [
  "NoSuchBucket",
  "NoSuchKey",
  "NoSuchVersion",
  "NotFound",
  "InvalidArgument",
  "InvalidBucketName",
  "MethodNotAllowed",
  "PermanentRedirect",
  "InvalidObjectState",
];
const changedCodes = ["PreconditionFailed", "NoSuchKey", "NoSuchVersion", "NotFound"];
const maxLooks = 3;

/**
 * For check: the hash of an object and the version that has it. S3 knows the hash of a package that was uploaded with
 * one; any other is read once, and never held in memory. Throws CodeProblems.
 */
export async function describeS3Object(
  wanted: WantedS3Object,
  known: KnownS3Object | undefined,
  s3: S3Api,
): Promise<S3ObjectDescription> {
  const { bucket, key, versionId } = wanted;
  const label = quoteName(`s3://${bucket}/${key}`);
  let head: ObjectHead | undefined;
  try {
    for (let look = 1; look <= maxLooks; look += 1) {
      head = await s3.headObject({ bucket, key, versionId });
      refuseTooLarge(label, head.sizeBytes);
      const seen = { bucket, key, versionId: versionId ?? head.versionId };
      const codeSha256 = head.codeSha256 ?? knownHash(seen, head, known) ?? (await hashOf(seen, head, s3));
      if (codeSha256 !== undefined) {
        refuseOther(label, codeSha256, wanted.pin);
        return { ...described(seen, head), codeSha256, warnings: [] };
      }
    }
  } catch (error) {
    if (error instanceof AccessDeniedFailure) {
      return withPin(label, wanted, head, error);
    }
    throw error instanceof AwsFailure && problemCodes.includes(error.awsCode)
      ? new CodeProblems([error.message])
      : error;
  }
  throw new CodeProblems([
    `The object ${label} was replaced each time while it was read. Run again when its uploads are over, or name an s3ObjectVersion.`,
  ]);
}

/** The hash of exactly what the head showed; undefined when it was replaced meanwhile. */
async function hashOf(object: ObjectRef, head: ObjectHead, s3: S3Api): Promise<string | undefined> {
  try {
    const read = await s3.hashObject(object, head.eTag);
    return read.eTag === head.eTag && read.sizeBytes === head.sizeBytes ? read.codeSha256 : undefined;
  } catch (error) {
    if (error instanceof AwsFailure && changedCodes.includes(error.awsCode)) {
      return undefined;
    }
    throw error;
  }
}

function knownHash(object: ObjectRef, head: ObjectHead, known: KnownS3Object | undefined): string | undefined {
  const isSame =
    known !== undefined &&
    known.bucket === object.bucket &&
    known.key === object.key &&
    known.versionId === object.versionId &&
    known.eTag === head.eTag;
  return isSame ? known.codeSha256 : undefined;
}

/** With a pin, what cannot be read can be deployed all the same: Lambda's answer has the hash, and is held against it. */
function withPin(
  label: string,
  { pin, versionId }: WantedS3Object,
  head: ObjectHead | undefined,
  denied: AccessDeniedFailure,
): S3ObjectDescription {
  if (pin === undefined) {
    throw new CodeProblems([`${denied.message} Or pin the package's hash with codeSha256, which needs no reading.`]);
  }
  const warning = `The object ${label} may not be read (${denied.awsCode}): it is deployed as codeSha256 pins it, and Lambda's answer is the first check of its bytes.`;
  return { ...described({ versionId: versionId ?? head?.versionId }, head), codeSha256: pin, warnings: [warning] };
}

function described({ versionId }: Pick<ObjectRef, "versionId">, head: ObjectHead | undefined) {
  return { versionId, eTag: head?.eTag, sizeBytes: head?.sizeBytes };
}

function refuseTooLarge(label: string, sizeBytes: number): void {
  if (sizeBytes > maxUnzippedBytes) {
    const limit = `and Lambda takes at most ${formatBytes(maxUnzippedBytes)} unpacked`;
    throw new CodeProblems([
      `The object ${label} is ${formatBytes(sizeBytes)}, ${limit}. Make it smaller, for example by leaving out development dependencies.`,
    ]);
  }
}

function refuseOther(label: string, codeSha256: string, pin: string | undefined): void {
  if (pin !== undefined && pin !== codeSha256) {
    throw new CodeProblems([
      `The object ${label} has the hash ${codeSha256}, and codeSha256 pins ${pin}. Nothing was sent. Upload the pinned package, or correct codeSha256.`,
    ]);
  }
}
