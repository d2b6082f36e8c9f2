import { expect } from "chai";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { onReleaseBed } from "../support/release/onReleaseBed.js";
import { aliasName, functionName } from "../support/release/releaseBed.js";

onReleaseBed("a release that holds", (test) => {
  test("ends a green up at that weight, and goes on once the hold is taken away", async (bed) => {
    const { stack } = bed;
    await stack.up({ functionVersion: "2", hold: 0.1 });
    expect(bed.moves()).to.deep.equal(["1 2:0.1"]);
    expect(bed.alias.description).to.match(/\[release 1>2 hold 1\/3 /);
    expect(stack.outputs).to.deep.include({
      phase: "Held",
      functionVersion: "1",
      routingConfig: { 2: 0.1 },
      heldWeight: 0.1,
    });
    expect(bed.flawsOfState()).to.deep.equal([]);
    expect((await stack.up({ functionVersion: "2", hold: 0.1 })).step).to.equal("same");
    await stack.refresh();
    expect(stack.outputs).to.include({ phase: "Held" });
    expect((await stack.up({ functionVersion: "2", hold: 0.1 })).step).to.equal("same");
    bed.moves();
    await stack.up({ functionVersion: "2" });
    expect(bed.moves()).to.deep.equal(["1 2:0.5", "2"]);
    expect(stack.outputs).to.include({ phase: "Succeeded", previousVersion: "1" });
    expect(stack.outputs).not.to.have.property("heldWeight");
    expect(bed.alias.description).to.equal("for customers");
  });

  test("moves nothing where an up is about something else", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    bed.moves();
    expect((await bed.stack.up({ functionVersion: "2", hold: 0.1, triggers: "x" })).step).to.equal("update");
    expect(bed.moves()).to.deep.equal([]);
    expect(bed.stack.outputs).to.include({ phase: "Held" });
  });

  test("goes on to a later hold", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    await bed.stack.up({ functionVersion: "2", hold: 0.5 });
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5"]);
    expect(bed.stack.outputs).to.include({ phase: "Held", heldWeight: 0.5 });
  });

  test("gives its place to another version in the write that sets that one's own weight", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    bed.moves();
    await bed.stack.up({ functionVersion: "3" });
    expect(bed.moves()).to.deep.equal(["1 3:0.1", "1 3:0.5", "3"]);
    expect(bed.stack.outputs).to.include({ previousVersion: "1" });
  });

  test("is taken back in one write, without asking any alarm, where the program names the version of before", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    bed.lambda.alarms.set("errors", "ALARM");
    bed.moves();
    await bed.stack.up({ functionVersion: "1" });
    expect(bed.moves()).to.deep.equal(["1"]);
    expect(bed.alias).to.deep.equal({ version: "1", weights: {}, description: "for customers" });
    expect(bed.stack.outputs).to.include({ phase: "Succeeded", functionVersion: "1" });
  });

  test("is taken back where an alarm has turned red since, and nobody looked", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    bed.clock.advance(3_600_000);
    bed.lambda.alarms.set("errors", "ALARM");
    bed.moves();
    expect(await messageOfRejection(bed.stack.up({ functionVersion: "2" }))).to.include("alarm errors is in ALARM");
    expect(bed.moves()).to.deep.equal(["1"]);
    expect(bed.stack.outputs).to.include({ phase: "RolledBack", failedVersion: "2" });
  });

  test("stays where it is when something else keeps it from going on", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    bed.moves();
    await messageOfRejection(bed.stack.up({ functionVersion: "2", alarms: ["erors"] }));
    expect(bed.moves()).to.deep.equal([]);
    expect(bed.stack.outputs).to.include({ phase: "Held" });
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.alias.version).to.equal("2");
  });

  test("is still ours where somebody took the journal out of the description", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    bed.lambda.moveAliasBehindBack(functionName, aliasName, { description: "edited" });
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });

  test("leaves no weights behind when the resource is destroyed", async (bed) => {
    await bed.stack.up({ functionVersion: "2", hold: 0.1 });
    bed.moves();
    await bed.destroy();
    expect(bed.moves()).to.deep.equal(["1"]);
    expect(bed.alias).to.deep.equal({ version: "1", weights: {}, description: "for customers" });
  });
});

onReleaseBed("a split alias", (test) => {
  const split = { version: "1", weights: { 3: 0.2 } };

  test("without our journal is somebody else's: a new resource leaves it, unless told to overwrite", async (bed) => {
    bed.lambda.moveAliasBehindBack(functionName, aliasName, split);
    const message = await messageOfRejection(bed.stack.up({ functionVersion: "2" }));
    expect(message).to.include(
      "80 % on version 1, 20 % on version 3, which this resource did not set. Nothing was sent",
    );
    expect(bed.moves()).to.deep.equal([]);
    await bed.stack.up({ functionVersion: "2", onForeignChange: "overwrite" });
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "2"]);
  });

  test("is replaced after a refresh by default, and never with fail", async (bed) => {
    const { stack } = bed;
    await stack.up({ functionVersion: "1" });
    bed.lambda.moveAliasBehindBack(functionName, aliasName, split);
    expect(await messageOfRejection(stack.up({ functionVersion: "2" }))).to.include("pulumi refresh");
    expect(await messageOfRejection(stack.refreshedUp({ functionVersion: "2" }))).to.include("first to show it");
    expect(await messageOfRejection(stack.up({ functionVersion: "2", onForeignChange: "fail" }))).to.include('"fail"');
    await stack.up({ functionVersion: "2" });
    expect(bed.alias.version).to.equal("2");
  });
});

onReleaseBed("a split that looks like one of ours, or of AWS's", (test) => {
  test("is somebody else's where there is no provisioned concurrency, and replaced after a refresh", async (bed) => {
    const { stack } = bed;
    await stack.up({ functionVersion: "1" });
    bed.clock.after(130, () =>
      bed.lambda.moveAliasBehindBack(functionName, aliasName, { version: "2", weights: { 1: 0.3 } }),
    );
    await messageOfRejection(stack.up({ functionVersion: "2", finalBakeSeconds: 120 }));
    expect(bed.alias.description).to.match(/final 3\/3/);
    expect(await messageOfRejection(stack.up({ functionVersion: "2" }))).to.include("did not set");
    await stack.refresh();
    bed.moves();
    await stack.up({ functionVersion: "2" });
    // What somebody gave a part of the calls has not stood any test for it.
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "2"]);
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });
});

onReleaseBed("an alias", (test) => {
  test("that has the version already is taken over without a write", async (bed) => {
    await bed.stack.up({ functionVersion: "1" });
    expect(bed.moves()).to.deep.equal([]);
    expect(bed.stack.outputs).to.include({ phase: "Succeeded", functionVersion: "1" });
  });

  test("that has another one is named when it is taken over", async (bed) => {
    const { log } = await bed.stack.up({ functionVersion: "2" });
    expect(log).to.include("live: the alias is taken over; it has version 1\n");
    expect((await bed.stack.up({ functionVersion: "1" })).log).not.to.include("taken over");
  });

  test("that is not there is made, at once, after the smoke test", async (bed) => {
    bed.lambda.deleteAliasBehindBack(functionName, aliasName);
    const { log } = await bed.stack.up({ functionVersion: "2", smoke: { payload: {} } });
    expect(log).not.to.include("too short to show a fault");
    expect(bed.moves()).to.deep.equal(["2"]);
    expect(bed.function.invocations).to.have.lengthOf(1);
    expect(bed.flawsOfState()).to.deep.equal([]);
  });

  test("that somebody makes meanwhile is released to in steps", async (bed) => {
    bed.lambda.deleteAliasBehindBack(functionName, aliasName);
    bed.proxy.before("CreateAlias", 1, () => bed.lambda.createAlias(functionName, { name: aliasName, version: "1" }));
    await bed.stack.up({ functionVersion: "2" });
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.5", "2"]);
  });

  test("gets another description in one write, and moves nobody", async (bed) => {
    await bed.stack.up({ functionVersion: "1" });
    await bed.stack.up({ functionVersion: "1", description: "for all" });
    expect(bed.moves()).to.deep.equal(["1"]);
    expect(bed.alias).to.deep.equal({ version: "1", weights: {}, description: "for all" });
  });

  test("keeps a description that the program does not give", async (bed) => {
    const stack = bed.newStack();
    delete stack.defaults.description;
    await stack.up({ functionVersion: "2" });
    expect(bed.alias.description).to.equal("for customers");
  });

  test("stays when the resource is destroyed, and goes with onDestroy delete", async (bed) => {
    await bed.stack.up({ functionVersion: "2" });
    bed.moves();
    await bed.destroy();
    expect(bed.moves()).to.deep.equal([]);
    await bed.stack.up({ functionVersion: "2", onDestroy: "delete" });
    await bed.destroy();
    expect(bed.function.aliases.has(aliasName)).to.equal(false);
  });

  test("that is gone is dropped from the state by a refresh", async (bed) => {
    await bed.stack.up({ functionVersion: "2" });
    bed.lambda.deleteAliasBehindBack(functionName, aliasName);
    await bed.stack.refresh();
    expect(bed.stack.outputs).to.equal(undefined);
  });
});
