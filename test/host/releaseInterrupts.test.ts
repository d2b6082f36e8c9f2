import { expect } from "chai";
import type { DynamicHost, HostError } from "../support/dynamicHost.js";
import { EngineStub } from "../support/engineStub.js";
import { HostedProvider } from "../support/hostedProvider.js";
import { zipOf } from "../support/strictLambda/index.js";

const oneDay = 86_400;

describe("a release under way in Pulumi's own host", () => {
  let hosted: HostedProvider;

  before(async () => {
    hosted = await HostedProvider.start("dynamic");
  });

  after(async () => {
    await hosted.stop();
  });

  /** Settles with what the release of version 2 failed with, or undefined; begun as soon as it has its first weight. */
  async function begin(host: DynamicHost, name: string, bakeSeconds: number, args: object = {}) {
    hosted.lambda.createFunction({ name, code: zipOf({ "index.js": "1" }), publish: true });
    hosted.lambda.deployBehindBack(name, zipOf({ "index.js": "2" }), { publish: true });
    hosted.lambda.createAlias(name, { name: "live", version: "1", description: "for customers" });
    hosted.lambda.journal.clear();
    const steps = [{ weight: 0.5, bakeSeconds }];
    const { inputs } = await host.check(
      {},
      { functionName: name, aliasName: "live", functionVersion: "2", steps, ...args },
    );
    const ended = host.create(inputs).then(
      () => undefined,
      (error: unknown) => error as HostError,
    );
    while (writes() === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return { ended };
  }

  const writes = () => hosted.lambda.journal.writes("UpdateAlias").length;
  const aliasOf = (name: string) => hosted.lambda.alias(name, "live").alias;

  it("ends with the engine that is killed, and moves nothing after it: the next run finds the alias as it is", async () => {
    const engine = await EngineStub.start();
    const host = await hosted.dynamicReleaseHost({ engineAddress: engine.address });
    const { ended } = await begin(host, "orphaned", 5);
    engine.kill();
    expect(await ended, "it went on without its engine").to.be.instanceOf(Error);
    expect(await host.process.exited).to.equal(1);
    expect(writes()).to.equal(1);
    expect(aliasOf("orphaned").Description).to.contain("[release 1>2 step 1/2");
  });

  it("goes on where the engine only closes its connection", async () => {
    const first = await EngineStub.start();
    const host = await hosted.dynamicReleaseHost({ engineAddress: first.address });
    const { ended } = await begin(host, "reconnected", 2);
    first.dropConnections();
    expect(await ended).to.equal(undefined);
    expect(aliasOf("reconnected").FunctionVersion).to.equal("2");
    first.kill();
  });

  it("hears nothing of the first Ctrl-C, and goes through", async () => {
    const host = await hosted.dynamicReleaseHost();
    const { ended } = await begin(host, "canceled", 2);
    await host.cancel();
    expect(await ended).to.equal(undefined);
    expect(aliasOf("canceled").FunctionVersion).to.equal("2");
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`goes back by one write at ${signal}, which the second Ctrl-C sends, and the process ends`, async () => {
      const engine = await EngineStub.start();
      const name = `back-${signal}`;
      const host = await hosted.dynamicReleaseHost({ engineAddress: engine.address });
      const { ended } = await begin(host, name, oneDay);
      const { gate } = hosted.lambda;
      gate.close();
      host.process.signal(signal);
      await gate.whenWaiting(1);
      // The engine need not wait for it: whoever took its end for a reason would end in this second.
      engine.kill();
      await Promise.race([host.process.exited, new Promise((resolve) => setTimeout(resolve, 1_000))]);
      await gate.open();
      const failure = await ended;
      expect(failure?.message).to.contain("was interrupted. All calls go to version 1 again");
      await host.process.exited;
      expect(writes()).to.equal(2);
      expect(aliasOf(name)).to.include({ FunctionVersion: "1", Description: "for customers" });
    });
  }

  it('leaves the weights at SIGINT with onInterrupt "leave", and the process ends', async () => {
    const host = await hosted.dynamicReleaseHost();
    const { ended } = await begin(host, "left", oneDay, { onInterrupt: "leave" });
    host.process.signal("SIGINT");
    expect((await ended)?.message).to.contain("The alias was left as it is");
    await host.process.exited;
    expect(writes()).to.equal(1);
  });
});
