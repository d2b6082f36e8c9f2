import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { describeWhere } from "../support/fileSystem.js";
import { assertAtRest, SourcesBed } from "../support/sourcesBed.js";
import { CheckFailed, type Stack } from "../support/stack.js";

describeWhere("hasLinks", "a folder with symbolic links", () => {
  let bed: SourcesBed;
  let stack: Stack;
  let code: string;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    stack = bed.stack;
    code = bed.dir("app", { "one.js": Buffer.from("one"), "two.js": Buffer.from("two"), ".env": Buffer.from("A=1") });
    symlinkSync("one.js", path.join(code, "index.js"));
  });
  afterEach(() => bed.stop());

  it("is deployed with them, and is at rest until one leads elsewhere", async () => {
    const first = await stack.up({ code });
    await assertAtRest(bed, { code });
    rmSync(path.join(code, "index.js"));
    symlinkSync("two.js", path.join(code, "index.js"));
    const { log } = await bed.check({ code, showFiles: true }, stack.inputs);
    expect(log).to.contain('files: 0 added, 1 changed, 0 removed\n  ~ "index.js" (a link that leads elsewhere)');
    const second = await stack.up({ code });
    expect(second.step).to.equal("update");
    expect(second.outputs.codeSha256).not.to.equal(first.outputs.codeSha256);
    await assertAtRest(bed, { code });
  });

  it('is deployed with what lies outside by links: "follow", which state has and a change of which is told by the hash', async () => {
    mkdirSync(path.join(bed.folder, "shared"));
    writeFileSync(path.join(bed.folder, "shared/a.js"), "a");
    expect((await stack.up({ code, links: "follow" })).step).to.equal("create");
    expect(stack.outputs).to.deep.include({ links: "follow" });
    expect(stack.outputs?.givenInputs).to.include("links");
    // The same bytes.
    expect((await stack.up({ code })).step).to.equal("same");
    symlinkSync("../shared", path.join(code, "shared"));
    const refusal = await stack.up({ code }).catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(CheckFailed);
    expect(String(refusal)).to.contain('links: "follow"');
    expect((await stack.up({ code, links: "follow" })).step).to.equal("update");
    await assertAtRest(bed, { code, links: "follow" });
    expect((await stack.refresh()).step).to.equal("same");
    expect(stack.inputs).to.include({ links: "follow" });
    const { log } = await bed.check({ code, links: "follow", showFiles: true, ignore: ["a.js"] }, stack.inputs);
    expect(log).to.contain('- "shared/a.js" (1 byte');
  });

  it("says at the preview of new code, and not again, what stays out and what leads nowhere", async () => {
    const ignore = ["one.js"];
    const { log, inputs } = await bed.check({ code, ignore });
    expect(log.split("\n")).to.have.length(2);
    expect(log).to.match(
      /^orders-api: warning: Symbolic links of .* lead to nothing in the package: "index.js" \(to "one.js"\)/m,
    );
    expect(log).to.match(/^orders-api: Left out of .* by default, for secrets are in such files: ".env"\. /m);
    expect((await bed.check({ code, ignore }, inputs)).log).to.equal("");
  });
});
