import { expect } from "chai";
import { cancelable } from "#lib/plugin/cancelableClock.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { onReleaseBed } from "../support/release/onReleaseBed.js";
import { aliasName, functionName, type ReleaseBed } from "../support/release/releaseBed.js";

onReleaseBed("before anything is moved, a release", (test) => {
  /** The environment's credentials end then, as `aws configure export-credentials` says. */
  function credentialsEndIn(bed: ReleaseBed, seconds: number): void {
    process.env.AWS_CREDENTIAL_EXPIRATION = new Date(bed.clock.nowMs() + seconds * 1000).toISOString();
  }
  afterEach(() => {
    delete process.env.AWS_CREDENTIAL_EXPIRATION;
  });

  test("asks for credentials that last as long as all its steps", async (bed) => {
    credentialsEndIn(bed, 90);
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.match(
      /The credentials of this machine end in 90 s \(AWS_CREDENTIAL_EXPIRATION\), and the release takes 2 min: .*Nothing was moved\.$/,
    );
    credentialsEndIn(bed, 150);
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2", finalBakeSeconds: 60 }))).to.include(
      "takes 3 min",
    );
    expect(bed.moves()).to.deep.equal([]);
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.alias.version).to.equal("2");
  });

  test("asks for no more than the run takes: as far as a hold, or at once", async (bed) => {
    credentialsEndIn(bed, 90);
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    expect(bed.alias.weights).to.deep.equal({ 2: 0.1 });
    credentialsEndIn(bed, 5);
    await bed.newStack().up({ functionVersion: "1" });
    await bed.newStack().up({ functionVersion: "3", steps: [], alarms: [] });
    expect(bed.alias.version).to.equal("3");
  });

  test("invokes each smoke test once, also where somebody makes the alias meanwhile", async (bed) => {
    bed.lambda.deleteAliasBehindBack(functionName, aliasName);
    bed.proxy.before("CreateAlias", 1, () => bed.lambda.createAlias(functionName, { name: aliasName, version: "1" }));
    await bed.stack.up({ functionVersion: "2", smoke: { payload: {} } });
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "2"]);
    expect(bed.function.invocations).to.have.lengthOf(1);
  });
});

onReleaseBed("while CloudWatch gives no answer, a release", (test) => {
  const stays = () => undefined;
  before(() => process.on("SIGINT", stays));
  after(() => process.off("SIGINT", stays));

  test("goes back at the engine's Cancel without waiting for it", async (bed) => {
    const clock = cancelable(bed.clock);
    bed.proxy.inject(/^POST \/$/, faults.stall(), { nth: 3 });
    bed.proxy.before(/^POST \/$/, 3, () => {
      setImmediate(() => {
        clock.cancel();
      });
    });
    const message = await messageOfRejection(bed.newStack({}, clock).up({ functionVersion: "2" }));
    expect(message).to.include("All calls go to version 1 again");
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1"]);
  });

  test("or Lambda none to a look, goes back at an interrupt without waiting for it", async (bed) => {
    bed.proxy.inject("GetAlias", faults.stall(), { nth: 2 });
    bed.proxy.before("GetAlias", 2, () => {
      setImmediate(() => process.emit("SIGINT", "SIGINT"));
    });
    const steps = [{ weight: 0.1, bakeSeconds: 90 }];
    const message = await messageOfRejection(bed.stack.up({ functionVersion: "2", steps }));
    expect(message).to.include("All calls go to version 1 again");
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1"]);
  });
});

onReleaseBed("a move by somebody else", (test) => {
  test("is noticed in the bake itself, within a minute, and not by the next write", async (bed) => {
    bed.clock.after(20, () => bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "3", weights: {} }));
    const startMs = bed.clock.nowMs();
    const steps = [{ weight: 0.1, bakeSeconds: 3_600 }];
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2", steps }))).to.include("to version 3");
    expect(bed.clock.nowMs() - startMs).to.be.below(80_000);
  });

  test("between the look and the first write is left as it is", async (bed) => {
    bed.proxy.before("UpdateAlias", 1, () =>
      bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "3", weights: {} }),
    );
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.include("to version 3");
    expect(bed.moves()).to.deep.equal([]);
    expect(bed.alias.version).to.equal("3");
  });

  test("of the description alone stops nothing", async (bed) => {
    bed.clock.after(20, () =>
      bed.lambda.moveAliasBehindBack(functionName, aliasName, { description: "by another tool" }),
    );
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });

  test("of another tool's words that look like a journal, but for one, is no journal", async (bed) => {
    const description = "[release 1>2 step 1/3 id=abc since=2026-01-01T00:00:00Z by hand]";
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { description, weights: { 2: 0.1 } });
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.include("did not set");
    expect(bed.alias.description).to.equal(description);
  });
});

onReleaseBed("two releases at once to one alias", (test) => {
  for (const versions of [
    ["2", "2"],
    ["2", "3"],
  ]) {
    test(`of versions ${versions.join(" and ")}: one goes through, the other leaves it alone, and the next up ends it`, async (bed) => {
      const stacks = versions.map(() => bed.newStack());
      const ended = await Promise.allSettled(
        stacks.map((stack, index) => stack.up({ functionVersion: versions[index] })),
      );
      const through = ended.findIndex(({ status }) => status === "fulfilled");
      expect(ended.map(({ status }) => status)).to.have.members(["fulfilled", "rejected"]);
      expect(bed.alias).to.deep.equal({ version: versions[through], weights: {}, description: "for customers" });
      const other = stacks[1 - through];
      await other?.refresh();
      await other?.up({ functionVersion: versions[1 - through] });
      expect(bed.alias.version).to.equal(versions[1 - through]);
    });
  }
});

onReleaseBed("a state that was not saved", (test) => {
  test("is made good by the next up, which adopts what callers have, without a write", async (bed) => {
    await bed.stack.up({ functionVersion: "1" });
    await bed.newStack().up({ functionVersion: "2" });
    bed.moves();
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.moves()).to.deep.equal([]);
    expect(bed.stack.outputs).to.include({ phase: "Succeeded", functionVersion: "2", previousVersion: "1" });
    expect(bed.flawsOfState()).to.deep.equal([]);
  });

  test("of a release in its last bake is made good by baking again", async (bed) => {
    const args = { functionVersion: "2", finalBakeSeconds: 60 };
    await bed.stack.up({ functionVersion: "1" });
    const alice = bed.newDeployer();
    const run = alice.begin("up", args);
    bed.clock.after(130, () => {
      alice.kill();
    });
    await run.ended;
    bed.moves();
    bed.lambda.alarms.after(30_000, "errors", "ALARM");
    expect(await messageOfRejection(bed.stack.up(args))).to.include("All calls go to version 1 again");
    expect(bed.moves()).to.deep.equal(["2", "1"]);
    expect(bed.stack.outputs).to.include({ phase: "RolledBack", functionVersion: "1", failedVersion: "2" });
  });
});

onReleaseBed("a hold to which somebody gave another weight", (test) => {
  const args = { functionVersion: "2", hold: 0.1 };
  async function reweighted(bed: ReleaseBed): Promise<void> {
    await bed.stack.up(args);
    const { description } = bed.alias;
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "1", weights: { 2: 0.8 }, description });
    bed.moves();
  }

  test("is somebody else's by now, though its journal is there: a refresh says so, and then it begins anew", async (bed) => {
    await reweighted(bed);
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.include(
      "20 % on version 1, 80 % on version 2, which this resource did not set",
    );
    expect(bed.moves()).to.deep.equal([]);
    const { log } = await bed.stack.refresh();
    expect(log).to.include("80 % on version 2, which this program did not set");
    expect(bed.stack.outputs).to.include({ phase: "Stopped" });
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "2"]);
    expect(bed.stack.outputs).not.to.have.property("heldId");
  });

  test('stops an up with onForeignChange "fail" even after a refresh', async (bed) => {
    await reweighted(bed);
    await bed.stack.refresh();
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2", onForeignChange: "fail" }))).to.include(
      'onForeignChange is "fail"',
    );
    expect(bed.moves()).to.deep.equal([]);
  });

  test("is not what a program does that holds at a lower step", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.5 });
    bed.moves();
    await bed.stack.up(args);
    expect(bed.moves()).to.deep.equal(["1 2:0.1"]);
    expect(bed.stack.outputs).to.include({ phase: "Held", heldWeight: 0.1 });
    expect((await bed.stack.up(args)).step).to.equal("same");
  });
});
