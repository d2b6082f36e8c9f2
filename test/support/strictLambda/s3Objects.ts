import { createHash } from "node:crypto";
import { invalidParameter, LambdaError } from "./lambdaError.js";

/** One version of an object; in a bucket without versioning the only one, with the version id "null". */
export interface ObjectVersion {
  versionId: string;
  bytes: Buffer;
  /** With its quotes, as S3 gives it. */
  eTag: string;
  /** What a reader with ChecksumMode ENABLED is shown: of the whole, or of the parts with their number behind. */
  checksumSha256?: string;
}

/** A bucket; without an owner it belongs to whoever asks. */
export interface Bucket {
  region: string;
  owner?: string;
  /** Other accounts that its policy lets in. */
  guests: readonly string[];
  isVersioned: boolean;
  /** Whether its readers may list it; otherwise a missing object is answered with 403. */
  isListable: boolean;
}

/** How an object came into its bucket. */
export interface Upload {
  region?: string;
  /** Sent with its SHA-256, which S3 then keeps. */
  withSha256?: boolean;
  /** In so many parts: neither the ETag nor the checksum is one of the whole. */
  parts?: number;
}

/** The S3 that Lambda and its deployers read packages from: buckets of one Region each, objects with versions. */
export class S3Objects {
  readonly #buckets = new Map<string, Bucket>();
  readonly #versions = new Map<string, ObjectVersion[]>();
  readonly #denied = new Set<string>();
  readonly #undecryptable = new Set<string>();
  readonly #refusals: { operation: string; refusal: LambdaError }[] = [];
  #cutAfterBytes: number[] = [];

  /** Makes a bucket; in a Region other than the function's Lambda is sent away from it. */
  createBucket(bucket: string, region: string, more: Partial<Omit<Bucket, "region">> = {}): void {
    this.#buckets.set(bucket, { guests: [], isVersioned: true, isListable: true, ...more, region });
  }

  /** Puts an object, and its bucket where there is none yet, and returns the object's version. */
  putObject(bucket: string, key: string, bytes: Uint8Array, upload: string | Upload = {}): string {
    const { region = "us-east-1", withSha256, parts } = typeof upload === "string" ? { region: upload } : upload;
    if (!this.#buckets.has(bucket)) {
      this.createBucket(bucket, region);
    }
    const path = `${bucket}/${key}`;
    const versions = this.#versions.get(path) ?? [];
    const isVersioned = this.#buckets.get(bucket)?.isVersioned === true;
    const ofParts = parts === undefined ? "" : `-${parts}`;
    const version: ObjectVersion = {
      versionId: isVersioned ? `v${versions.length + 1}` : "null",
      bytes: Buffer.from(bytes),
      eTag: `"${createHash("md5").update(ofParts).update(bytes).digest("hex")}${ofParts}"`,
      ...(withSha256 === true && {
        checksumSha256: createHash("sha256").update(ofParts).update(bytes).digest("base64") + ofParts,
      }),
    };
    this.#versions.set(path, isVersioned ? [...versions, version] : [version]);
    return version.versionId;
  }

  /** Deletes an object with all its versions. */
  deleteObject(bucket: string, key: string): void {
    this.#versions.delete(`${bucket}/${key}`);
  }

  /** Takes the caller's permission to read an object away. */
  deny(bucket: string, key: string): void {
    this.#denied.add(`${bucket}/${key}`);
  }

  /** Takes the permission on the key away that the object is encrypted by: its head can be read, its bytes cannot. */
  denyDecryption(bucket: string, key: string): void {
    this.#undecryptable.add(`${bucket}/${key}`);
  }

  /** Lets S3 refuse the next request of an operation, as under load. */
  refuseNext(operation: string, status: number, code: string, message = "Please reduce your request rate."): void {
    this.#refusals.push({ operation, refusal: new LambdaError(status, code, message) });
  }

  /** Forgets the refusals that have not been met. */
  refuseNoMore(): void {
    this.#refusals.length = 0;
  }

  /** Lets the connection of the next GetObject break after so many bytes of the body. */
  cutNextRead(afterBytes: number): void {
    this.#cutAfterBytes.push(afterBytes);
  }

  takeRefusal(operation: string): LambdaError | undefined {
    const index = this.#refusals.findIndex((ordered) => ordered.operation === operation);
    return index < 0 ? undefined : this.#refusals.splice(index, 1)[0]?.refusal;
  }

  takeCut(): number | undefined {
    return this.#cutAfterBytes.shift();
  }

  bucket(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  isDenied(bucket: string, key: string): boolean {
    return this.#denied.has(`${bucket}/${key}`);
  }

  isUndecryptable(bucket: string, key: string): boolean {
    return this.#undecryptable.has(`${bucket}/${key}`);
  }

  /** The version of an object, the last where none is named; "no key" and "no version" where it is not there. */
  find(bucket: string, key: string, versionId?: string): ObjectVersion | "NoSuchKey" | "NoSuchVersion" {
    const versions = this.#versions.get(`${bucket}/${key}`);
    if (versions === undefined) {
      return versionId === undefined ? "NoSuchKey" : "NoSuchVersion";
    }
    const found = versionId === undefined ? versions.at(-1) : versions.find((each) => each.versionId === versionId);
    return found ?? "NoSuchVersion";
  }

  /** The object as Lambda's own GetObject gets it, or the error in Lambda's words. */
  getObject(bucket: string, key: string, versionId: string | undefined, region: string): Buffer {
    const bucketRegion = this.#buckets.get(bucket)?.region;
    if (bucketRegion === undefined) {
      throw s3Failure("NoSuchBucket", "The specified bucket does not exist");
    }
    if (bucketRegion !== region) {
      throw s3Failure(
        "PermanentRedirect",
        `The bucket is in this region: ${bucketRegion}. Please use this region to retry the request`,
      );
    }
    if (this.isDenied(bucket, key)) {
      // AWS words this one otherwise than its siblings, and with another code (public deployment logs).
      throw new LambdaError(
        403,
        "AccessDeniedException",
        `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${bucket}/${key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`,
        { members: { Type: "User" }, messageKey: "Message" },
      );
    }
    const found = this.find(bucket, key, versionId);
    if (found === "NoSuchVersion" && this.find(bucket, key) !== "NoSuchKey") {
      throw s3Failure("NoSuchVersion", "The specified version does not exist.");
    }
    if (typeof found === "string") {
      throw s3Failure("NoSuchKey", "The specified key does not exist.");
    }
    return found.bytes;
  }
}

const s3Failure = (code: string, message: string): LambdaError =>
  invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
