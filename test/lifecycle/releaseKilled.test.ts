import { expect } from "chai";
import { cancelable } from "#lib/plugin/cancelableClock.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { onReleaseBed } from "../support/release/onReleaseBed.js";
import { aliasName, functionName, type ReleaseBed } from "../support/release/releaseBed.js";

const args = {
  functionVersion: "2",
  smoke: { payload: {} },
  steps: [
    { weight: 0.1, bakeSeconds: 30 },
    { weight: 0.5, bakeSeconds: 15 },
  ],
  finalBakeSeconds: 15,
};

/** Whatever comes after a killed run: it is gone on with, replaced by another version, or taken back. */
const wishes = ["2", "3", "1"];

/** Begins a release and ends its process at its nth request, which Lambda acts on or not. */
async function killAt(bed: ReleaseBed, nth: number, hasActed: boolean): Promise<void> {
  const deployer = bed.newDeployer();
  const run = deployer.begin("up", args);
  if (!hasActed) {
    bed.proxy.inject(undefined, faults.resetBefore(), { nth });
  }
  bed.proxy.before(undefined, nth, () => {
    deployer.kill();
  });
  await run.ended;
  bed.proxy.clear();
  expect(run.hasEnded, `request ${nth} was not made`).to.equal(false);
}

/** Kills a release at each of its requests, and has another one end what it left; `start` gives all calls to version 1 again. */
async function killAtEach(bed: ReleaseBed, hasActed: boolean, start: () => unknown): Promise<void> {
  await bed.stack.up(args);
  const { length } = bed.proxy.requests;
  expect(length).to.be.above(12);
  for (let nth = 1; nth <= length; nth += 1) {
    await start();
    await killAt(bed, nth, hasActed);
    const stack = bed.newStack();
    const wanted = { ...args, functionVersion: wishes[nth % wishes.length] };
    await stack.up(wanted);
    const what = `request ${nth}, then version ${wanted.functionVersion ?? ""}`;
    expect(bed.alias, what).to.deep.equal({
      version: wanted.functionVersion,
      weights: {},
      description: "for customers",
    });
    expect(stack.outputs, what).to.include({ phase: "Succeeded" });
    expect(bed.flawsOfState(stack.outputs), what).to.deep.equal([]);
    expect((await stack.up(wanted)).step, what).to.equal("same");
  }
}

onReleaseBed("a release that was killed", (test) => {
  for (const hasActed of [true, false]) {
    const fate = hasActed ? "acted" : "was lost";
    test(`at any of its requests, which ${fate}, is ended by the next up, whatever that wants`, (bed) =>
      killAtEach(bed, hasActed, () =>
        bed.lambda.createAlias(functionName, { name: aliasName, version: "1", description: "for customers" }),
      ));

    test(`at any of its requests, which ${fate}, is ended by the next up also where AWS moves provisioned concurrency`, (bed) => {
      bed.lambda.provision(functionName, aliasName);
      bed.function.settings = { provisioningMs: 100_000 };
      return killAtEach(bed, hasActed, () => bed.newStack().up({ functionVersion: "1", steps: [] }));
    });
  }

  test("is told by a refresh, which moves nothing, and then gone on with", async (bed) => {
    const { stack } = bed;
    await stack.up({ functionVersion: "1" });
    await killAt(bed, 8, true);
    bed.moves();
    const { log } = await stack.refresh();
    expect(log).to.match(/a release of version 2 has not ended \(90 % on version 1, 10 % on version 2, since /);
    expect(stack.outputs).to.include({ phase: "Shifting" });
    expect(bed.moves()).to.deep.equal([]);
    await stack.up(args);
    expect(bed.alias).to.deep.equal({ version: "2", weights: {}, description: "for customers" });
  });

  test("and under whose weights an alarm turned red while nobody looked is taken back", async (bed) => {
    await killAt(bed, 8, true);
    bed.clock.advance(600_000);
    bed.lambda.alarms.set("errors", "ALARM");
    bed.moves();
    expect(await messageOfRejection(bed.stack.up(args))).to.include("alarm errors is in ALARM");
    expect(bed.moves()).to.deep.equal(["1"]);
  });

  test("cannot write any more once the next run goes on: its late request meets another revision", async (bed) => {
    await killAt(bed, 8, true);
    const [first] = bed.proxy.requests.filter(({ operation }) => operation === "UpdateAlias");
    await bed.stack.up({ ...args, hold: 0.1 });
    const revisions = bed.proxy.requests
      .filter(({ operation }) => operation === "UpdateAlias")
      .map(({ body }) => body.RevisionId);
    expect(new Set(revisions)).to.have.lengthOf(revisions.length);
    expect(first?.body.RevisionId).not.to.equal(revisions.at(-1));
  });
});

onReleaseBed("an interrupt of a release", (test) => {
  // Another listener says that the process goes on.
  const stays = () => undefined;
  before(() => process.on("SIGINT", stays));
  after(() => process.off("SIGINT", stays));

  test("takes it back by one write, and says so", async (bed) => {
    bed.clock.after(20, () => process.emit("SIGINT", "SIGINT"));
    const startMs = bed.clock.nowMs();
    expect(await messageOfRejection(bed.stack.up(args))).to.match(/was interrupted\. All calls go to version 1 again/);
    expect(bed.clock.nowMs() - startMs).to.be.below(35_000);
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1"]);
    expect(bed.stack.outputs).to.include({ phase: "RolledBack" }).and.not.have.property("failedVersion");
    await bed.stack.up(args);
    expect(bed.alias.version).to.equal("2");
  });

  test("leaves the weights where the program says so, for the next up to go on", async (bed) => {
    bed.clock.after(20, () => process.emit("SIGINT", "SIGINT"));
    await messageOfRejection(bed.stack.up({ ...args, onInterrupt: "leave" }));
    expect(bed.stack.outputs).to.deep.include({ phase: "Shifting", routingConfig: { 2: 0.1 } });
    await bed.stack.up(args);
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1 2:0.1", "1 2:0.5", "2", "2"]);
  });

  test("by the engine's Cancel takes it back as well, though no wait is left", async (bed) => {
    const clock = cancelable(bed.clock);
    bed.proxy.inject("UpdateAlias", faults.throttled(), { nth: 2 });
    bed.clock.after(20, () => {
      clock.cancel();
    });
    const message = await messageOfRejection(bed.newStack({}, clock).up(args));
    expect(message).to.include("All calls go to version 1 again");
    expect(bed.moves()).to.deep.equal(["1 2:0.1", "1"]);
  });

  test("is heard no more once the release has ended", async (bed) => {
    const count = process.listenerCount("SIGINT");
    await bed.stack.up(args);
    expect(process.listenerCount("SIGINT")).to.equal(count);
  });
});
