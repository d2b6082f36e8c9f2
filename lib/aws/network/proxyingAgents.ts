import { Agent as HttpAgent, type ClientRequest } from "node:http";
import { Agent as HttpsAgent, type AgentOptions } from "node:https";
import type { AgentConnectOpts } from "agent-base" with { "resolution-mode": "import" };
import { madeOnce } from "../../ground/madeOnce.js";
import { LocalError } from "./localError.js";
import { isTrustCode } from "./trustCodes.js";
import { type ProxyRules, proxyFor } from "./proxyRules.js";

/** By which requests leave this machine. */
export interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

// The library writes the proxy's form of a request on a new connection alone: on a kept one it would go out in the host's.
const unkept = { keepAlive: false, maxSockets: Infinity };

/** Agents that decide for each request, as S3 has a host for each bucket: through which proxy, or straight. */
export async function proxyingAgents(rules: ProxyRules, options: AgentOptions): Promise<Agents> {
  // ES modules, and for those with a proxy alone.
  const [{ Agent }, { HttpProxyAgent }, { HttpsProxyAgent }] = await Promise.all([
    import("agent-base"),
    import("http-proxy-agent"),
    import("https-proxy-agent"),
  ]);

  class TunnelAgent extends HttpsProxyAgent<string> {
    /** The library hands a refusal of the proxy on as if the host had answered it. */
    override async connect(request: ClientRequest, to: AgentConnectOpts) {
      let status = 0;
      request.once("proxyConnect", (answer: { statusCode: number }) => {
        status = answer.statusCode;
      });
      const socket = await super.connect(request, to).catch((error: unknown) => {
        throw status === 0 ? unanswered(error, this.proxy) : error;
      });
      if (status !== 200) {
        socket.destroy();
        throw refusal(status);
      }
      return socket;
    }
  }

  class ForwardingAgent extends HttpProxyAgent<string> {
    override connect(...to: Parameters<typeof HttpProxyAgent.prototype.connect>) {
      return super.connect(...to).catch((error: unknown) => {
        throw unanswered(error, this.proxy);
      });
    }
  }

  const straight = { http: new HttpAgent(options), https: new HttpsAgent(options) };
  const through = new Map<string, HttpAgent>();

  class RoutingAgent extends Agent {
    constructor(private readonly scheme: "http" | "https") {
      // The pools are those of the agents that it leads to. What it has itself goes along with each request: the trust
      // in a bundle, and that connections are kept.
      super({ ...options, maxSockets: Infinity });
    }

    /** Known here, where the library would search the call stack for it. */
    override isSecureEndpoint(): boolean {
      return this.scheme === "https";
    }

    override connect(request: ClientRequest): HttpAgent {
      const proxy = proxyFor(rules, new URL(`${this.scheme}://${String(request.getHeader("host"))}`));
      return proxy === undefined
        ? straight[this.scheme]
        : madeOnce(through, `${this.scheme} ${proxy.href}`, () => {
            const { url, headers } = withoutUser(proxy);
            return this.scheme === "https"
              ? new TunnelAgent(url, { ...options, headers })
              : new ForwardingAgent(url, { ...options, ...unkept, headers });
          });
    }
  }

  return { http: new RoutingAgent("http"), https: new RoutingAgent("https") as unknown as HttpsAgent };
}

/** User and password go into a header at once: the libraries print a proxy's whole URL where `DEBUG` asks for it. */
function withoutUser(proxy: URL): { url: string; headers: Record<string, string> } {
  const bare = new URL(proxy);
  bare.username = "";
  bare.password = "";
  if (proxy.username === "" && proxy.password === "") {
    return { url: bare.href, headers: {} };
  }
  const user = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
  return {
    url: bare.href,
    headers: { "Proxy-Authorization": `Basic ${Buffer.from(user).toString("base64")}` },
  };
}

/** A password with a bare percent sign is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What went wrong on the way to the proxy itself, which is not what the program named. */
function unanswered(error: unknown, { host }: URL): unknown {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return isTrustCode(code)
    ? error
    : Object.assign(new Error(`the proxy ${host} does not answer (${code || message})`), { code: "ProxyUnavailable" });
}

/** What the proxy refuses it refuses again; what it cannot reach it may reach later. */
function refusal(status: number): Error {
  const message = `the proxy answered ${status}`;
  return status < 500
    ? new LocalError("ProxyError", message)
    : Object.assign(new Error(message), { code: "ProxyUnavailable" });
}
