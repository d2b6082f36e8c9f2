import { LambdaError } from "../strictLambda/lambdaError.js";
import type { RawAnswer } from "../strictLambda/neighbours.js";

/** A refusal of S3's. */
export function s3Error(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): LambdaError {
  return new LambdaError(status, code, message, { headers });
}

// What the front end of the server finds wrong with credentials, by S3's names for it.
const ofFrontEnd: Record<string, [number, string, string]> = {
  MissingAuthenticationTokenException: [403, "AccessDenied", "Access Denied"],
  UnrecognizedClientException: [
    403,
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
  ],
  ExpiredTokenException: [400, "ExpiredToken", "The provided token has expired."],
  InvalidSignatureException: [
    403,
    "RequestTimeTooSkewed",
    "The difference between the request time and the current time is too large.",
  ],
};

/** A refusal as S3 sends it: XML, but for a HEAD request, whose answer has no body. */
export function s3Refusal(error: LambdaError, isHead: boolean, requestId: string): RawAnswer {
  const [status, code, message] = ofFrontEnd[error.code] ?? [error.status, error.code, error.message];
  const headers = { "x-amz-request-id": requestId, "Content-Type": "application/xml", ...error.headers };
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${xml(message)}</Message><RequestId>${requestId}</RequestId></Error>`;
  return { status, headers, ...(isHead ? {} : { body }) };
}

/** A text inside of XML. */
export function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
