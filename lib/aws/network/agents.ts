import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Network } from "../../access/access.js";
import { readCaBundle } from "./caBundle.js";
import { Memo } from "../../ground/memo.js";
import type { Agents } from "./proxyingAgents.js";
import { hasProxy, proxyRules, type ProxyRules } from "./proxyRules.js";

export type { Agents };

// Pulumi's highest usual --parallel; Node's default of 50 would queue the rest inside the SDK, with a warning.
export const pool = { keepAlive: true, maxSockets: 256 };

const made = new Memo<Agents | undefined>();

/**
 * Agents for what the program and the environment say of proxies and certificates, made once per process; undefined where
 * neither says anything, and nothing is loaded then. `AWS_CA_BUNDLE` is none of the environment's here: it is about AWS alone.
 */
export function agentsFor(network: Network): Promise<Agents | undefined> {
  const rules = proxyRules(network, process.env);
  return made.once(JSON.stringify([rules, network.customCaBundle]), () => makeAgents(rules, network));
}

async function makeAgents(rules: ProxyRules, { customCaBundle }: Network): Promise<Agents | undefined> {
  const ca = customCaBundle === undefined ? undefined : await readCaBundle(customCaBundle);
  const options = ca === undefined ? pool : { ...pool, ca };
  if (hasProxy(rules)) {
    const { proxyingAgents } = await import("./proxyingAgents.js");
    return proxyingAgents(rules, options);
  }
  return ca === undefined ? undefined : { http: new HttpAgent(options), https: new HttpsAgent(options) };
}
