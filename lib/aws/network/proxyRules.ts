import type { Network } from "../../access/access.js";
import { isExempt } from "./noProxy.js";
import { LocalError } from "./localError.js";

/** Which proxies there are, as texts: only one that is needed is read. */
export interface ProxyRules {
  http: NamedProxy | undefined;
  https: NamedProxy | undefined;
  noProxy: string;
}

interface NamedProxy {
  url: string;
  /** Where it was said. */
  name: string;
}

/**
 * What the program says over what the environment says, each for itself, as @pulumi/aws has it (hashicorp/aws-sdk-go-base,
 * `HTTPTransportOptions`): a program's proxy for http is the one for https, too, where neither names one for https.
 */
export function proxyRules({ httpProxy, httpsProxy, noProxy }: Network, env: NodeJS.ProcessEnv): ProxyRules {
  const said = (url: string | undefined, name: string) => (url === undefined ? undefined : { url, name });
  return {
    http: said(httpProxy, "aws.httpProxy") ?? fromEnvironment("HTTP_PROXY", env),
    https:
      said(httpsProxy, "aws.httpsProxy") ?? fromEnvironment("HTTPS_PROXY", env) ?? said(httpProxy, "aws.httpProxy"),
    noProxy: noProxy ?? fromEnvironment("NO_PROXY", env)?.url ?? "",
  };
}

/** Whether any request at all may go through a proxy. */
export function hasProxy({ http, https }: ProxyRules): boolean {
  return http !== undefined || https !== undefined;
}

/** The proxy for a request, undefined where it goes straight to its host. */
export function proxyFor(rules: ProxyRules, target: URL): URL | undefined {
  const proxy = target.protocol === "https:" ? rules.https : rules.http;
  return proxy === undefined || isExempt(rules.noProxy, target) ? undefined : urlOf(proxy);
}

/** Upper case first, as Go reads them (golang.org/x/net, http/httpproxy); an empty variable is an unset one. */
function fromEnvironment(name: string, env: NodeJS.ProcessEnv): NamedProxy | undefined {
  const found = [name, name.toLowerCase()].find((each) => env[each]);
  return found === undefined ? undefined : { url: env[found] ?? "", name: found };
}

/** Without a scheme it is http, whatever the target's: so do Go, curl and the AWS CLI. The URL is not quoted: it may hold a password. */
function urlOf({ url, name }: NamedProxy): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`;
  if (!URL.canParse(text)) {
    throw new LocalError("ProxyError", `${name} is not the URL of a proxy`);
  }
  const proxy = new URL(text);
  if (!["http:", "https:"].includes(proxy.protocol)) {
    throw new LocalError(
      "ProxyError",
      `${name} names a proxy that speaks ${proxy.protocol.slice(0, -1)}; only http and https proxies can be used`,
    );
  }
  return proxy;
}
