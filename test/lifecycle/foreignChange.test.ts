import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type Code, LifecycleBed, messageOfRejection } from "../support/lifecycleBed.js";
import type { Stack } from "../support/stack.js";

describe("a foreign change", () => {
  let bed: LifecycleBed;
  let stack: Stack;
  let one: Code;
  let two: Code;
  let foreignHash: string;

  beforeEach(async () => {
    bed = await LifecycleBed.start();
    stack = bed.stack();
    one = bed.code("one");
    two = bed.code("two");
    await stack.up({ code: one.path });
    foreignHash = bed.lambda.deployBehindBack("orders-api", "hotfix");
    bed.requests();
  });
  afterEach(() => bed.stop());

  it("stops a deploy by default, names both hashes and the date, and sends nothing", async () => {
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message).to.include(foreignHash).and.to.include(one.hash).and.to.include("Nothing was sent");
    expect(message).to.include(bed.function.latest.configuration.LastModified).and.to.include("pulumi refresh");
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    expect(bed.function.runningSha256).to.equal(foreignHash);
  });

  it("is shown by a refresh, with its hash and since when, and then replaced", async () => {
    const { log } = await stack.refresh();
    expect(log).to.include(foreignHash).and.to.include(bed.function.latest.configuration.LastModified);
    expect(stack.outputs?.codeSha256).to.equal(foreignHash);
    expect(stack.inputs?.codeSha256).to.equal(foreignHash);
    const run = await stack.up({ code: one.path });
    expect(run.step).to.equal("update");
    expect(run.log).to.include(`replaces foreign code ${foreignHash}`);
    expect(bed.function.runningSha256).to.equal(one.hash);
    expect((await stack.up({ code: one.path })).step).to.equal("same");
  });

  it("stops a deploy where a second one came after the refresh", async () => {
    await stack.refresh();
    bed.lambda.deployBehindBack("orders-api", "second hotfix");
    expect(await messageOfRejection(stack.up({ code: two.path }))).to.match(/did not deploy/);
  });

  it("is replaced at once with overwrite, and said", async () => {
    const { log } = await stack.up({ code: two.path, onForeignChange: "overwrite" });
    expect(log).to.include(`replaces foreign code ${foreignHash}`);
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("stops with fail even after a refresh", async () => {
    await stack.refresh();
    const message = await messageOfRejection(stack.up({ code: two.path, onForeignChange: "fail" }));
    expect(message).to.include('onForeignChange is "fail"');
    expect(bed.function.runningSha256).to.equal(foreignHash);
  });

  it("is replaced with a line where triggers changed: the program itself changed the function", async () => {
    const { log } = await stack.up({ code: one.path, triggers: "recreated" });
    expect(log).to.match(/triggers changed: replaces code/);
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  it("is none where it brought the wanted code", async () => {
    bed.lambda.deployBehindBack("orders-api", readFileSync(two.path));
    bed.requests();
    await stack.up({ code: two.path });
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    expect(stack.outputs).to.include({ codeSha256: two.hash, deployedCodeSha256: two.hash });
  });

  it("that went back again is none", async () => {
    bed.lambda.deployBehindBack("orders-api", readFileSync(one.path));
    await stack.up({ code: two.path });
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  for (const setting of ["failUnseen", "overwrite", "fail"]) {
    it(`between our read and our write stops the deploy with ${setting}`, async () => {
      await stack.refresh();
      await stack.up({ code: one.path });
      betweenReadAndWrite(() => bed.lambda.deployBehindBack("orders-api", "late hotfix"));
      const message = await messageOfRejection(stack.up({ code: two.path, onForeignChange: setting }));
      expect(message).to.match(/another deploy changed its code/);
      expect(bed.function.runningSha256).not.to.equal(two.hash);
    });
  }

  it("of the configuration between our read and our write only makes it look again", async () => {
    await stack.refresh();
    await stack.up({ code: one.path });
    betweenReadAndWrite(() => bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 512 }));
    bed.requests();
    await stack.up({ code: two.path });
    expect(bed.lambda.journal.filter(({ status }) => status === 412)).to.have.lengthOf(1);
    expect(bed.lambda.journal.writes("UpdateFunctionCode")).to.have.lengthOf(1);
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("after our update is reported with both hashes, and not undone without a refresh", async () => {
    await stack.refresh();
    await stack.up({ code: one.path });
    bed.function.settings = { inProgressReads: 2 };
    afterOur("UpdateFunctionCode", () => bed.lambda.deployBehindBack("orders-api", "late hotfix"));
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message)
      .to.include(two.hash)
      .and.to.match(/another deploy came after this one/);
    expect(await messageOfRejection(stack.up({ code: two.path }))).to.match(/did not deploy/);
    await stack.refresh();
    await stack.up({ code: two.path });
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  /** Acts once the next deploy has read the function, before its update arrives. */
  function betweenReadAndWrite(act: () => void): void {
    afterOur("GetFunction", act);
  }

  function afterOur(operation: string, act: () => void): void {
    const { journal } = bed.lambda;
    const push = journal.push.bind(journal);
    journal.push = (...entries) => {
      const length = push(...entries);
      if (entries[0]?.operation === operation && !entries[0].behindBack) {
        journal.push = push;
        // The server answers in this turn; whoever comes next sees the change.
        setImmediate(act);
      }
      return length;
    };
  }
});
