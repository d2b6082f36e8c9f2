import type { IncomingMessage, ServerResponse } from "node:http";
import { LambdaError, tooLarge } from "./lambdaError.js";
import type { Answer } from "./world.js";

/** The largest request body that Lambda's front end takes. */
const bodyLimitBytes = 70_167_211;

/** A request's whole body, of any size. */
export async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads a request's body to its end; one that is too large is read and thrown away, so that the client sees the answer. */
export async function readBody(request: IncomingMessage, operation: string): Promise<Buffer | LambdaError> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= bodyLimitBytes) {
      chunks.push(chunk);
    } else {
      chunks.length = 0;
    }
  }
  return sizeBytes > bodyLimitBytes
    ? tooLarge(`Request must be smaller than ${bodyLimitBytes} bytes for the ${operation} operation`)
    : Buffer.concat(chunks);
}

/** The members of a JSON body; those of an invocation are its payload's text. */
export function membersOf(body: Buffer, operation = ""): Readonly<Record<string, unknown>> {
  if (operation === "Invoke") {
    return { Payload: body.toString("utf8") };
  }
  if (body.length === 0) {
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Refused below, like every other text that is no JSON object.
  }
  throw new LambdaError(400, "InvalidRequestContentException", "Could not parse request body into json", {
    members: { Type: "User" },
  });
}

/** Writes an answer in AWS's form: JSON, a request id, and the server's date. */
export function writeAnswer(response: ServerResponse, answer: Answer, requestId: string, date: Date): void {
  const text = answer.payload ?? (answer.body === undefined ? undefined : JSON.stringify(answer.body));
  write(response, answer.status, text, {
    "x-amzn-RequestId": requestId,
    Date: date.toUTCString(),
    ...answer.headers,
  });
}

/** Writes a refusal: the code in x-amzn-errortype, with the URL that AWS hangs on it, and the text in the body. */
export function writeError(response: ServerResponse, error: LambdaError, requestId: string, date: Date): void {
  const body = { ...error.members, [error.messageKey]: error.message };
  write(response, error.status, JSON.stringify(body), {
    "x-amzn-RequestId": requestId,
    "x-amzn-ErrorType": `${error.code}:http://internal.amazon.com/coral/com.amazonaws.awsgirapi/`,
    Date: date.toUTCString(),
    ...error.headers,
  });
}

function write(
  response: ServerResponse,
  status: number,
  text: string | undefined,
  headers: Record<string, string>,
): void {
  response.sendDate = false;
  response.writeHead(status, {
    ...headers,
    ...(text !== undefined && { "Content-Type": "application/json" }),
    "Content-Length": Buffer.byteLength(text ?? ""),
  });
  response.end(text ?? "");
}
