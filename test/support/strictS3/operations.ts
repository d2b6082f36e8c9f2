import { createHash } from "node:crypto";
import type { Caller } from "../strictLambda/names.js";
import type { NeighbourRequest, RawAnswer } from "../strictLambda/neighbours.js";
import type { Bucket } from "../strictLambda/s3Objects.js";
import type { World } from "../strictLambda/world.js";
import { s3Error } from "./s3Error.js";

interface Target {
  Bucket: string;
  Key: string;
  caller: Caller;
  request: NeighbourRequest;
  world: World;
}

/** HeadObject and GetObject: the second with the bytes, which `denyDecryption` keeps back. */
export function readObject({ Bucket: name, Key: key, caller, request, world }: Target): RawAnswer {
  const { headers, method, url } = request;
  const bucket = openBucket(name, caller, request, world);
  const versionId = url.searchParams.get("versionId") ?? undefined;
  if (versionId !== undefined && !/^(v\d+|null)$/.test(versionId)) {
    throw s3Error(400, "InvalidArgument", "Invalid version id specified");
  }
  authorize(versionId === undefined ? "GetObject" : "GetObjectVersion", caller, world);
  if (world.s3.isDenied(name, key)) {
    throw denied(caller, "GetObject");
  }
  const found = world.s3.find(name, key, versionId);
  if (typeof found === "string") {
    if (!bucket.isListable) {
      throw denied(caller, "ListBucket");
    }
    const missing =
      found === "NoSuchKey" ? "The specified key does not exist." : "The specified version does not exist.";
    throw s3Error(404, found, missing);
  }
  if (headers["if-match"] !== undefined && headers["if-match"] !== found.eTag) {
    throw s3Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");
  }
  if (method === "GET" && world.s3.isUndecryptable(name, key)) {
    throw s3Error(
      403,
      "AccessDenied",
      `User: ${userOf(caller)} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action`,
    );
  }
  const range = rangeOf(headers.range, found.bytes.length);
  const body = range === undefined ? found.bytes : found.bytes.subarray(range.first, range.last + 1);
  const checksum = headers["x-amz-checksum-mode"] === "ENABLED" ? found.checksumSha256 : undefined;
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      "Content-Type": "application/zip",
      "Content-Length": String(body.length),
      "Accept-Ranges": "bytes",
      ETag: found.eTag,
      ...(bucket.isVersioned && { "x-amz-version-id": found.versionId }),
      ...(range && { "Content-Range": `bytes ${range.first}-${range.last}/${found.bytes.length}` }),
      ...(checksum !== undefined && {
        "x-amz-checksum-sha256": checksum,
        "x-amz-checksum-type": /-\d+$/.test(checksum) ? "COMPOSITE" : "FULL_OBJECT",
      }),
    },
    body,
  };
}

/** PutObject: one part, taken only when its bytes are those that the checksum and the signature say. */
export function writeObject({ Bucket: name, Key: key, caller, request, world }: Target): RawAnswer {
  const bucket = openBucket(name, caller, request, world);
  authorize("PutObject", caller, world);
  const { headers, body } = request;
  if (String(headers["content-encoding"]).includes("aws-chunked")) {
    throw s3Error(501, "NotImplemented", "A header you provided implies functionality that is not implemented.");
  }
  const sha256 = createHash("sha256").update(body).digest();
  const signed = headers["x-amz-content-sha256"];
  if (signed !== "UNSIGNED-PAYLOAD" && signed !== sha256.toString("hex")) {
    throw s3Error(
      400,
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const checksum = headers["x-amz-checksum-sha256"]?.toString();
  if (checksum !== undefined && Buffer.from(checksum, "base64").length !== 32) {
    throw s3Error(400, "InvalidRequest", "Value for x-amz-checksum-sha256 header is invalid.");
  }
  if (checksum !== undefined && checksum !== sha256.toString("base64")) {
    throw s3Error(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.");
  }
  const versionId = world.s3.putObject(name, key, body, { withSha256: checksum !== undefined });
  const stored = world.s3.find(name, key, versionId);
  return {
    status: 200,
    headers: {
      ETag: typeof stored === "string" ? "" : stored.eTag,
      ...(bucket.isVersioned && { "x-amz-version-id": versionId }),
      ...(checksum !== undefined && {
        "x-amz-checksum-sha256": checksum,
        "x-amz-checksum-type": "FULL_OBJECT",
      }),
    },
  };
}

/** The bucket, when it is of the Region that was called and open to the caller. */
function openBucket(name: string, caller: Caller, { headers }: NeighbourRequest, world: World): Bucket {
  const bucket = world.s3.bucket(name);
  if (bucket === undefined) {
    throw s3Error(404, "NoSuchBucket", "The specified bucket does not exist");
  }
  if (bucket.region !== caller.region) {
    throw s3Error(
      301,
      "PermanentRedirect",
      "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
      { "x-amz-bucket-region": bucket.region },
    );
  }
  const owner = bucket.owner ?? caller.account;
  const expected = headers["x-amz-expected-bucket-owner"] ?? owner;
  if (expected !== owner || (caller.account !== owner && !bucket.guests.includes(caller.account))) {
    throw s3Error(403, "AccessDenied", "Access Denied");
  }
  return bucket;
}

function authorize(action: string, caller: Caller, world: World): void {
  if (world.deniedOperations.has(action)) {
    throw denied(caller, action);
  }
}

const denied = (caller: Caller, action: string) =>
  s3Error(
    403,
    "AccessDenied",
    `User: ${userOf(caller)} is not authorized to perform: s3:${action} on resource: "arn:${caller.partition}:s3:::…" because no identity-based policy allows the s3:${action} action`,
  );

const userOf = ({ partition, account }: Caller): string => `arn:${partition}:iam::${account}:user/deployer`;

function rangeOf(header: string | undefined, sizeBytes: number): { first: number; last: number } | undefined {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined) {
    return undefined;
  }
  if (Number(first) >= sizeBytes) {
    throw s3Error(416, "InvalidRange", "The requested range is not satisfiable");
  }
  return { first: Number(first), last: Math.min(sizeBytes - 1, last === "" ? Infinity : Number(last)) };
}
