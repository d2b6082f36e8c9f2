import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry to which nothing was published yet. */
export interface EmptyRegistry {
  url: string;
  /** What it was asked, as `GET /name`. */
  requests: string[];
  stop(): Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startEmptyRegistry(): Promise<EmptyRegistry> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""}`);
    request.resume();
    response.writeHead(404, { "content-type": "application/json" }).end('{"error":"Not found"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
