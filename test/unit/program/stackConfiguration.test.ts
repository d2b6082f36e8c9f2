import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { awsProblems } from "#lib/access/accessProblems.js";
import { stackDefaults } from "#lib/program/stackConfiguration.js";

type Said = Record<string, unknown>;

/** What the stack says with this configuration, as the engine would hand it on: secrets as `secret: value`. */
async function saidWith(config: Record<string, string>): Promise<Said> {
  pulumi.runtime.setAllConfig(config);
  const said = await resolved(stackDefaults());
  return Object.fromEntries(Object.entries(said as Said).filter(([, value]) => value !== undefined));
}

async function resolved(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const plain = await new Promise((resolve) => value.apply(resolve));
    return (await pulumi.isSecret(value)) ? `secret: ${String(plain)}` : plain;
  }
  if (Array.isArray(value)) {
    return Promise.all(value.map(resolved));
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(async ([key, nested]) => [key, await resolved(nested)]);
    return Object.fromEntries(await Promise.all(entries)) as unknown;
  }
  return value;
}

/** By key of the configuration: its value as the engine has it, and what comes of it. */
const honoured: Record<string, [string, Said]> = {
  region: ["eu-west-1", { defaultRegion: "eu-west-1" }],
  profile: ["ci", { profile: "ci" }],
  assumeRole: ['{"roleArn":"r","duration":"1.5h"}', { assumeRoles: [{ roleArn: "r", durationSeconds: 5400 }] }],
  assumeRoles: [
    '[{"roleArn":"r","externalId":"e","sessionName":"","duration":"1h0m0.5s"},{"roleArn":"s"}]',
    { assumeRoles: [{ roleArn: "r", externalId: "secret: e", durationSeconds: 3601 }, { roleArn: "s" }] },
  ],
  assumeRoleWithWebIdentity: [
    '{"roleArn":"r","webIdentityToken":"t","duration":"20m"}',
    { assumeRoleWithWebIdentity: { roleArn: "r", webIdentityToken: "secret: t", durationSeconds: 1200 } },
  ],
  sharedConfigFiles: ['["a.ini","b.ini"]', { sharedConfigFiles: ["a.ini", "b.ini"] }],
  sharedConfigFile: ["a.ini", { sharedConfigFiles: ["a.ini"] }],
  sharedCredentialsFiles: ['["a.ini"]', { sharedCredentialsFiles: ["a.ini"] }],
  sharedCredentialsFile: ["a.ini", { sharedCredentialsFiles: ["a.ini"] }],
  endpoints: [
    '[{"lambda":"http://127.0.0.1:1","iam":"http://127.0.0.1:2"},{"s3":"http://127.0.0.1:3","cloudwatch":"http://127.0.0.1:4","sts":""}]',
    { endpoint: "http://127.0.0.1:1", endpoints: { s3: "http://127.0.0.1:3", cloudwatch: "http://127.0.0.1:4" } },
  ],
  useFipsEndpoint: ["true", { useFipsEndpoint: true }],
  useDualstackEndpoint: ["false", { useDualstackEndpoint: false }],
  s3UsePathStyle: ["true", { s3UsePathStyle: true }],
  s3ForcePathStyle: ["true", { s3UsePathStyle: true }],
  stsRegion: ["us-east-1", { stsRegion: "us-east-1" }],
  httpProxy: ["http://u:p@proxy:1", { httpProxy: "secret: http://u:p@proxy:1" }],
  httpsProxy: ["http://proxy:1", { httpsProxy: "http://proxy:1" }],
  noProxy: ["a,b", { noProxy: "a,b" }],
  customCaBundle: ["ca.pem", { customCaBundle: "ca.pem" }],
  allowedAccountIds: [
    '[123456789012,"111111111111",12345678901]',
    { allowedAccountIds: ["123456789012", "111111111111", "012345678901"] },
  ],
  forbiddenAccountIds: ["[123456789012]", { forbiddenAccountIds: ["123456789012"] }],
};

const withStructure = /^[[{]/;

describe("the stack's aws: configuration", () => {
  after(() => {
    pulumi.runtime.setAllConfig({});
  });

  for (const [key, [value, expected]] of Object.entries(honoured)) {
    it(`has ${key} honoured, and unset where it is empty`, async () => {
      expect(await saidWith({ [`aws:${key}`]: value })).to.deep.equal(expected);
      expect(await saidWith({ [`aws:${key}`]: "" })).to.deep.equal({});
      if (withStructure.test(value)) {
        const empty = value.startsWith("[") ? "[]" : "{}";
        expect(Object.keys(await saidWith({ [`aws:${key}`]: empty }))).to.deep.equal(
          key.endsWith("AccountIds") ? [key] : [],
        );
      }
    });
  }

  it("has structures that are none told, without their value", async () => {
    for (const key of Object.keys(honoured).filter((key) => withStructure.test(honoured[key]?.[0] ?? ""))) {
      const message = await saidWith({ [`aws:${key}`]: "hunter2" }).then(
        () => "",
        (error: unknown) => (error as Error).message,
      );
      expect(message, key)
        .to.include(`aws:${key}`)
        .and.to.include("pulumi config set --path")
        .and.not.include("hunter2");
    }
  });

  it("has flags and durations that are none left to check, which names them", async () => {
    const flag = await saidWith({ "aws:useFipsEndpoint": "yes" });
    expect(awsProblems(flag)).to.deep.equal(["aws.useFipsEndpoint must be true or false."]);
    const roleArn = "arn:aws:iam::123456789012:role/deploy";
    const role = await saidWith({ "aws:assumeRole": JSON.stringify({ roleArn, duration: "soon" }) });
    expect(awsProblems(role)).to.deep.equal([
      "aws.assumeRoles[0].duration must be from 900 to 43200 seconds (AWS STS, AssumeRole).",
    ]);
  });

  for (const key of ["accessKey", "secretKey", "token"]) {
    it(`has ${key} refused with a sentence, and never handed on`, async () => {
      const said = await saidWith({ [`aws:${key}`]: "hunter2" });
      expect(said).to.deep.equal({ staticKeysConfigured: true });
      expect(awsProblems(said).join()).to.match(/aws:accessKey, aws:secretKey or aws:token.*pulumi config rm/);
    });
  }

  describe("with keys that emulators take for anybody's", () => {
    const keys = { "aws:accessKey": "test", "aws:secretKey": "test", "aws:token": "test" };
    const at = (lambda: string, s3 = lambda) => ({ ...keys, "aws:endpoints": JSON.stringify([{ lambda, s3 }]) });

    for (const host of ["localhost", "127.0.0.1", "[::1]", "localhost.localstack.cloud", "s3.localhost"]) {
      it(`is honoured where every endpoint in use is at ${host}`, async () => {
        const said = await saidWith(at(`http://${host}:4566`));
        expect(said).to.include({ emulatorAccessKey: "test" }).and.not.to.have.property("staticKeysConfigured");
        expect(awsProblems(said)).to.deep.equal([]);
      });
    }

    it("takes the number of an account for a key, as LocalStack does", async () => {
      expect(await saidWith({ "aws:accessKey": "000000000042" })).to.deep.equal({ emulatorAccessKey: "000000000042" });
    });

    const elsewhere: Record<string, Record<string, string>> = {
      "no endpoint is given": keys,
      "Lambda is elsewhere": at("https://lambda.eu-west-1.amazonaws.com", "http://localhost:4566"),
      "S3 is elsewhere": at("http://localhost:4566", "https://localhost.example.com"),
    };
    for (const [title, config] of Object.entries(elsewhere)) {
      it(`is refused where ${title}`, async () => {
        expect(awsProblems(await saidWith(config)).join()).to.match(
          /for an emulator, and not every endpoint in use is on/,
        );
      });
    }

    it("is honoured where the machine's own endpoint is an emulator's", async () => {
      process.env.AWS_ENDPOINT_URL = "http://127.0.0.1:4566";
      expect(awsProblems(await saidWith(keys))).to.deep.equal([]);
      Reflect.deleteProperty(process.env, "AWS_ENDPOINT_URL");
    });
  });

  it("has what says as whom and cannot be honoured refused, with the way out", async () => {
    for (const key of ["ec2MetadataServiceEndpoint", "ec2MetadataServiceEndpointMode"]) {
      const said = await saidWith({ [`aws:${key}`]: "x" });
      expect(awsProblems(said).join()).to.include(`aws:${key}`).and.to.include("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    }
  });

  it("has what does not concern a function's code passed over", async () => {
    const config = Object.fromEntries(
      ["defaultTags", "maxRetries", "skipRegionValidation", "insecure"].map((key) => [`aws:${key}`, "x"]),
    );
    expect(await saidWith(config)).to.deep.equal({});
  });
});
