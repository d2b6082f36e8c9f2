import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { PropertyBag } from "../support/dynamicHost.js";
import { HostedProvider } from "../support/hostedProvider.js";
import { type PluginHost, secret } from "../support/pluginHost.js";

const UNKNOWN = pulumi.runtime.unknownValue;

describe("the plugin's configuration", () => {
  let hosted: HostedProvider;

  before(async () => {
    hosted = await HostedProvider.start("plugin");
    hosted.write("app/index.js", "exports.handler = async () => 1;\n");
  });

  after(async () => {
    await hosted.stop();
  });

  async function awsOf(configuration: PropertyBag, aws?: PropertyBag): Promise<PropertyBag> {
    return awsBy(await hosted.plugin({ configuration }), aws);
  }

  async function awsBy(host: PluginHost, aws?: PropertyBag): Promise<PropertyBag> {
    const { inputs, failures } = await host.check(
      {},
      { functionName: "orders-api", code: "./app", ...(aws && { aws }) },
    );
    expect(failures).to.deep.equal([]);
    return inputs["aws"] as PropertyBag;
  }

  it("is what a resource takes of where and as whom, its Region weaker than an ARN's own", async () => {
    const configuration = { region: "eu-west-1", profile: "ci", version: "0.1.0" };
    expect(await awsOf(configuration)).to.deep.equal({ defaultRegion: "eu-west-1", profile: "ci" });
  });

  it("comes as JSON text where it has a structure, as stacks and SDKs hand it on", async () => {
    const configuration = {
      assumeRoles: '[{"roleArn":"arn:aws:iam::123456789012:role/deploy","sessionName":"ci"}]',
      endpoints: '{"s3":"http://127.0.0.1:9000"}',
      allowedAccountIds: '["123456789012"]',
      useFipsEndpoint: "true",
    };
    expect(await awsOf(configuration)).to.deep.equal({
      assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/deploy", sessionName: "ci" }],
      endpoints: { s3: "http://127.0.0.1:9000" },
      allowedAccountIds: ["123456789012"],
      useFipsEndpoint: true,
    });
  });

  it("is never mixed with the identity of a resource: what names a profile inherits no roles", async () => {
    const configuration = { region: "eu-west-1", assumeRoles: '[{"roleArn":"arn:aws:iam::123456789012:role/deploy"}]' };
    expect(await awsOf(configuration, { profile: "staging" })).to.deep.equal({
      defaultRegion: "eu-west-1",
      profile: "staging",
    });
  });

  it("stays sealed in a resource's inputs where it was a secret, and where it is one by its nature", async () => {
    const role = { roleArn: "arn:aws:iam::123456789012:role/deploy", externalId: "hunter2" };
    for (const assumeRoles of [
      secret(JSON.stringify([role])),
      JSON.stringify([role]),
      [{ ...role, externalId: secret("hunter2") }],
    ]) {
      expect(await awsOf({ assumeRoles })).to.deep.equal({ assumeRoles: secret([role]) });
    }
    expect(
      await awsOf({ httpsProxy: "http://user:hunter2@127.0.0.1:3128", region: secret("eu-west-1") }),
    ).to.deep.equal({
      httpsProxy: secret("http://user:hunter2@127.0.0.1:3128"),
      defaultRegion: secret("eu-west-1"),
    });
  });

  it("is kept with what is a secret by its nature sealed, and otherwise as it came", async () => {
    const roles = JSON.stringify([{ roleArn: "arn:aws:iam::123456789012:role/deploy", externalId: "hunter2" }]);
    const plain = { region: "eu-west-1", profile: secret("ci"), stsRegion: UNKNOWN };
    const host = await hosted.plugin();
    expect(await host.configurationKept({ ...plain, assumeRoles: roles })).to.deep.equal({
      ...plain,
      assumeRoles: secret(roles),
    });
  });

  it("seals in a resource's own aws what is a secret by its nature, and a secret that is partly the resource's", async () => {
    const own = { assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/deploy", externalId: "hunter2" }] };
    expect(await awsOf({}, own)).to.deep.equal({ assumeRoles: secret(own.assumeRoles) });
    const configuration = { endpoints: secret('{"s3":"http://127.0.0.1:9000"}') };
    expect(await awsOf(configuration, { endpoints: { sts: "http://127.0.0.1:9001" } })).to.deep.equal({
      endpoints: secret({ s3: "http://127.0.0.1:9000", sts: "http://127.0.0.1:9001" }),
    });
  });

  it("passes an unknown argument over: the engine asks again when it is known", async () => {
    expect(await awsOf({ region: "eu-west-1", profile: UNKNOWN })).to.deep.equal({ defaultRegion: "eu-west-1" });
  });

  it("takes account numbers as pulumi config set --path writes them, and as texts", async () => {
    expect(
      await awsOf({ allowedAccountIds: "[123456789012,12345678901]", forbiddenAccountIds: '["000000000001"]' }),
    ).to.deep.equal({
      allowedAccountIds: ["123456789012", "012345678901"],
      forbiddenAccountIds: ["000000000001"],
    });
  });

  it("takes an empty text for an unset one, in a role, too", async () => {
    const roles = '[{"roleArn":"arn:aws:iam::123456789012:role/deploy","policy":""}]';
    expect(await awsOf({ assumeRoles: roles })).to.deep.equal({
      assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/deploy" }],
    });
    expect(await awsOf({ region: "eu-west-1", profile: "" })).to.deep.equal({ defaultRegion: "eu-west-1" });
  });

  it("has all problems told at once, under the names that a provider has, with no value quoted", async () => {
    const host = await hosted.plugin();
    const problems = await host.checkConfig({
      regoin: "eu-west-1",
      accessKey: "hunter2",
      allowedAccountIds: '["1"]',
      endpoint: "not a URL",
      assumeRoles: [{ roleArn: "hunter2" }],
    });
    const told = problems.join("\n");
    for (const word of [
      "regoin is not an argument",
      "accessKey is not",
      "allowedAccountIds must",
      "endpoint must",
      "assumeRoles[0]",
    ]) {
      expect(told).to.contain(word);
    }
    expect(told).not.to.contain("hunter2").and.not.to.contain("aws.");
    expect(await host.checkConfig({ region: UNKNOWN, assumeRoles: [{ roleArn: UNKNOWN }] })).to.deep.equal([]);
  });
});
