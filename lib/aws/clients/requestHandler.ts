import { NodeHttpHandler } from "@smithy/node-http-handler";
import { agentsFor, pool } from "../network/agents.js";
import type { Settings } from "./settings.js";

const connectionTimeoutMs = 10_000;
// Silence on a connection; an upload of 70 MB over a slow line is not silent.
const socketTimeoutMs = 60_000;

/** What sends the requests of a client, through the proxies and with the trust of its settings. */
export async function requestHandlerFor({ network }: Settings): Promise<NodeHttpHandler> {
  const agents = await agentsFor(network);
  return new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    socketTimeout: socketTimeoutMs,
    httpAgent: agents?.http ?? pool,
    httpsAgent: agents?.https ?? pool,
  });
}
