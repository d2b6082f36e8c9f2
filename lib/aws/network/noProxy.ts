import { BlockList, isIP } from "node:net";

/**
 * Whether a host is reached without a proxy, by the rules of Go's `httpproxy`, which @pulumi/aws has: NO_PROXY lists names,
 * which stand for all below them, addresses, and ranges such as 10.0.0.0/8, each of the first two perhaps with a port; `*`
 * is everything. This machine itself is never reached through a proxy.
 */
export function isExempt(noProxy: string, { hostname, port, protocol }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const asked = { host, port: port || (protocol === "https:" ? "443" : "80") };
  return isThisMachine(host) || noProxy.split(/[,\s]+/).some((entry) => matches(entry.toLowerCase(), asked));
}

function isThisMachine(host: string): boolean {
  // Names below `localhost` are loopback as well (RFC 6761, section 6.3).
  return /^(?:.+\.)?localhost$/.test(host) || isWithin(host, "127.0.0.0", 8) || isWithin(host, "::1", 128);
}

function matches(entry: string, { host, port }: { host: string; port: string }): boolean {
  if (entry === "" || entry === "*") {
    return entry === "*";
  }
  const [, network = "", prefix = ""] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (isIP(network) !== 0) {
    return isWithin(host, network, Number(prefix));
  }
  const [, bracketed, plain, wantedPort] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [];
  if (wantedPort !== undefined && wantedPort !== port) {
    return false;
  }
  const name = bracketed ?? plain ?? entry;
  if (isIP(name) !== 0 || isIP(host) !== 0) {
    return isIP(name) !== 0 && isWithin(host, name, isIP(name) === 4 ? 32 : 128);
  }
  // `.example.com` and `*.example.com` stand for what is below, `example.com` for itself as well.
  const suffix = name.replace(/^\*?(?=\.)/, "");
  return suffix.startsWith(".") ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function isWithin(host: string, network: string, prefix: number): boolean {
  const family = isIP(network);
  if (isIP(host) !== family || prefix > (family === 4 ? 32 : 128)) {
    return false;
  }
  const range = new BlockList();
  range.addSubnet(network, prefix, family === 4 ? "ipv4" : "ipv6");
  return range.check(host, family === 4 ? "ipv4" : "ipv6");
}
