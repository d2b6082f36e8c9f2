import { AwsFailure } from "../../ground/errors.js";
import { printable } from "../../ground/printable.js";
import { type FailedCall, remedyFor } from "./remedies.js";

interface SdkError {
  name?: string;
  code?: string;
  message?: string;
  Code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $response?: { statusCode?: number; headers?: Record<string, string> };
}

/** A refusal by the service itself for want of a permission, not by STS on the way to the credentials. */
export class AccessDeniedFailure extends AwsFailure {
  static of({ message, awsCode, httpStatus, awsMessage, requestId }: AwsFailure): AccessDeniedFailure {
    return new AccessDeniedFailure(message, awsCode, httpStatus, awsMessage, requestId);
  }
}

/** Turns whatever the SDK threw into our words: what failed, for which function, AWS's own words, and what to do. */
export function toAwsFailure(error: unknown, call: FailedCall): AwsFailure {
  if (error instanceof AwsFailure) {
    return error;
  }
  const thrown = (typeof error === "object" && error !== null ? error : { message: String(error) }) as SdkError;
  const httpStatus = thrown.$metadata?.httpStatusCode ?? thrown.$response?.statusCode;
  const awsCode = codeOf(thrown, httpStatus);
  const awsMessage = wordsOf(thrown, httpStatus);
  const requestId = thrown.$metadata?.requestId;
  const message = [
    `${call.doing} ${call.functionName}: ${printable(`${awsCode}: ${withoutDot(awsMessage)}`)}`,
    requestId === undefined ? "." : ` (request id ${printable(requestId)}).`,
    ` ${remedyFor({ awsCode, awsMessage, httpStatus }, call)}`,
  ].join("");
  return new AwsFailure(message, awsCode, httpStatus, awsMessage, requestId);
}

/** A cut or foreign answer comes as a SyntaxError with a status: the status tells more than the name. */
function codeOf(thrown: SdkError, httpStatus: number | undefined): string {
  const name = thrown.name ?? "";
  if (name === "TimeoutError" && thrown.code !== undefined) {
    // The SDK calls a broken line a timeout as well; Node's own code tells which it was.
    return thrown.code;
  }
  const isGeneric = ["", "Error", "SyntaxError", "TypeError"].includes(name);
  if (!isGeneric && name !== "AggregateError") {
    return name;
  }
  return thrown.code ?? (httpStatus === undefined ? name || "Error" : `HTTP ${httpStatus}`);
}

function wordsOf(thrown: SdkError, httpStatus: number | undefined): string {
  if (thrown.name === "SyntaxError" || thrown.name === "TypeError") {
    // The SDK quotes the body it could not read; a proxy's page helps nobody and may be long.
    return `the answer${httpStatus === undefined ? "" : ` with status ${httpStatus}`} is not one of AWS's`;
  }
  const words = thrown.message?.trim();
  return words === undefined || words === "" || words === "UnknownError" ? "no message" : withoutCredentials(words);
}

/** A refused signature is answered with the whole signed request, session token included; URLs may be presigned. */
function withoutCredentials(text: string): string {
  return text
    .replace(/\s*The Canonical String for this request should have been[\s\S]*$/i, "")
    .replace(/(x-amz-(?:security-token|signature|credential))([:=])[^\s&'"]+/gi, "$1$2…");
}

function withoutDot(text: string): string {
  return text.replace(/\.$/, "");
}
