import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request seen on the wire. `operation` is Lambda's name of it, or method and path where we know none. */
export interface SeenRequest {
  method: string;
  path: string;
  operation: string;
}

export interface CannedAnswer {
  status: number;
  errorType: string;
  body: object;
}

/** A reverse proxy that only counts: what it saw is what was sent, whatever any log says. */
export interface WireCounter {
  url: string;
  requests: SeenRequest[];
  /** The operations seen, in order. */
  operations(): string[];
  reset(): void;
  /** Answers in place of the upstream where it gives an answer; undefined passes the request on. */
  intercept: ((seen: SeenRequest) => CannedAnswer | undefined) | undefined;
  stop(): Promise<void>;
}

/** Starts a counting proxy on a free port in front of `upstreamUrl`. */
export async function startWireCounter(upstreamUrl: string): Promise<WireCounter> {
  const upstream = new URL(upstreamUrl);
  const requests: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const method = incoming.method ?? "GET";
    const path = incoming.url ?? "/";
    const seen = { method, path, operation: operationOf(method, path) };
    requests.push(seen);
    const answer = counter.intercept?.(seen);
    if (answer === undefined) {
      relay(upstream, incoming, outgoing);
    } else {
      incoming.resume();
      outgoing.writeHead(answer.status, { "content-type": "application/json", "x-amzn-errortype": answer.errorType });
      outgoing.end(JSON.stringify(answer.body));
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const counter: WireCounter = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    operations: () => requests.map((seen) => seen.operation),
    reset: () => {
      requests.length = 0;
    },
    intercept: undefined,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return counter;
}

function relay(upstream: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  // Host stays the caller's: a signature covers it, and presigned URLs are built from it.
  const passed = forward(
    {
      host: upstream.hostname,
      port: upstream.port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  passed.on("error", () => outgoing.destroy());
  incoming.pipe(passed);
}

const OPERATIONS: [method: string, path: RegExp, name: string][] = [
  ["GET", /^\/2015-03-31\/functions\/[^/]+$/, "GetFunction"],
  ["GET", /^\/2015-03-31\/functions\/[^/]+\/configuration$/, "GetFunctionConfiguration"],
  ["PUT", /^\/2015-03-31\/functions\/[^/]+\/code$/, "UpdateFunctionCode"],
  ["PUT", /^\/2015-03-31\/functions\/[^/]+\/configuration$/, "UpdateFunctionConfiguration"],
  ["POST", /^\/2015-03-31\/functions\/[^/]+\/versions$/, "PublishVersion"],
  ["GET", /^\/2015-03-31\/functions\/[^/]+\/versions$/, "ListVersionsByFunction"],
];

function operationOf(method: string, path: string): string {
  const bare = path.replace(/\?.*$/, "");
  return OPERATIONS.find(([verb, pattern]) => verb === method && pattern.test(bare))?.[2] ?? `${method} ${bare}`;
}
