import { S3ServiceException } from "@aws-sdk/client-s3";
import type { AwsFailure } from "../../ground/errors.js";
import { AccessDeniedFailure, toAwsFailure } from "../calls/failures.js";
import type { FailedCall } from "../calls/remedies.js";
import { s3Remedies } from "./s3Remedies.js";

// Of an answer without a body the SDK knows the status alone, and calls it "Unknown".
const meanings: Record<number, { name: string; message: string }> = {
  400: { name: "BadRequest", message: "S3 gave no reason" },
  403: { name: "Forbidden", message: "S3 gave no reason" },
  404: { name: "NotFound", message: "no such bucket, object or version" },
  405: { name: "MethodNotAllowed", message: "S3 gave no reason" },
  412: { name: "PreconditionFailed", message: "S3 gave no reason" },
  500: { name: "InternalError", message: "S3 gave no reason" },
  503: { name: "SlowDown", message: "S3 gave no reason" },
};
const denials = ["AccessDenied", "Forbidden", "AllAccessDisabled"];

/** Turns what a call to S3 threw into our words; `region` is the one that was asked. */
export function toS3Failure(error: unknown, call: FailedCall, region: string): AwsFailure {
  // What is not S3's own came from STS or the network, where the same codes mean something else.
  if (!(error instanceof S3ServiceException)) {
    return toAwsFailure(error, call);
  }
  const ofS3 = { ...call, remedies: s3Remedies };
  const failure = toAwsFailure(redirection(error, region) ?? withMeaning(error), ofS3);
  return denials.includes(failure.awsCode) && failure.httpStatus === 403 ? AccessDeniedFailure.of(failure) : failure;
}

/** Whether S3 gave a status alone, as to every HeadObject that it refuses. */
export function hasNoReason({ awsCode, httpStatus }: AwsFailure): boolean {
  return httpStatus !== undefined && httpStatus < 500 && meanings[httpStatus]?.name === awsCode;
}

function withMeaning(error: S3ServiceException): object {
  const { httpStatusCode = 0 } = error.$metadata;
  const hasNoBody = error.name === "Unknown" || (error.name === "NotFound" && error.message === "UnknownError");
  return (
    (hasNoBody && meanings[httpStatusCode] && { ...meanings[httpStatusCode], $metadata: error.$metadata }) || error
  );
}

/** S3's 301, 307 or 400 for a bucket of another Region, as one code. */
function redirection(error: S3ServiceException, region: string): object | undefined {
  const { httpStatusCode = 0 } = error.$metadata;
  const bucketRegion = error.$response?.headers["x-amz-bucket-region"];
  const isElsewhere = bucketRegion !== undefined && bucketRegion !== region;
  if (![301, 307, 400].includes(httpStatusCode) || !(isElsewhere || httpStatusCode === 301)) {
    return undefined;
  }
  const where = bucketRegion === undefined ? "the bucket is in another Region" : `the bucket is in ${bucketRegion}`;
  // The status of the answers that are final: a 3xx would count as one that was lost.
  const $metadata = { ...error.$metadata, httpStatusCode: 400 };
  return { name: "PermanentRedirect", message: `${where}, the function in ${region}`, $metadata };
}
