import { expect } from "chai";
import { FaultProxy, faults } from "../support/faults/index.js";
import { type Code, LifecycleBed, messageOfRejection } from "../support/lifecycleBed.js";

// Found by a review: each is a way in which an unfinished deploy once misled the next one.
describe("after an unfinished deploy", () => {
  let bed: LifecycleBed;
  let proxy: FaultProxy;
  let one: Code;
  let two: Code;
  let three: Code;

  beforeEach(async () => {
    bed = await LifecycleBed.start();
    proxy = await FaultProxy.start(bed.lambda.url);
    one = bed.code("one");
    two = bed.code("two");
    three = bed.code("three");
  });
  afterEach(async () => {
    await proxy.stop();
    await bed.stop();
  });

  function stackBehindProxy(args: object = {}) {
    return bed.stack({ aws: bed.aws({ endpoint: proxy.url }), ...args });
  }

  it("an update whose answer was lost and whose wait ended is ours: the next deploy replaces it", async () => {
    const stack = stackBehindProxy();
    await stack.up({ code: one.path });
    bed.function.settings = { inProgressReads: Infinity };
    proxy.inject("UpdateFunctionCode", faults.resetAfter());
    expect(await messageOfRejection(stack.up({ code: two.path, timeoutSeconds: 30 }))).to.match(/not done after/);
    expect(stack.outputs).to.include({ deployedCodeSha256: two.hash, lastUpdateStatus: "InProgress" });
    bed.function.settings = {};
    bed.lambda.settle("orders-api");
    await stack.up({ code: three.path });
    expect(bed.function.runningSha256).to.equal(three.hash);
  });

  it("a create whose answer was lost and whose wait ended is kept, to be finished", async () => {
    const stack = stackBehindProxy();
    bed.function.settings = { inProgressReads: Infinity };
    proxy.inject("UpdateFunctionCode", faults.resetAfter());
    await messageOfRejection(stack.up({ code: one.path, timeoutSeconds: 30 }));
    expect(stack.outputs).to.include({ deployedCodeSha256: one.hash });
  });

  it("a change of architecture that was lost on the way is sent again, even where the revision moved", async () => {
    const stack = stackBehindProxy();
    await stack.up({ code: one.path, architectures: ["x86_64"] });
    proxy.inject("UpdateFunctionCode", faults.resetBefore());
    proxy.before("UpdateFunctionCode", 1, () => {
      bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 512 });
    });
    await stack.up({ code: one.path, architectures: ["arm64"] });
    expect(stack.outputs?.architectures).to.deep.equal(["arm64"]);
  });

  it("going back to published code needs no new version, though one of other code failed meanwhile", async () => {
    const stack = bed.stack({ publish: true });
    await stack.up({ code: one.path });
    bed.lambda.failNextVersion({ reasonCode: "FunctionError", reason: "init failed" });
    await messageOfRejection(stack.up({ code: two.path }));
    await stack.up({ code: one.path });
    expect(stack.outputs).to.include({ version: "1", publishedCodeSha256: one.hash });
    expect(bed.function.versionNumbers).to.deep.equal(["1", "2"]);
  });

  it("a version that failed is forgotten with its code", async () => {
    const stack = bed.stack();
    bed.lambda.failNextVersion({ reasonCode: "FunctionError", reason: "init failed" });
    await messageOfRejection(stack.up({ code: two.path, publish: true }));
    await stack.up({ code: three.path });
    bed.requests();
    await stack.up({ code: three.path, publish: true });
    expect(bed.requests()).to.include("PublishVersion").and.not.include("UpdateFunctionCode");
  });

  for (const described of [{}, { versionDescription: "release" }]) {
    it(`a failed version is made anew${"versionDescription" in described ? ", though it has a description" : ""}, where Lambda would hand the failed one back`, async () => {
      bed.lambda.settings.sameBytesCountAsChange = false;
      const stack = bed.stack({ publish: true, ...described });
      bed.lambda.failNextVersion({ reasonCode: "FunctionError", reason: "init failed" });
      await messageOfRejection(stack.up({ code: one.path }));
      await stack.up({ code: one.path });
      expect(stack.outputs).to.include({ version: "2", publishedCodeSha256: one.hash });
    });
  }

  it("an update that failed with its version is made anew with a version at the next run", async () => {
    bed.lambda.settings.sameBytesCountAsChange = false;
    const stack = bed.stack({ publish: true });
    bed.lambda.failNextUpdate({ reasonCode: "FunctionError", reason: "no handler" });
    await messageOfRejection(stack.up({ code: one.path }));
    await stack.up({ code: one.path });
    expect(stack.outputs).to.include({ version: "2", publishedCodeSha256: one.hash });
  });

  it("a function that Lambda could not create is waited for while our update repairs it", async () => {
    await bed.stop();
    bed = await LifecycleBed.start({ state: "Failed", lastUpdateStatus: "Failed", settings: { inProgressReads: 3 } });
    const code = bed.code("one");
    await bed.stack().up({ code: code.path });
    expect(bed.function.runningSha256).to.equal(code.hash);
  });

  it("the version before the last one is still known where the last one is gone", async () => {
    const stack = bed.stack({ publish: true });
    await stack.up({ code: one.path });
    await stack.up({ code: two.path });
    bed.function.versions.delete("2");
    await stack.refresh();
    await stack.up({ code: three.path });
    expect(stack.outputs).to.include({ version: "3", previousVersion: "1" });
  });

  it("with fail, foreign code stays even where triggers changed", async () => {
    const stack = bed.stack({ onForeignChange: "fail" });
    await stack.up({ code: one.path });
    const foreign = bed.lambda.deployBehindBack("orders-api", "hotfix");
    await messageOfRejection(stack.up({ code: one.path, triggers: "recreated" }));
    expect(bed.function.runningSha256).to.equal(foreign);
  });
});
