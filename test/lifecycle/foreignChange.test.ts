import { expect } from "chai";
import { forEachLambda } from "../support/eachLambda.js";
import { deployThenForeign } from "../support/foreignDeploys.js";
import { messageOfRejection } from "../support/lifecycleBed.js";

forEachLambda("a foreign change", (test) => {
  test("stops a deploy by default, names both hashes and the date, and sends nothing", async (bed) => {
    const { stack, one, two, target } = bed;
    const foreignHash = await deployThenForeign(bed);
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message).to.include(foreignHash).and.to.include(one.hash).and.to.include("Nothing was sent");
    expect(message)
      .to.include((await target.look()).lastModified)
      .and.to.include("pulumi refresh");
    expect(bed.writes()).to.deep.equal([]);
    expect(await bed.running()).to.equal(foreignHash);
  });

  test("is shown by a refresh, with its hash and since when, and then replaced", async (bed) => {
    const { stack, one, target } = bed;
    const foreignHash = await deployThenForeign(bed);
    const { log } = await stack.refresh();
    expect(log)
      .to.include(foreignHash)
      .and.to.include((await target.look()).lastModified);
    expect(stack.outputs?.codeSha256).to.equal(foreignHash);
    expect(stack.inputs?.codeSha256).to.equal(foreignHash);
    const run = await stack.up({ code: one.path });
    expect(run.step).to.equal("update");
    expect(run.log).to.include(`replaces foreign code ${foreignHash}`);
    expect(await bed.running()).to.equal(one.hash);
    expect((await stack.up({ code: one.path })).step).to.equal("same");
  });

  test("stops a deploy where a second one came after the refresh", async (bed) => {
    const { stack, two, target } = bed;
    await deployThenForeign(bed);
    await stack.refresh();
    const second = await target.deploy(bed.code("second hotfix").bytes);
    expect(await messageOfRejection(stack.up({ code: two.path }))).to.match(/did not deploy/);
    expect(await bed.running()).to.equal(second);
  });

  test("is replaced at once with overwrite, and said", async (bed) => {
    const foreignHash = await deployThenForeign(bed);
    const { log } = await bed.stack.up({ code: bed.two.path, onForeignChange: "overwrite" });
    expect(log).to.include(`replaces foreign code ${foreignHash}`);
    expect(await bed.running()).to.equal(bed.two.hash);
  });

  test("stops with fail even after a refresh", async (bed) => {
    const { stack, two } = bed;
    const foreignHash = await deployThenForeign(bed);
    await stack.refresh();
    const message = await messageOfRejection(stack.up({ code: two.path, onForeignChange: "fail" }));
    expect(message).to.include('onForeignChange is "fail"');
    expect(await bed.running()).to.equal(foreignHash);
  });

  test("is none where it brought the wanted code", async (bed) => {
    const { stack, one, two, target } = bed;
    await stack.up({ code: one.path });
    await target.deploy(two.bytes);
    bed.requests();
    await stack.up({ code: two.path });
    expect(bed.writes()).to.deep.equal([]);
    expect(stack.outputs).to.include({ codeSha256: two.hash, deployedCodeSha256: two.hash });
  });

  test("that went back again is none", async (bed) => {
    await deployThenForeign(bed);
    await bed.target.deploy(bed.one.bytes);
    await bed.stack.up({ code: bed.two.path });
    expect(await bed.running()).to.equal(bed.two.hash);
  });

  for (const setting of ["failUnseen", "overwrite", "fail"]) {
    test(`between our read and our write stops the deploy with ${setting}`, async (bed) => {
      const { stack, one, two, three, target, proxy } = bed;
      await stack.up({ code: one.path });
      proxy.before("UpdateFunctionCode", 1, () => target.deploy(three.bytes));
      const message = await messageOfRejection(stack.up({ code: two.path, onForeignChange: setting }));
      expect(message).to.match(/another deploy changed its code/);
      expect(await bed.running()).to.equal(three.hash);
    });
  }

  test("of the configuration between our read and our write only makes it look again", async (bed) => {
    const { stack, one, two, target, proxy } = bed;
    await stack.up({ code: one.path });
    bed.requests();
    proxy.before("UpdateFunctionCode", 1, () => target.configure({ MemorySize: 512 }));
    await stack.up({ code: two.path });
    expect(proxy.requests.filter(({ status }) => status === 412)).to.have.lengthOf(1);
    expect(bed.writes("UpdateFunctionCode")).to.have.lengthOf(1);
    expect(await bed.running()).to.equal(two.hash);
  });

  test("after our update is reported with both hashes, and not undone without a refresh", async (bed) => {
    const { stack, one, two, three, target, proxy } = bed;
    await stack.up({ code: one.path });
    proxy.after("UpdateFunctionCode", 1, () => target.deploy(three.bytes));
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message)
      .to.include(two.hash)
      .and.to.include(three.hash)
      .and.to.match(/another deploy came after this one/);
    expect(await messageOfRejection(stack.up({ code: two.path }))).to.match(/did not deploy/);
    await stack.refresh();
    await stack.up({ code: two.path });
    expect(await bed.running()).to.equal(two.hash);
  });
});
