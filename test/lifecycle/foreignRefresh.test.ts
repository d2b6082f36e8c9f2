import { expect } from "chai";
import { forEachLambda } from "../support/eachLambda.js";
import { deployOverPlaceholder, deployThenForeign } from "../support/foreignDeploys.js";
import { messageOfRejection } from "../support/lifecycleBed.js";

forEachLambda("foreign code in an up that begins with a refresh", (test) => {
  test("stops it once where that refresh is the first to show it, and the next one replaces it", async (bed) => {
    const { stack, one } = bed;
    const foreignHash = await deployThenForeign(bed);
    const message = await messageOfRejection(stack.refreshedUp({ code: one.path }));
    expect(message).to.include(foreignHash).and.to.include("Nothing was sent.");
    expect(message).to.match(/was the first to show it: run `pulumi up` again to replace it\.$/);
    expect(bed.writes()).to.deep.equal([]);
    const { log } = await stack.refreshedUp({ code: one.path });
    expect(log).to.include(`replaces foreign code ${foreignHash}`);
    expect(await bed.running()).to.equal(one.hash);
    expect((await stack.refreshedUp({ code: one.path })).step).to.equal("same");
  });

  test("stops it where it came after an earlier refresh, and where it comes between the refresh and the update", async (bed) => {
    const { stack, one, target, proxy } = bed;
    await deployThenForeign(bed);
    await stack.refresh();
    await target.deploy(bed.code("second hotfix").bytes);
    expect(await messageOfRejection(stack.refreshedUp({ code: one.path }))).to.match(/was the first to show it/);
    // Between the refresh of the run and its own look.
    proxy.before("GetFunction", 2, () => target.deploy(bed.code("third hotfix").bytes));
    expect(await messageOfRejection(stack.refreshedUp({ code: one.path }))).to.match(/Run `pulumi refresh` to see it/);
  });

  test("is replaced at once with overwrite, and never with fail", async (bed) => {
    const { stack, one } = bed;
    await deployThenForeign(bed);
    for (let run = 0; run < 2; run += 1) {
      const message = await messageOfRejection(stack.refreshedUp({ code: one.path, onForeignChange: "fail" }));
      expect(message).to.match(/onForeignChange is "fail"/);
    }
    await bed.target.deploy(bed.code("second hotfix").bytes);
    await stack.refreshedUp({ code: one.path, onForeignChange: "overwrite" });
    expect(await bed.running()).to.equal(one.hash);
  });

  test("is none where it is the wanted code, and is put back where triggers say so", async (bed) => {
    const { stack, one, two, target } = bed;
    const placeholder = await deployOverPlaceholder(bed);
    await stack.refreshedUp({ code: two.path });
    await target.deploy(one.bytes);
    await stack.refreshedUp({ code: one.path });
    await target.deploy(placeholder.bytes);
    const { log } = await stack.refreshedUp({ code: one.path, triggers: "recreated" });
    expect(log).to.match(/triggers changed: replaces code/);
    expect(await bed.running()).to.equal(one.hash);
  });
});
