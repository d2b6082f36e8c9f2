import { createHash } from "node:crypto";

/** The code of a function or version: what CodeSha256, CodeSize and GetFunction's Code say. */
export interface PackageCode {
  packageType: "Zip" | "Image";
  sha256: string;
  sizeBytes: number;
  /** The zip; an image has none here. */
  bytes?: Buffer;
  imageUri?: string;
  resolvedImageUri?: string;
  sourceKmsKeyArn?: string;
  /** Where the zip lives when Lambda refers to it (S3ObjectStorageMode REFERENCE). */
  referencedObject?: { S3Bucket: string; S3Key: string; S3ObjectVersion: string };
}

/** Zip code from its bytes, hashed as Lambda hashes: base64 of the SHA-256 of the exact bytes. */
export function zipCode(content: Uint8Array | string): PackageCode & { bytes: Buffer } {
  const bytes = Buffer.from(content);
  return {
    packageType: "Zip",
    sha256: createHash("sha256").update(bytes).digest("base64"),
    sizeBytes: bytes.length,
    bytes,
  };
}

/** Image code: CodeSha256 is the digest in hexadecimal, CodeSize 0. */
export function imageCode(imageUri: string, repository: string, digestHex: string): PackageCode {
  return {
    packageType: "Image",
    sha256: digestHex,
    sizeBytes: 0,
    imageUri,
    resolvedImageUri: `${repository}@sha256:${digestHex}`,
  };
}

/** A folder that an emulator mounts: LocalStack shows these words for its hash, and no size. */
export function mountedFolder(): PackageCode {
  return { packageType: "Zip", sha256: "hot-reloading-hash-not-available", sizeBytes: 0 };
}
