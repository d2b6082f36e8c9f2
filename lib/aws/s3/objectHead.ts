import { parseZipCodeSha256 } from "../../ground/codeHash.js";

/** An object, or one version of it. */
export interface ObjectRef {
  bucket: string;
  key: string;
  versionId?: string;
  /** The account that must own the bucket, else S3 refuses. */
  expectedBucketOwner?: string;
}

/** What S3 says of an object without its bytes. */
export interface ObjectHead {
  /** Undefined in a bucket without versioning. */
  versionId?: string;
  eTag?: string;
  sizeBytes: number;
  /** Where S3 has a SHA-256 of the whole object, as it has of an upload in one part that came with one. */
  codeSha256?: string;
}

/** The members that name it in every request. */
export function namesOf({ bucket, key, versionId, expectedBucketOwner }: ObjectRef) {
  return { Bucket: bucket, Key: key, VersionId: versionId, ExpectedBucketOwner: expectedBucketOwner };
}

interface HeadAnswer {
  VersionId?: string;
  ETag?: string;
  ContentLength?: number;
  ChecksumSHA256?: string;
  ChecksumType?: string;
}

/** The head in an answer of HeadObject or GetObject. */
export function headOf(answer: HeadAnswer): ObjectHead {
  const isWhole = (answer.ChecksumType ?? "FULL_OBJECT") === "FULL_OBJECT";
  return {
    versionId: versionOf(answer),
    eTag: answer.ETag,
    sizeBytes: answer.ContentLength ?? 0,
    // The hash over the hashes of the parts ends in their number, "-3", and is no hash of the object.
    codeSha256: isWhole ? parseZipCodeSha256(answer.ChecksumSHA256 ?? "") : undefined,
  };
}

/** While a bucket's versioning is suspended its objects have the version "null", which Lambda need not be asked for. */
export function versionOf({ VersionId: versionId }: { VersionId?: string }): string | undefined {
  return versionId === "null" ? undefined : versionId;
}
