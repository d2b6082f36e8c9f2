import { expect } from "chai";
import { forEachLambda, onStrictLambda } from "../support/eachLambda.js";
import { deployOverPlaceholder, deployThenForeign } from "../support/foreignDeploys.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { placeholder } from "../support/strictBed.js";

forEachLambda("foreign code where triggers change", (test) => {
  for (const setting of ["failUnseen", "overwrite"]) {
    test(`is replaced with a line where it is what the first deploy found, with ${setting}`, async (bed) => {
      const { stack, one, two } = bed;
      const placeholder = await deployOverPlaceholder(bed);
      await stack.up({ code: two.path });
      await bed.target.deploy(placeholder.bytes);
      const { log } = await stack.up({ code: one.path, triggers: "recreated", onForeignChange: setting });
      expect(log)
        .to.include(`triggers changed: replaces code ${placeholder.hash}`)
        .and.to.include("first deploy had found");
      expect(await bed.running()).to.equal(one.hash);
    });
  }

  test("stops a deploy where it is any other: nobody knows who put it there", async (bed) => {
    const { stack, one, two } = bed;
    const foreignHash = await deployThenForeign(bed);
    for (const code of [one, two]) {
      const message = await messageOfRejection(stack.up({ code: code.path, triggers: "memory 256" }));
      expect(message).to.include(foreignHash).and.to.include("pulumi refresh");
    }
    expect(bed.writes()).to.deep.equal([]);
    await stack.refresh();
    await stack.up({ code: one.path, triggers: "memory 256" });
    expect(await bed.running()).to.equal(one.hash);
  });

  test("stops a deploy where it is what the first deploy found and they did not change", async (bed) => {
    const placeholder = await deployOverPlaceholder(bed);
    await bed.target.deploy(placeholder.bytes);
    expect(await messageOfRejection(bed.stack.up({ code: bed.two.path }))).to.match(/did not deploy/);
    expect(await bed.running()).to.equal(placeholder.hash);
  });

  test("stops with fail, where it is what the first deploy found, too", async (bed) => {
    const placeholder = await deployOverPlaceholder(bed);
    await bed.target.deploy(placeholder.bytes);
    const change = { code: bed.one.path, triggers: "recreated", onForeignChange: "fail" };
    expect(await messageOfRejection(bed.stack.up(change))).to.match(/onForeignChange is "fail"/);
    expect(await bed.running()).to.equal(placeholder.hash);
  });

  test("stops a deploy with a state of before, which does not know what the first deploy found", async (bed) => {
    const { stack, one } = bed;
    const placeholder = await deployOverPlaceholder(bed);
    delete stack.outputs?.foundCodeSha256;
    await bed.target.deploy(placeholder.bytes);
    const change = { code: one.path, triggers: "recreated" };
    expect(await messageOfRejection(stack.up(change))).to.match(/Run `pulumi refresh` to see it/);
    await stack.refresh();
    await stack.up(change);
    expect(await bed.running()).to.equal(one.hash);
  });
});

onStrictLambda("what the first deploy found", (test) => {
  const recreated = { triggers: "recreated" };

  test("is known where that deploy was left unfinished, and after refreshes", async (bed) => {
    const { stack, one, two } = bed;
    const found = bed.function.codeSha256;
    bed.lambda.failNextUpdate({ reasonCode: "FunctionError", reason: "boom" });
    await messageOfRejection(stack.up({ code: one.path }));
    await stack.refresh();
    await stack.up({ code: two.path });
    await stack.refresh();
    expect(stack.outputs?.foundCodeSha256).to.equal(found);
    bed.lambda.createFunction({ name: "orders-api", code: placeholder });
    await stack.up({ code: two.path, ...recreated });
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  test("is what the deploy after a dry run found, where that made the resource", async (bed) => {
    const { stack, one } = bed;
    await stack.up({ code: one.path, dryRun: true });
    expect(stack.outputs).not.to.have.property("foundCodeSha256");
    const found = bed.lambda.deployBehindBack("orders-api", "of the owner");
    await stack.up({ code: one.path });
    expect(stack.outputs?.foundCodeSha256).to.equal(found);
  });

  test("is the wanted code where the function ran it already: a later one is a placeholder no more than others", async (bed) => {
    const { stack, one } = bed;
    bed.lambda.deployBehindBack("orders-api", one.bytes);
    await stack.up({ code: one.path });
    bed.lambda.createFunction({ name: "orders-api", code: placeholder });
    expect(await messageOfRejection(stack.up({ code: one.path, ...recreated }))).to.match(/did not deploy/);
  });
});
