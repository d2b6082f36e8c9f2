import { NodeHttpHandler } from "@smithy/node-http-handler";
import { credentialsFor } from "./credentials.js";
import type { Access } from "../../access/access.js";

// Pulumi shows every line that a provider prints on the stack; this notice of the SDK is about the machine's Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const connectionTimeoutMs = 10_000;
// Silence on a connection; an upload of 70 MB over a slow line is not silent.
const socketTimeoutMs = 60_000;
// Pulumi's highest usual --parallel; Node's default of 50 would queue the rest inside the SDK, with a warning.
const maxSockets = 256;

/** What every client is configured with, whatever its service; `endpoint` and `region` are that service's own. */
export function clientConfig(access: Access, endpoint: string | undefined, region = access.region) {
  const { profile } = access.identity;
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
    credentials: credentialsFor(access),
    // Repeating is decided in retry.ts alone: the SDK would send a write twice without looking in between.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      socketTimeout: socketTimeoutMs,
      httpAgent: { keepAlive: true, maxSockets },
      httpsAgent: { keepAlive: true, maxSockets },
    }),
  };
}
