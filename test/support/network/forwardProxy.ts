import type { lookup } from "node:dns";
import type { Server } from "node:http";
import type { Certificate } from "./certificates.js";

/** What a proxy was asked: a tunnel as `CONNECT host:port`, anything else as `GET http://host/…`. */
export interface ForwardProxy {
  /** Without user and password. */
  url: string;
  /** The same with those that it asks for. */
  urlWithUser: string;
  seen: string[];
  /** The hosts of what it was asked, each once. */
  hosts(): string[];
  stop(): Promise<void>;
}

export interface ProxyOptions {
  user?: string;
  password?: string;
  /** Where each tunnel ends, whatever host and port it was asked for. */
  tunnelsEndAt?: { server: unknown };
  /** Given, the proxy itself speaks TLS. */
  certificate?: Certificate;
}

/** A real forward proxy (npm `proxy-chain`) on a free port, which finds every host on this machine. */
export async function startForwardProxy(options: ProxyOptions = {}): Promise<ForwardProxy> {
  const proxyChain = await import("proxy-chain");
  const { user, password, certificate } = options;
  const seen: string[] = [];
  const server = new proxyChain.Server({
    host: "127.0.0.1",
    port: 0,
    ...(certificate === undefined
      ? { serverType: "http" as const }
      : { serverType: "https" as const, httpsOptions: certificate }),
    prepareRequestFunction: ({ request, username, password: given, isHttp, hostname, port }) => {
      seen.push(isHttp ? `${request.method ?? ""} ${request.url ?? ""}` : `CONNECT ${hostname}:${port}`);
      const isRefused = user !== undefined && (username !== user || given !== password);
      const customConnectServer = options.tunnelsEndAt?.server as Server | undefined;
      return { requestAuthentication: isRefused, dnsLookup: thisMachine, customConnectServer };
    },
  });
  await server.listen();
  const scheme = certificate === undefined ? "http" : "https";
  const name = `127.0.0.1:${server.port}`;
  const login = user === undefined ? "" : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? "")}@`;
  return {
    url: `${scheme}://${name}`,
    urlWithUser: `${scheme}://${login}${name}`,
    seen,
    hosts: () => [...new Set(seen.map((line) => /(?:CONNECT |:\/\/)([^/:]+)/.exec(line)?.[1] ?? line))],
    stop: () => server.close(true),
  };
}

const thisMachine = ((_name: string, options: { all?: boolean }, answer: (...found: unknown[]) => void) => {
  const found = { address: "127.0.0.1", family: 4 };
  answer(null, ...(options.all === true ? [[found]] : [found.address, found.family]));
}) as unknown as typeof lookup;
