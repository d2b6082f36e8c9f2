import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import type { PropertyBag } from "../support/dynamicHost.js";
import { HostedProvider } from "../support/hostedProvider.js";
import { type PluginHost, secret } from "../support/pluginHost.js";

const UNKNOWN = pulumi.runtime.unknownValue;

describe("the plugin", () => {
  let hosted: HostedProvider;
  let host: PluginHost;

  before(async () => {
    hosted = await HostedProvider.start("plugin");
    hosted.lambda.createFunction({ name: "orders-api" });
    hosted.write("app/index.js", "exports.handler = async () => 1;\n");
    hosted.write("next/index.js", "exports.handler = async () => 2;\n");
    host = await hosted.plugin();
  });

  after(async () => {
    await hosted.stop();
  });

  async function checked(args: PropertyBag, olds: PropertyBag = {}, by = host): Promise<PropertyBag> {
    const { inputs, failures } = await by.check(olds, { functionName: "orders-api", code: "./app", ...args });
    expect(failures).to.deep.equal([]);
    return inputs;
  }

  async function failureOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => expect.fail("it succeeded"),
      (error: unknown) => (error as Error).message,
    );
  }

  it("answers its version and the schema of the package", async () => {
    const schema = JSON.parse(await host.schema()) as { name: string; version: string };
    expect(schema.name).to.equal("lambdacode");
    expect(await host.pluginVersion()).to.equal(schema.version);
  });

  it("keeps a digest of the triggers alone, the same as the class makes of them in the dynamic face", async () => {
    const { digestTriggers } = await import("#lib/inputs/triggersDigest.js");
    const values = [{ TOKEN: "hunter2" }, 128];
    const inputs = await checked({ triggers: values });
    expect(inputs["triggers"]).to.equal(digestTriggers(values));
    expect(JSON.stringify(inputs)).not.to.contain("hunter2");
  });

  it("takes the stored digest for itself where the engine gives it back, as with triggers among ignoreChanges", async () => {
    const olds = await checked({ triggers: ["one"] });
    const inputs = await checked({ triggers: olds["triggers"] }, olds);
    expect(inputs["triggers"]).to.equal(olds["triggers"]);
    const text = await checked({ triggers: "f".repeat(64) }, olds);
    expect(text["triggers"], "a text of the program's own").not.to.equal("f".repeat(64));
  });

  it("passes unknown triggers on as unknown, whatever is known of them", async () => {
    expect((await checked({ triggers: ["known", { deep: UNKNOWN }] }))["triggers"]).to.equal(UNKNOWN);
  });

  it("refuses in diff what ignoreChanges would freeze of the code, with the sentence of the class", async () => {
    const inputs = await checked({});
    const { outs } = await host.create(inputs);
    expect(await failureOf(host.detailedDiff(outs, inputs, inputs, ["code"]))).to.match(
      /^FunctionCode: ignoreChanges names code, but/,
    );
    expect(await host.detailedDiff(outs, inputs, inputs, ["timeoutSeconds"])).to.deep.equal({});
  });

  it("shows a property in a diff only where its value differs, and a reason that is no value where nothing else does", async () => {
    const inputs = await checked({ publish: true });
    const { outs } = await host.create(inputs);
    const other = await hosted.plugin();
    const news = await checked({ publish: true, code: "./next" }, inputs, other);
    expect(await other.detailedDiff(outs, inputs, news)).to.deep.equal({ codeSha256: "UPDATE" });
    const withKey = { ...inputs, sourceKmsKeyArn: "arn:aws:kms:us-east-1:123456789012:key/1" };
    expect(await other.detailedDiff(outs, inputs, withKey)).to.deep.equal({ sourceKmsKeyArn: "ADD" });
    const failed = { ...outs, lastUpdateStatus: "Failed" };
    expect(await other.detailedDiff(failed, inputs, inputs)).to.deep.equal({ state: "UPDATE" });
    const moved = { ...inputs, functionName: "another" };
    expect(await other.detailedDiff(outs, inputs, moved)).to.deep.equal({ functionName: "UPDATE_REPLACE" });
  });

  it("imports a function by its ARN or its name, with nothing written, and as what its code is", async () => {
    const record = hosted.lambda.createFunction({ name: "imported" });
    hosted.lambda.journal.clear();
    for (const id of [record.arn, "imported"]) {
      const found = await host.read(id, {});
      expect(found.id).to.equal(record.arn);
      expect(found.props).to.include({ functionArn: record.arn, codeSha256: record.codeSha256, version: "$LATEST" });
      expect(found.inputs).to.deep.equal({ functionName: id });
    }
    expect(hosted.lambda.journal.writes()).to.deep.equal([]);
    expect(await failureOf(host.read("imported:live", {}))).to.contain("its id is the function's ARN or name");
    expect(await failureOf(host.read("arn:aws:lambda:us-east-1:111111111111:function:nowhere", {}))).to.contain(
      "nowhere",
    );
  });

  it("imports without what the provider says, which the program need not repeat, and keeps a secret of it sealed", async () => {
    const { arn } = hosted.lambda.createFunction({ name: "imported-by-proxy" });
    // The address is http: nothing goes through it.
    const httpsProxy = "http://user:hunter2@127.0.0.1:3128";
    const by = await hosted.plugin({ configuration: { httpsProxy, noProxy: "example.com" } });
    const found = await by.read(arn, {});
    expect(found.inputs).to.deep.equal({ functionName: arn });
    expect(found.props["aws"]).to.deep.equal({ httpsProxy: secret(httpsProxy), noProxy: "example.com" });
  });

  it("says what is imported by the rules on accounts of the provider", async () => {
    const record = hosted.lambda.createFunction({ name: "of-another" });
    const strict = await hosted.plugin({ configuration: { allowedAccountIds: '["999999999999"]' } });
    expect(await failureOf(strict.read(record.arn, {}))).to.contain("is not among allowedAccountIds");
  });

  it("honours customTimeouts for the run, and keeps nothing of them", async () => {
    hosted.lambda.createFunction({ name: "slow" });
    hosted.lambda.function("slow").settings = { inProgressReads: Infinity };
    const inputs = await checked({ functionName: "slow" });
    const failure = await failureOf(host.createWith(inputs, { timeoutSeconds: 1 }));
    expect(failure)
      .to.contain("slow")
      .and.to.match(/timeoutSeconds|within 1 s|after 1 s/);
    hosted.lambda.createFunction({ name: "quick" });
    inputs["functionName"] = "quick";
    const created = (await host.createWith(inputs, { timeoutSeconds: 90 })).getProperties()?.toJavaScript();
    expect(created).not.to.have.property("timeoutSeconds");
    expect(created?.["givenInputs"]).not.to.include("timeoutSeconds");
  });

  it("keeps the stub of a resource that the dynamic face made, so that the way back stays open", async () => {
    hosted.lambda.createFunction({ name: "moved" });
    const inputs = await checked({ functionName: "moved" });
    const { id, outs } = await host.create(inputs);
    const olds = { ...outs, __provider: "exports.handler = stub" };
    expect(await host.detailedDiff(olds, inputs, inputs)).to.deep.equal({});
    const refreshed = await host.read(id, olds);
    expect(refreshed.props["__provider"]).to.equal(olds.__provider);
    const updated = await host.update(id, olds, { ...inputs, triggers: "0".repeat(64) });
    expect(updated["__provider"]).to.equal(olds.__provider);
  });

  it("puts what two calls at once say on their own resources", async () => {
    const urnOf = (name: string) => `urn:pulumi:test::host-tests::lambdacode:index:FunctionCode::${name}`;
    await Promise.all(
      ["left", "right"].map(async (name) => {
        hosted.lambda.createFunction({ name });
        const inputs = await checked({ functionName: name, publish: true });
        await host.createWith(inputs, { urn: urnOf(name) });
      }),
    );
    for (const name of ["left", "right"]) {
      const lines = host.linesOf(urnOf(name)).map(({ message }) => message);
      expect(lines, name).to.have.length.greaterThan(1);
      expect(lines.filter((line) => line.includes("published version"))).to.have.length(1);
    }
  });

  it("warns of the same thing once, where a replacement is checked twice", async () => {
    const other = await hosted.plugin();
    hosted.write("warned/.env", "TOKEN=1");
    hosted.write("warned/index.js", "exports.handler = async () => 1;\n");
    hosted.write("warned/nested/.lambdaignore", "*.map");
    await checked({ code: "./warned" }, {}, other);
    const warnings = () => other.engine.lines.filter(({ severity }) => severity === 2).length;
    const first = warnings();
    expect(first).to.be.above(0);
    await checked({ code: "./warned" }, {}, other);
    expect(warnings()).to.equal(first);
  });
});
