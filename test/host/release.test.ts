import { expect } from "chai";
import { HostError } from "../support/dynamicHost.js";
import { faces, HostedProvider, releaseUrn } from "../support/hostedProvider.js";
import { zipOf } from "../support/strictLambda/index.js";

const shortSteps = [{ weight: 0.5, bakeSeconds: 1 }];

/** A function of this name with two versions, and an alias at the first. */
function createReleased(hosted: HostedProvider, name: string): void {
  hosted.lambda.createFunction({ name, code: zipOf({ "index.js": "1" }), publish: true });
  hosted.lambda.deployBehindBack(name, zipOf({ "index.js": "2" }), { publish: true });
  hosted.lambda.createAlias(name, { name: "live", version: "1", description: "for customers" });
  hosted.lambda.journal.clear();
}

for (const face of faces) {
  describe(`a release in the ${face} face`, () => {
    let hosted: HostedProvider;

    before(async () => {
      hosted = await HostedProvider.start(face);
    });

    after(async () => {
      await hosted.stop();
    });

    it("goes through its life: all problems at preview, a shift, nothing to do, a refresh, its end", async () => {
      createReleased(hosted, "orders");
      const host = await hosted.releaseHost();
      const args = { functionName: "orders", aliasName: "live", functionVersion: "2", steps: shortSteps };
      const refused = await host.check({}, { ...args, hold: 0.2, retain: { versions: 1 }, alarm: "a" });
      expect(refused.failures.map(({ reason }) => reason.split(/[ .]/)[0])).to.have.members([
        "hold",
        "retain",
        "alarm",
      ]);
      const { inputs, failures } = await host.check({}, args);
      expect(failures).to.deep.equal([]);
      expect(hosted.lambda.journal.count(), "nothing sent so far").to.equal(0);

      const { id, outs } = await host.create(inputs);
      expect(id).to.match(/:function:orders:live$/);
      expect(outs).to.include({ phase: "Succeeded", functionVersion: "2", previousVersion: "1" });
      const sent = hosted.lambda.journal.count();
      expect(await host.diff(id, outs, inputs)).to.deep.equal({ changes: "none", replaces: [] });
      expect(hosted.lambda.journal.count(), "nothing sent by the diff").to.equal(sent);

      const refreshed = await host.read(id, outs);
      expect(refreshed.props).to.deep.equal(outs);
      expect(refreshed.inputs).to.deep.include(args);
      expect((await host.diff(id, outs, { ...inputs, aliasName: "beta" })).replaces).to.deep.equal(["aliasName"]);
      await host.delete(id, outs);
      expect(hosted.lambda.alias("orders", "live").alias.FunctionVersion).to.equal("2");
    });

    it("is stopped at preview where the state alone knows that the version failed, and nothing is sent", async () => {
      createReleased(hosted, "failing");
      hosted.lambda.function("failing").settings = {};
      const host = await hosted.releaseHost();
      const args = { functionName: "failing", aliasName: "live", functionVersion: "2", steps: shortSteps };
      const { inputs } = await host.check({}, { ...args, smoke: { payload: {}, expect: { statusCode: 299 } } });
      const failure = await host.create(inputs).catch((error: unknown) => error as HostError);
      expect(failure).to.be.instanceOf(HostError);
      const { initFailure } = failure as HostError;
      const state = initFailure?.properties ?? {};
      expect(state).to.include({ failedVersion: "2", functionVersion: "1", phase: "RolledBack" });
      const sent = hosted.lambda.journal.count();
      const stopped = await host.diff("id", state, inputs).catch((error: unknown) => error as Error);
      expect(stopped).to.have.property("message").that.contains("it failed before").and.contains("triggers");
      expect(hosted.lambda.journal.count()).to.equal(sent);
      expect((await host.diff("id", state, { ...inputs, triggers: "again" })).changes).to.equal("some");
    });
  });
}

describe("a release by the plugin alone", () => {
  let hosted: HostedProvider;

  before(async () => {
    hosted = await HostedProvider.start("plugin");
  });

  after(async () => {
    await hosted.stop();
  });

  it("goes back at the engine's Cancel, in the middle of a bake, and says so in what it keeps", async () => {
    createReleased(hosted, "canceled");
    const host = await hosted.plugin({ urn: releaseUrn });
    const args = { functionName: "canceled", aliasName: "live", functionVersion: "2" };
    const { inputs } = await host.check({}, { ...args, steps: [{ weight: 0.5, bakeSeconds: 86_400 }] });
    const creating = host.create(inputs).then(
      () => expect.fail("it succeeded"),
      (error: unknown) => error as HostError,
    );
    while (hosted.lambda.journal.writes("UpdateAlias").length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await host.cancel();
    const failure = await creating;
    expect(failure.message).to.contain("All calls go to version 1 again");
    expect(failure.initFailure?.properties).to.include({ phase: "RolledBack", functionVersion: "1" });
    expect(hosted.lambda.alias("canceled", "live").alias.FunctionVersion).to.equal("1");
    expect(failure.initFailure?.properties).not.to.have.property("failedVersion");
  });

  it("takes back a hundred at the engine's Cancel under Lambda's quota, each by one write", async () => {
    const host = await hosted.plugin({ urn: releaseUrn });
    const names = Array.from({ length: 100 }, (_, index) => `fleet-${index}`);
    const { lambda } = hosted;
    names.forEach((name) => {
      createReleased(hosted, name);
    });
    const creating = names.map(async (name) => {
      const args = { functionName: name, aliasName: "live", functionVersion: "2" };
      const { inputs } = await host.check({}, { ...args, steps: [{ weight: 0.5, bakeSeconds: 86_400 }] });
      return host.create(inputs).then(
        () => expect.fail("it succeeded"),
        (error: unknown) => error as HostError,
      );
    });
    while (lambda.journal.writes("UpdateAlias").length < 100) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    lambda.quotas.enabled = true;
    await host.cancel();
    const failures = await Promise.all(creating);
    lambda.quotas.enabled = false;
    for (const [index, name] of names.entries()) {
      expect(failures[index]?.message, name).to.contain("All calls go to version 1 again");
      expect(lambda.alias(name, "live").alias.RoutingConfig, name).to.equal(undefined);
    }
    expect(lambda.journal.writes("UpdateAlias")).to.have.lengthOf(200);
  });

  it("previews what the up then ends with, and imports by the alias's ARN or by both names", async () => {
    createReleased(hosted, "imported");
    const host = await hosted.plugin({ urn: releaseUrn });
    const args = { functionName: "imported", aliasName: "live", functionVersion: "2", steps: shortSteps };
    const { inputs } = await host.check({}, args);
    const previewed = await host.preview(inputs);
    const { id, outs } = await host.create(inputs);
    for (const [name, value] of Object.entries(previewed)) {
      if (value !== unknown) {
        expect(outs[name], name).to.deep.equal(value);
      }
    }
    const byArn = await host.read(id, {});
    const byNames = await host.read("imported:live", {});
    expect(byNames.id).to.equal(id);
    expect(byArn.props).to.include({ functionVersion: "2", phase: "Succeeded" });
    expect(byNames.inputs).to.deep.equal({ functionName: "imported", aliasName: "live", functionVersion: "2" });
    expect((await host.diff(id, byNames.props, byNames.inputs ?? {})).changes).to.equal("none");
    const wrong = await host.read("live", {}).catch((error: unknown) => error as Error);
    expect(wrong).to.have.property("message").that.contains("its id is the alias's ARN");
  });

  it("knows no resource of another type", async () => {
    const host = await hosted.plugin({ urn: releaseUrn.replace("FunctionRelease", "FunctionAlias") });
    const failure = await host.check({}, {}).catch((error: unknown) => error as Error);
    expect(failure).to.have.property("message").that.contains("no resource of the type lambdacode:index:FunctionAlias");
  });
});

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
