import { expect } from "chai";
import { accessOf } from "#lib/access/access.js";
import type { AwsInputs } from "#lib/access/awsInputs.js";
import { LambdaApi } from "#lib/aws/lambda/lambdaApi.js";
import { lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { ecrClient } from "#lib/aws/ecr/ecrClient.js";
import { cloudWatchClient } from "#lib/aws/cloudWatch/cloudWatchClient.js";
import { s3Client } from "#lib/aws/s3/s3Client.js";
import { systemClock } from "#lib/ground/clock.js";
import { CapturedLog } from "../../support/capturedLog.js";
import { useCleanEnvironment } from "../../support/cleanEnvironment.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

interface Resolving {
  config: {
    endpointProvider: (parameters: object, context: object) => { url: URL };
    useFipsEndpoint: () => Promise<boolean>;
    useDualstackEndpoint: () => Promise<boolean>;
  };
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
      const clients = {
        lambda: lambdaClient(there).get(),
        s3: s3Client(there),
        "api.ecr": ecrClient(anywhere, region),
        monitoring: cloudWatchClient(there).get(),
      };
      for (const [service, making] of Object.entries(clients)) {
        const client = await making;
        expect(await client.config.region()).to.equal(region);
        expect(hostOf(client, region)).to.match(
          new RegExp(`^${service}\\.${region}\\.${domain.replaceAll(".", "\\.")}$`),
        );
      }
    });
  }

  const flags: [AwsInputs, string, string, string][] = [
    [
      { useFipsEndpoint: true },
      "lambda-fips.us-east-1.amazonaws.com",
      "s3-fips.us-east-1.amazonaws.com",
      "api.ecr-fips.us-east-1.amazonaws.com",
    ],
    [
      { useDualstackEndpoint: true },
      "lambda.us-east-1.api.aws",
      "s3.dualstack.us-east-1.amazonaws.com",
      "ecr.us-east-1.api.aws",
    ],
    [
      { useFipsEndpoint: true, useDualstackEndpoint: true },
      "lambda-fips.us-east-1.api.aws",
      "s3-fips.dualstack.us-east-1.amazonaws.com",
      "ecr-fips.us-east-1.api.aws",
    ],
  ];
  for (const [aws, ...expected] of flags) {
    it(`are AWS's for ${Object.keys(aws).join(" and ")}`, async () => {
      const access = accessOf(aws, "us-east-1");
      const clients = [await lambdaClient(access).get(), await s3Client(access), await ecrClient(access, "us-east-1")];
      const hosts = await Promise.all(
        (clients as unknown as Resolving[]).map(async ({ config }) => {
          const parameters = {
            Region: "us-east-1",
            UseFIPS: await config.useFipsEndpoint(),
            UseDualStack: await config.useDualstackEndpoint(),
          };
          return config.endpointProvider(parameters, {}).url.host;
        }),
      );
      expect(hosts).to.deep.equal(expected);
    });
  }

  describe("of a machine", () => {
    const machine = useCleanEnvironment();

    it("are FIPS and dual-stack by the environment, or by the profile, unless the program says otherwise", async () => {
      machine.write(".aws/config", "[profile ci]", "use_fips_endpoint = true");
      process.env.AWS_USE_DUALSTACK_ENDPOINT = "true";
      const { config } = await lambdaClient(accessOf({ profile: "ci" }, "us-east-1")).get();
      expect([await config.useFipsEndpoint(), await config.useDualstackEndpoint()]).to.deep.equal([true, true]);
      const said = { profile: "ci", useFipsEndpoint: false, useDualstackEndpoint: false };
      const other = await lambdaClient(accessOf(said, "us-east-1")).get();
      expect([await other.config.useFipsEndpoint(), await other.config.useDualstackEndpoint()]).to.deep.equal([
        false,
        false,
      ]);
    });

    it("cannot be FIPS's and one's own at once: nothing is sent, and the remedy is named", async () => {
      process.env.AWS_ACCESS_KEY_ID = "AKIA";
      process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
      const access = accessOf({ useFipsEndpoint: true, endpoint: "http://127.0.0.1:1" }, "us-east-1");
      const deadline = { atMs: Date.now() + 15_000 };
      const settings = { functionName: "orders-api", deadline, clock: systemClock, log: new CapturedLog() };
      const message = await messageOfRejection(new LambdaApi(lambdaClient(access), settings).getFunction("orders-api"));
      expect(message).to.equal(
        "Reading orders-api: EndpointError: Invalid Configuration: FIPS and custom endpoint are not supported. Leave aws.useFipsEndpoint and aws.useDualstackEndpoint out where an endpoint is given, or correct aws.region.",
      );
    });

    it("are CloudWatch's own by the environment, and the program's before that", async () => {
      const hostOfOwn = async (aws: AwsInputs) => {
        const { endpoint } = (await cloudWatchClient(accessOf(aws, "us-east-1")).get()).config;
        return endpoint === undefined ? undefined : (await endpoint()).hostname;
      };
      expect(await hostOfOwn({ endpoint: "http://lambda.example.test" })).to.equal(undefined);
      process.env.AWS_ENDPOINT_URL_CLOUDWATCH = "http://environment.example.test";
      expect(await hostOfOwn({})).to.equal("environment.example.test");
      const said = { endpoints: { cloudwatch: "http://program.example.test" } };
      expect(await hostOfOwn(said)).to.equal("program.example.test");
    });

    it("have the bucket in the path or in the host as the program says, also where it says nothing else", async () => {
      const styleOf = async (aws: AwsInputs) => (await s3Client(accessOf(aws, "us-east-1"))).config.forcePathStyle;
      const own = { endpoints: { s3: "http://s3.example.test" } };
      expect(await styleOf({})).to.equal(false);
      expect(await styleOf({ s3UsePathStyle: true })).to.equal(true);
      expect(await styleOf(own)).to.equal(true);
      expect(await styleOf({ ...own, s3UsePathStyle: false })).to.equal(false);
      const file = machine.write("mine", "[default]", "endpoint_url = http://s3.example.test");
      expect(await styleOf({ sharedConfigFiles: [file] })).to.equal(true);
    });
  });
});
