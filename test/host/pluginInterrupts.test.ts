import { expect } from "chai";
import { HostError, type PropertyBag } from "../support/dynamicHost.js";
import { HostedProvider } from "../support/hostedProvider.js";
import type { PluginHost } from "../support/pluginHost.js";

describe("the plugin's end", () => {
  let hosted: HostedProvider;

  before(async () => {
    hosted = await HostedProvider.start("plugin");
    hosted.write("app/index.js", "exports.handler = async () => 1;\n");
  });

  after(async () => {
    await hosted.stop();
  });

  async function inputsFor(host: PluginHost, functionName: string): Promise<PropertyBag> {
    const { inputs, failures } = await host.check({}, { functionName, code: "./app" });
    expect(failures).to.deep.equal([]);
    return inputs;
  }

  /** Settles when Lambda has been asked to update this function. */
  async function updateSent(): Promise<void> {
    while (hosted.lambda.journal.writes("UpdateFunctionCode").length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it("by Cancel ends a wait for Lambda at once, and keeps what was accepted as unfinished", async () => {
    hosted.lambda.createFunction({ name: "endless" });
    hosted.lambda.function("endless").settings = { inProgressReads: Infinity };
    hosted.lambda.journal.clear();
    const host = await hosted.plugin();
    const inputs = await inputsFor(host, "endless");
    const creating = host.create(inputs).then(
      () => expect.fail("it succeeded"),
      (error: unknown) => error as HostError,
    );
    await updateSent();
    await host.cancel();
    const failure = await creating;
    expect(failure.message).to.contain("Canceled");
    expect(failure.initFailure?.properties).to.include({ deployedCodeSha256: inputs["codeSha256"] });
  });

  it("by Cancel lets nothing wait that begins after it", async () => {
    hosted.lambda.createFunction({ name: "later" });
    hosted.lambda.function("later").settings = { inProgressReads: Infinity };
    const host = await hosted.plugin();
    const inputs = await inputsFor(host, "later");
    await host.cancel();
    const failure = await host.create(inputs).catch((error: unknown) => error as Error);
    expect(failure).to.have.property("message").that.contains("Canceled");
  });

  /** What a deploy that must fail fails with. */
  async function failureOf(deploying: Promise<unknown>): Promise<HostError> {
    return deploying.then(
      () => expect.fail("it succeeded"),
      (error: unknown) => error as HostError,
    );
  }

  it("by Cancel ends deploys that wait for their turn under Lambda's quota, and nothing more is sent", async () => {
    const { quotas, journal } = hosted.lambda;
    quotas.enabled = true;
    quotas.controlPlanePerSecond = 4;
    journal.clear();
    const host = await hosted.plugin();
    const names = Array.from({ length: 30 }, (_, index) => `fleet-${index}`);
    const deploying = names.map(async (name) => {
      hosted.lambda.createFunction({ name });
      return failureOf(host.create(await inputsFor(host, name)));
    });
    // The first refusals have come by then, and a queue with them.
    while (journal.requests("UpdateFunctionCode").length < 12) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await host.cancel();
    const sent = journal.requests("UpdateFunctionCode").length;
    for (const { message } of await Promise.all(deploying)) {
      expect(message).to.contain("Canceled");
    }
    expect(journal.requests("UpdateFunctionCode")).to.have.lengthOf(sent);
    quotas.enabled = false;
  });

  it("by Cancel sends no update after a look that was under way", async () => {
    hosted.lambda.createFunction({ name: "silent" });
    hosted.lambda.journal.clear();
    const host = await hosted.plugin();
    const inputs = await inputsFor(host, "silent");
    hosted.lambda.gate.close();
    const creating = failureOf(host.create(inputs));
    await hosted.lambda.gate.whenWaiting(1);
    await host.cancel();
    await hosted.lambda.gate.open();
    expect((await creating).message).to.contain("Canceled");
    expect(hosted.lambda.journal.writes()).to.deep.equal([]);
  });

  it("by Cancel keeps as unfinished an update whose answer was lost, where a last look shows that Lambda took it", async () => {
    hosted.lambda.createFunction({ name: "in-doubt" });
    const host = await hosted.plugin();
    const inputs = await inputsFor(host, "in-doubt");
    const { gate } = hosted.lambda;
    gate.close();
    const creating = failureOf(host.create(inputs));
    await gate.letThrough((await gate.whenWaiting(1))[0]!);
    await gate.letThrough((await gate.whenWaiting(1))[0]!, "loseAnswer");
    await host.cancel();
    await gate.whenWaiting(1);
    await gate.open();
    const { message, initFailure } = await creating;
    expect(message).to.contain("Canceled");
    expect(initFailure?.properties).to.include({ deployedCodeSha256: inputs["codeSha256"] });
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`comes at once by ${signal} where nothing is under way`, async () => {
      const host = await hosted.plugin();
      await inputsFor(host, "orders-api");
      host.process.signal(signal);
      expect(await host.process.exited).to.equal(0);
    });
  }

  it("comes by SIGINT only after the answer to a call that is under way", async () => {
    hosted.lambda.createFunction({ name: "under-way" });
    hosted.lambda.journal.clear();
    const host = await hosted.plugin();
    const inputs = await inputsFor(host, "under-way");
    const creating = host.create(inputs);
    await updateSent();
    host.process.signal("SIGINT");
    expect((await creating).outs).to.include({ lastUpdateStatus: "Successful" });
    expect(await host.process.exited).to.equal(0);
  });

  it("comes where the engine was killed, with a deploy under way and without", async () => {
    hosted.lambda.createFunction({ name: "left-behind" });
    hosted.lambda.function("left-behind").settings = { inProgressReads: Infinity };
    const busy = await hosted.plugin();
    const creating = busy.create(await inputsFor(busy, "left-behind")).catch(() => undefined);
    const idle = await hosted.plugin();
    await Promise.all([busy.killEngine(), idle.killEngine()]);
    await creating;
  });
});
