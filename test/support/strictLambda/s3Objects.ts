import { invalidParameter, LambdaError } from "./lambdaError.js";

/** The S3 that Lambda reads packages from: buckets of one Region each, objects with versions. */
export class S3Objects {
  readonly #regions = new Map<string, string>();
  readonly #versions = new Map<string, { versionId: string; bytes: Buffer }[]>();
  readonly #denied = new Set<string>();

  /** Makes a bucket; in a Region other than the function's Lambda is sent away from it. */
  createBucket(bucket: string, region: string): void {
    this.#regions.set(bucket, region);
  }

  /** Puts an object, and its bucket where there is none yet, and returns the object's version. */
  putObject(bucket: string, key: string, bytes: Uint8Array, region = "us-east-1"): string {
    if (!this.#regions.has(bucket)) {
      this.createBucket(bucket, region);
    }
    const path = `${bucket}/${key}`;
    const versions = this.#versions.get(path) ?? [];
    const versionId = `v${versions.length + 1}`;
    this.#versions.set(path, [...versions, { versionId, bytes: Buffer.from(bytes) }]);
    return versionId;
  }

  /** Takes the caller's permission to read an object away. */
  deny(bucket: string, key: string): void {
    this.#denied.add(`${bucket}/${key}`);
  }

  /** The object as Lambda's own GetObject gets it, or the error in Lambda's words. */
  getObject(bucket: string, key: string, versionId: string | undefined, region: string): Buffer {
    const bucketRegion = this.#regions.get(bucket);
    if (bucketRegion === undefined) {
      throw s3Failure("NoSuchBucket", "The specified bucket does not exist");
    }
    if (bucketRegion !== region) {
      throw s3Failure(
        "PermanentRedirect",
        `The bucket is in this region: ${bucketRegion}. Please use this region to retry the request`,
      );
    }
    if (this.#denied.has(`${bucket}/${key}`)) {
      // AWS words this one otherwise than its siblings, and with another code (public deployment logs).
      throw new LambdaError(
        403,
        "AccessDeniedException",
        `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${bucket}/${key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`,
        { members: { Type: "User" }, messageKey: "Message" },
      );
    }
    const versions = this.#versions.get(`${bucket}/${key}`);
    if (versions === undefined) {
      throw s3Failure("NoSuchKey", "The specified key does not exist.");
    }
    const found = versionId === undefined ? versions.at(-1) : versions.find((each) => each.versionId === versionId);
    if (found === undefined) {
      throw s3Failure("NoSuchVersion", "The specified version does not exist.");
    }
    return found.bytes;
  }
}

const s3Failure = (code: string, message: string): LambdaError =>
  invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
