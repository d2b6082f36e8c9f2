import path from "node:path";
import { expect } from "chai";
import type { PropertyBag } from "../support/dynamicHost.js";
import { EngineStub } from "../support/engineStub.js";
import { HostedProvider } from "../support/hostedProvider.js";
import type { PluginHost } from "../support/pluginHost.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

describe("the plugin's engine", () => {
  let hosted: HostedProvider;

  before(async () => {
    hosted = await HostedProvider.start("plugin");
    hosted.write("app/index.js", "exports.handler = async () => 1;\n");
    hosted.write("next/index.js", "exports.handler = async () => 2;\n");
  });

  after(async () => {
    await hosted.stop();
  });

  async function checked(host: PluginHost, args: PropertyBag): Promise<PropertyBag> {
    const { inputs, failures } = await host.check({}, { code: "./app", ...args });
    expect(failures).to.deep.equal([]);
    return inputs;
  }

  it("may come to it while it runs already, as with PULUMI_DEBUG_PROVIDERS", async () => {
    hosted.lambda.createFunction({ name: "attached" });
    const attached = await hosted.plugin({ isAttached: true });
    await attached.create(await checked(attached, { functionName: "attached" }));
    expect(await attached.outputHolding()).to.contain("replaces the function's present code");
  });

  it("may be one after another so: what one saw, its Cancel and its end are nothing to the next", async () => {
    hosted.lambda.createFunction({ name: "attached-twice" });
    const attached = await hosted.plugin({ isAttached: true });
    await checked(attached, { functionName: "attached-twice" });
    await attached.cancel();
    attached.engine.kill();
    // The plugin of one engine would end by itself.
    await Promise.race([attached.process.exited, new Promise((resolve) => setTimeout(resolve, 3_000))]);
    const next = await EngineStub.start();
    try {
      await attached.attach(next);
      await attached.create(await checked(attached, { functionName: "attached-twice", code: "./next" }));
      expect(next.lines.map(({ message }) => message).join("\n")).to.contain("replaces the function's present code");
    } finally {
      next.kill();
    }
  });

  it("is known by the address behind what else the plugin is started with, as by pulumi up --logflow --tracing", async () => {
    const main = path.join(repositoryRoot, "dist/plugin/main.js");
    const traced = await hosted.plugin({ script: [main, "-v=3", "-tracing", "http://127.0.0.1:9"] });
    hosted.lambda.createFunction({ name: "traced" });
    await traced.create(await checked(traced, { functionName: "traced" }));
    expect(await traced.outputHolding()).to.contain("replaces the function's present code");
  });
});
