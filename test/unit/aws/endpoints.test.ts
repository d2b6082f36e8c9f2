import { expect } from "chai";
import { accessOf } from "#lib/access/access.js";
import { lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { ecrClient } from "#lib/aws/ecr/ecrClient.js";
import { s3Client } from "#lib/aws/s3/s3Client.js";

interface Resolving {
  config: { endpointProvider: (parameters: object, context: object) => { url: URL } };
}

describe("the clients' endpoints", () => {
  const hosts: Record<string, string> = {
    "us-east-1": "amazonaws.com",
    "cn-north-1": "amazonaws.com.cn",
    "us-gov-west-1": "amazonaws.com",
    "us-iso-east-1": "c2s.ic.gov",
    "us-isob-east-1": "sc2s.sgov.gov",
    "eusc-de-east-1": "amazonaws.eu",
  };
  const hostOf = (client: unknown, Region: string) =>
    (client as Resolving).config.endpointProvider({ Region, UseFIPS: false, UseDualStack: false }, {}).url.host;

  for (const [region, domain] of Object.entries(hosts)) {
    it(`are AWS's own in ${region}`, async () => {
      const there = accessOf({}, region);
      const anywhere = accessOf({}, undefined);
      const clients = { lambda: lambdaClient(there), s3: s3Client(there), "api.ecr": ecrClient(anywhere, region) };
      for (const [service, client] of Object.entries(clients)) {
        expect(await client.config.region()).to.equal(region);
        expect(hostOf(client, region)).to.match(
          new RegExp(`^${service}\\.${region}\\.${domain.replaceAll(".", "\\.")}$`),
        );
      }
    });
  }
});
