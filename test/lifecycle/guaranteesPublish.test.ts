import { expect } from "chai";
import { onStrictLambda } from "../support/eachLambda.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";

onStrictLambda("the guarantees of publishing", (test) => {
  test("a lost answer to the update that makes a failed version anew is not sent again", async (bed) => {
    const { stack, one, proxy } = bed;
    const args = { code: one.path, publish: true };
    bed.lambda.failNextVersion({ reasonCode: "FunctionError" });
    await messageOfRejection(stack.up(args));
    bed.lambda.journal.clear();
    proxy.inject("UpdateFunctionCode", faults.resetAfter());
    await stack.up(args);
    expect(bed.lambda.journal.writes("UpdateFunctionCode")).to.have.lengthOf(1);
    expect(bed.function.versionNumbers).to.deep.equal(["1", "2"]);
  });

  test("triggers whose deploy failed are still a change after a refresh", async (bed) => {
    const { stack, one } = bed;
    const args = { code: one.path, publish: true };
    await stack.up({ ...args, triggers: "memory 128" });
    bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 256 });
    bed.lambda.deniedOperations.add("PublishVersion");
    await messageOfRejection(stack.up({ ...args, triggers: "memory 256" }));
    bed.lambda.deniedOperations.clear();
    await stack.refresh();
    await stack.up({ ...args, triggers: "memory 256" });
    expect(bed.function.versions.get("2")?.configuration.MemorySize).to.equal(256);
  });

  test("a version that failed under the recorded number, in a function made anew, is published again", async (bed) => {
    const { stack, one } = bed;
    await stack.up({ code: one.path, publish: true });
    bed.function.versions.get("1")!.configuration.State = "Failed";
    expect((await stack.refresh()).log).to.include("version 1 is gone, failed");
    await stack.up({ code: one.path, publish: true });
    expect(stack.outputs).to.include({ version: "2" });
    expect((await stack.up({ code: one.path, publish: true })).step).to.equal("same");
  });

  test("a version that is gone, or holds other code, is seen by a refresh and published again", async (bed) => {
    const { stack, one } = bed;
    await stack.up({ code: one.path, publish: true });
    bed.function.versions.delete("1");
    delete bed.function.unchangedVersion;
    const { log } = await stack.refresh();
    expect(log).to.match(/version 1 is gone/);
    await stack.up({ code: one.path, publish: true });
    expect(stack.outputs).to.include({ version: "2", publishedCodeSha256: one.hash });

    bed.lambda.deleteBehindBack("orders-api");
    bed.lambda.createFunction({ name: "orders-api", code: "another's", publish: true });
    stack.outputs = { ...stack.outputs, version: "1", qualifiedArn: `${bed.function.arn}:1` };
    await stack.refresh();
    await stack.up({ code: one.path, publish: true });
    expect(bed.function.versions.get(String(stack.outputs.version))?.configuration.CodeSha256).to.equal(one.hash);
  });

  test("a version whose answer was lost is found, also where the configuration changed since", async (bed) => {
    const { stack, one, proxy } = bed;
    proxy.inject("PublishVersion", faults.resetAfter());
    proxy.after("PublishVersion", 1, () => {
      bed.clock.advance(1000);
      bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 256 });
    });
    await stack.up({ code: one.path, publish: true, versionDescription: "release" });
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
    expect(stack.outputs).to.include({ version: "1", publishedCodeSha256: one.hash });
  });

  test("an older version of the same code is not taken for one whose publishing was lost", async (bed) => {
    const { stack, one, proxy } = bed;
    await stack.up({ code: one.path, publish: true, triggers: "memory 128" });
    bed.clock.advance(1000);
    bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 256 });
    proxy.inject("PublishVersion", faults.resetBefore());
    await stack.up({ code: one.path, publish: true, triggers: "memory 256" });
    expect(stack.outputs).to.include({ version: "2" });
    expect(bed.function.versions.get("2")?.configuration.MemorySize).to.equal(256);
  });

  test("a version that holds other code than was published is not recorded", async (bed) => {
    const { stack, one, proxy } = bed;
    proxy.after("PublishVersion", 1, () => {
      bed.function.versions.get("1")!.configuration.CodeSha256 = "another's";
    });
    const message = await messageOfRejection(
      stack.up({ code: one.path, publish: true, versionDescription: "release" }),
    );
    expect(message).to.match(/it holds code another's/);
    expect(stack.outputs).to.include({ version: "$LATEST" });
    expect(stack.outputs).not.to.have.property("publishedCodeSha256");
  });
});
