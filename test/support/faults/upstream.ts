import { request, type IncomingHttpHeaders, type IncomingMessage } from "node:http";

/** A request or an answer that is whole. */
export interface Message {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The connection to the server behind broke: the client's breaks as well. */
export class UpstreamLost extends Error {}

/** Sends a request on with its headers as they are, its Host included, and waits for the whole answer. */
export function forward(
  upstream: string,
  method: string,
  path: string,
  { headers, body }: Message,
): Promise<Message & { status: number }> {
  return new Promise((resolve, reject) => {
    const lost = (error: Error): void => {
      reject(new UpstreamLost(error.message, { cause: error }));
    };
    // A connection of its own for each request: a kept one could be closed by the upstream just now.
    const outgoing = request(new URL(path, upstream), {
      method,
      agent: false,
      headers: { ...endToEnd(headers), connection: "close", "content-length": body.length },
    });
    outgoing.once("error", lost);
    outgoing.once("response", (answer) => {
      readWhole(answer).then((answerBody) => {
        // The answer to a HEAD has the length of a body that does not come.
        const length = method === "HEAD" ? { "content-length": answer.headers["content-length"] } : {};
        const headers = { ...endToEnd(answer.headers), ...length };
        resolve({ status: answer.statusCode ?? 0, headers, body: answerBody });
      }, lost);
    });
    outgoing.end(body);
  });
}

/** The headers that are not about one connection; lengths are set anew. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const own = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "expect"]);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
}
