import { expect } from "chai";
import { forEachLambda } from "../support/eachLambda.js";
import { messageOfRejection } from "../support/lifecycleBed.js";

forEachLambda("the inputs after a refresh", (test) => {
  test("are those of the last up, by what needs no update as well", async ({ stack, one }) => {
    const args = { code: one.path, publish: true };
    await stack.up({ ...args, timeoutSeconds: 300, versionDescription: "first" });
    const changed = { ...args, timeoutSeconds: 900, versionDescription: "second", onForeignChange: "fail" };
    expect((await stack.up(changed)).step).to.equal("same");
    const { inputs } = stack;
    await stack.refresh();
    expect(stack.inputs).to.deep.equal(inputs);
    expect(stack.inputs).to.include({ timeoutSeconds: 900, versionDescription: "second", onForeignChange: "fail" });
    expect((await stack.up(changed)).step).to.equal("same");
  });

  test("have the hash of foreign code, so that the next preview shows it old => new", async (bed) => {
    const { stack, one, target } = bed;
    await stack.up({ code: one.path });
    const foreign = await target.deploy(bed.code("foreign").bytes);
    await stack.refresh();
    expect(stack.inputs).to.include({ codeSha256: foreign });
    await stack.refresh();
    expect(stack.inputs, "what a second look shows, too").to.include({ codeSha256: foreign });
    expect((await stack.up({ code: one.path })).step).to.equal("update");
  });

  test("are those of an update that failed half-way, which Pulumi has not recorded", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    // With a description the version is published after the update.
    bed.deny("PublishVersion");
    await messageOfRejection(stack.up({ code: two.path, publish: true, versionDescription: "second" }));
    expect(stack.inputs).to.include({ codeSha256: one.hash });
    await stack.refresh();
    expect(stack.inputs).to.include({ codeSha256: two.hash });
  });
});
