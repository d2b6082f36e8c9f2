import { expect } from "chai";
import { onStrictLambda } from "../support/eachLambda.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";

// Found by a review: each is a way in which an unfinished deploy once misled the next one.
onStrictLambda("after an unfinished deploy", (test) => {
  test("an update whose answer was lost and whose wait ended is ours: the next deploy replaces it", async (bed) => {
    const { stack, one, two, three, proxy } = bed;
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

  test("a create whose answer was lost and whose wait ended is kept, to be finished", async (bed) => {
    const { stack, one, proxy } = bed;
    bed.function.settings = { inProgressReads: Infinity };
    proxy.inject("UpdateFunctionCode", faults.resetAfter());
    await messageOfRejection(stack.up({ code: one.path, timeoutSeconds: 30 }));
    expect(stack.outputs).to.include({ deployedCodeSha256: one.hash });
  });

  test("a change of architecture that was lost on the way is sent again, even where the revision moved", async (bed) => {
    const { stack, one, proxy } = bed;
    await stack.up({ code: one.path, architectures: ["x86_64"] });
    proxy.inject("UpdateFunctionCode", faults.resetBefore());
    proxy.before("UpdateFunctionCode", 1, () => {
      bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 512 });
    });
    await stack.up({ code: one.path, architectures: ["arm64"] });
    expect(stack.outputs?.architectures).to.deep.equal(["arm64"]);
  });

  test("going back to published code needs no new version, though one of other code failed meanwhile", async (bed) => {
    const { one, two } = bed;
    const stack = bed.newStack({ publish: true });
    await stack.up({ code: one.path });
    bed.lambda.failNextVersion({ reasonCode: "FunctionError", reason: "init failed" });
    await messageOfRejection(stack.up({ code: two.path }));
    await stack.up({ code: one.path });
    expect(stack.outputs).to.include({ version: "1", publishedCodeSha256: one.hash });
    expect(bed.function.versionNumbers).to.deep.equal(["1", "2"]);
  });

  test("a version that failed is forgotten with its code", async (bed) => {
    const { stack, two, three } = bed;
    bed.lambda.failNextVersion({ reasonCode: "FunctionError", reason: "init failed" });
    await messageOfRejection(stack.up({ code: two.path, publish: true }));
    await stack.up({ code: three.path });
    bed.requests();
    await stack.up({ code: three.path, publish: true });
    expect(bed.requests()).to.include("PublishVersion").and.not.include("UpdateFunctionCode");
  });

  for (const described of [{}, { versionDescription: "release" }]) {
    test(`a failed version is made anew${"versionDescription" in described ? ", though it has a description" : ""}, where Lambda would hand the failed one back`, async (bed) => {
      const { one } = bed;
      bed.lambda.settings.sameBytesCountAsChange = false;
      const stack = bed.newStack({ publish: true, ...described });
      bed.lambda.failNextVersion({ reasonCode: "FunctionError", reason: "init failed" });
      await messageOfRejection(stack.up({ code: one.path }));
      await stack.up({ code: one.path });
      expect(stack.outputs).to.include({ version: "2", publishedCodeSha256: one.hash });
    });
  }

  test("an update that failed with its version is made anew with a version at the next run", async (bed) => {
    const { one } = bed;
    bed.lambda.settings.sameBytesCountAsChange = false;
    const stack = bed.newStack({ publish: true });
    bed.lambda.failNextUpdate({ reasonCode: "FunctionError", reason: "no handler" });
    await messageOfRejection(stack.up({ code: one.path }));
    await stack.up({ code: one.path });
    expect(stack.outputs).to.include({ version: "2", publishedCodeSha256: one.hash });
  });

  test("a function that Lambda could not create is waited for while our update repairs it", async (bed) => {
    bed.lambda.createFunction({
      name: "orders-api",
      state: "Failed",
      lastUpdateStatus: "Failed",
      settings: { inProgressReads: 3 },
    });
    await bed.stack.up({ code: bed.one.path });
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
  });

  test("the version before the last one is still known where the last one is gone", async (bed) => {
    const { one, two, three } = bed;
    const stack = bed.newStack({ publish: true });
    await stack.up({ code: one.path });
    await stack.up({ code: two.path });
    bed.function.versions.delete("2");
    await stack.refresh();
    await stack.up({ code: three.path });
    expect(stack.outputs).to.include({ version: "3", previousVersion: "1" });
  });

  test("with fail, foreign code stays even where triggers changed", async (bed) => {
    const { one } = bed;
    const stack = bed.newStack({ onForeignChange: "fail" });
    await stack.up({ code: one.path });
    const foreign = bed.lambda.deployBehindBack("orders-api", "hotfix");
    await messageOfRejection(stack.up({ code: one.path, triggers: "recreated" }));
    expect(bed.function.runningSha256).to.equal(foreign);
  });
});
