import { expect } from "chai";
import type { Network } from "#lib/access/access.js";
import { proxyFor, proxyRules } from "#lib/aws/network/proxyRules.js";

const http = "http://web-proxy.test:1234";
const https = "http://secure-proxy.test:1234";

/** The proxies for an http and an https host, "" for none. */
function proxiesFor(said: Network, env: NodeJS.ProcessEnv): string[] {
  const rules = proxyRules(said, env);
  return ["http://example.com/", "https://example.com/"].map(
    (url) => proxyFor(rules, new URL(url))?.href.replace(/\/$/, "") ?? "",
  );
}

describe("the rules of proxies", () => {
  // As hashicorp/aws-sdk-go-base tests them for the provider of @pulumi/aws.
  const cases: [string, Network, NodeJS.ProcessEnv, string[]][] = [
    ["nothing said", {}, {}, ["", ""]],
    ["a program's http proxy", { httpProxy: http }, {}, [http, http]],
    ["a program's https proxy", { httpsProxy: https }, {}, ["", https]],
    ["both of a program", { httpProxy: http, httpsProxy: https }, {}, [http, https]],
    ["HTTP_PROXY", {}, { HTTP_PROXY: http }, [http, ""]],
    ["http_proxy", {}, { http_proxy: http }, [http, ""]],
    ["HTTPS_PROXY", {}, { HTTPS_PROXY: https }, ["", https]],
    ["https_proxy", {}, { https_proxy: https }, ["", https]],
    ["upper case before lower case", {}, { HTTPS_PROXY: https, https_proxy: http }, ["", https]],
    ["an empty variable", {}, { HTTPS_PROXY: "", https_proxy: https }, ["", https]],
    ["ALL_PROXY, which Go does not know", {}, { ALL_PROXY: http }, ["", ""]],
    ["a program's http proxy beside HTTPS_PROXY", { httpProxy: http }, { HTTPS_PROXY: https }, [http, https]],
    ["a program's over the environment's", { httpProxy: http }, { HTTP_PROXY: "http://other.test" }, [http, http]],
    ["the same for https", { httpsProxy: https }, { https_proxy: "http://other.test" }, ["", https]],
    ["a program's list", { httpProxy: http, noProxy: "example.com" }, {}, ["", ""]],
    ["a program's list in place of NO_PROXY", { httpProxy: http, noProxy: "a.test" }, { NO_PROXY: "*" }, [http, http]],
    ["NO_PROXY beside a program's proxy", { httpProxy: http }, { NO_PROXY: "example.com" }, ["", ""]],
    ["a proxy without a scheme", {}, { HTTPS_PROXY: "secure-proxy.test:1234" }, ["", https]],
  ];
  for (const [name, said, env, expected] of cases) {
    it(`are those of @pulumi/aws: ${name}`, () => {
      expect(proxiesFor(said, env)).to.deep.equal(expected);
    });
  }

  it("refuse a proxy that cannot be used, once it is needed, and do not quote it", () => {
    for (const url of ["socks5://me:secret@proxy.test:1080", "http://me:secret@:x", "me:secret@@/"]) {
      const rules = proxyRules({}, { HTTPS_PROXY: url, NO_PROXY: "example.com" });
      expect(proxyFor(rules, new URL("https://example.com"))).to.equal(undefined);
      expect(() => proxyFor(rules, new URL("https://example.org"))).to.throw(/^HTTPS_PROXY (?:is not|names a proxy)/);
      expect(() => proxyFor(rules, new URL("https://example.org"))).not.to.throw(/secret/);
    }
  });

  const exempt: Record<string, { past: string[]; through: string[] }> = {
    "*": { past: ["a.example.com", "10.1.2.3"], through: [] },
    "example.com": { past: ["example.com", "a.b.example.com", "EXAMPLE.COM"], through: ["notexample.com", "com"] },
    ".example.com": { past: ["a.example.com"], through: ["example.com"] },
    "*.example.com": { past: ["a.example.com"], through: ["example.com"] },
    "Example.Com": { past: ["example.com"], through: [] },
    "example.com:8443": { past: ["example.com:8443"], through: ["example.com", "example.com:444"] },
    "example.com:443": { past: ["example.com"], through: ["example.com:8443"] },
    "10.1.2.3": { past: ["10.1.2.3", "10.1.2.3:8443"], through: ["10.1.2.4"] },
    "10.1.2.3:8443": { past: ["10.1.2.3:8443"], through: ["10.1.2.3"] },
    "10.0.0.0/8": { past: ["10.200.1.1"], through: ["11.0.0.1", "10.example.com"] },
    "fd00::/8": { past: ["[fd00:ec2::254]"], through: ["[fe80::1]", "10.0.0.1"] },
    "fd00:ec2::254": { past: ["[fd00:ec2:0::254]"], through: ["[fd00:ec2::253]"] },
    "[fd00:ec2::254]:8443": { past: ["[fd00:ec2::254]:8443"], through: ["[fd00:ec2::254]"] },
    "a.test, b.test": { past: ["a.test", "b.test"], through: ["c.test"] },
    "10.0.0.0/99,,:80,[": { past: [], through: ["10.0.0.1", "example.com"] },
    "": { past: ["localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "[::1]"], through: ["localhost.test"] },
  };
  for (const [noProxy, { past, through }] of Object.entries(exempt)) {
    it(`let NO_PROXY=${noProxy} mean what it means to Go`, () => {
      const rules = proxyRules({}, { HTTPS_PROXY: https, NO_PROXY: noProxy });
      const isPast = (host: string) => proxyFor(rules, new URL(`https://${host}/`)) === undefined;
      expect(
        past.filter((host) => !isPast(host)),
        "through",
      ).to.deep.equal([]);
      expect(through.filter(isPast), "past").to.deep.equal([]);
    });
  }
});
