import type { LambdaError } from "../strictLambda/lambdaError.js";
import type { Neighbour, NeighbourRequest, RawAnswer } from "../strictLambda/neighbours.js";
import { readObject, writeObject } from "./operations.js";
import { s3Error, s3Refusal } from "./s3Error.js";

const operations: Record<string, string> = { HEAD: "HeadObject", GET: "GetObject", PUT: "PutObject" };

/** S3 as far as a deployer needs it, path style, over the objects that Lambda reads. */
export const strictS3: Neighbour = {
  routeOf({ method, url, headers, body }) {
    const operation = operations[method] ?? `${method} object`;
    const members = {
      ...objectOf(url),
      VersionId: url.searchParams.get("versionId") ?? undefined,
      IfMatch: headers["if-match"],
      Range: headers.range,
      ChecksumMode: headers["x-amz-checksum-mode"],
      ChecksumSHA256: headers["x-amz-checksum-sha256"],
      ExpectedBucketOwner: headers["x-amz-expected-bucket-owner"],
      ...(method === "PUT" && { Body: `${body.length} bytes` }),
    };
    return {
      operation,
      members: Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
    };
  },

  answer({ operation }, caller, request, { world }) {
    const refusal = world.s3.takeRefusal(operation);
    if (refusal !== undefined) {
      throw refusal;
    }
    const target = { ...objectOf(request.url), caller, request, world };
    switch (operation) {
      case "HeadObject":
        return { ...readObject(target), body: undefined };
      case "GetObject":
        return { ...readObject(target), cutAfterBytes: world.s3.takeCut() };
      case "PutObject":
        return writeObject(target);
      default:
        throw s3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }
  },

  refuse(error: LambdaError, { operation }, requestId): RawAnswer {
    return s3Refusal(error, operation === "HeadObject", requestId);
  },
};

function objectOf(url: NeighbourRequest["url"]): { Bucket: string; Key: string } {
  const [, bucket = "", key = ""] = /^\/([^/]+)\/(.*)$/.exec(url.pathname) ?? [];
  return { Bucket: decodeURIComponent(bucket), Key: decodeURIComponent(key) };
}
