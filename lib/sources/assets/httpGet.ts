import * as http from "node:http";
import * as https from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import type { Agents } from "../../aws/network/agents.js";

/** The answer to a GET; its body must be read or destroyed. */
export interface HttpAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** Without the Content-Encoding of its way here. */
  body: Readable;
}

// A connection each: what is left open between downloads may be gone at the next one.
const straight: Agents = { http: new http.Agent(), https: new https.Agent() };

/** Sends one GET, and follows no redirect. Not by fetch: it takes neither Node's agents nor a trust of one's own. */
export function httpGet(
  url: URL,
  headers: http.OutgoingHttpHeaders,
  signal: AbortSignal,
  agents: Agents = straight,
): Promise<HttpAnswer> {
  const [send, agent] = url.protocol === "https:" ? [https.get, agents.https] : [http.get, agents.http];
  return new Promise((resolve, reject) => {
    send(
      url,
      { agent, signal, headers: { accept: "*/*", "user-agent": "pulumi-lambda-code", ...headers } },
      (answer) => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: decoded(answer) });
      },
    ).on("error", reject);
  });
}

/** No encoding is asked for, for packages are compressed already; some servers send one all the same. */
function decoded(answer: http.IncomingMessage): Readable {
  const encoding = answer.headers["content-encoding"]?.trim().toLowerCase();
  const undo = /^(?:x-)?gzip$|^deflate$/.test(encoding ?? "")
    ? createUnzip()
    : encoding === "br"
      ? createBrotliDecompress()
      : undefined;
  // A failure on the way is an error of reading.
  return undo === undefined ? answer : pipeline(answer, undo, () => undefined);
}
