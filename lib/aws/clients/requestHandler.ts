import { NodeHttpHandler } from "@smithy/node-http-handler";
import { agentsFor, pool } from "../network/agents.js";
import type { Settings } from "./settings.js";

const connectionTimeoutMs = 10_000;
// An upload of 70 MB over a slow line is not silent.
const usualSilenceMs = 60_000;

/**
 * What sends the requests of a client, through the proxies and with the trust of its settings. `longestSilenceMs` is how
 * long nothing may come over a connection, 0 for any time.
 */
export async function requestHandlerFor(
  { network }: Settings,
  longestSilenceMs = usualSilenceMs,
): Promise<NodeHttpHandler> {
  const agents = await agentsFor(network);
  return new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    socketTimeout: longestSilenceMs,
    httpAgent: agents?.http ?? pool,
    httpsAgent: agents?.https ?? pool,
  });
}
