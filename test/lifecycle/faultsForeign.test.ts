import { expect } from "chai";
import { FaultBed, type Position, Scenario, type Variant, variants } from "../support/model/scenario.js";

interface Place {
  variant: Variant;
  position: Position;
  /** What each message begins with, to tell one place from another. */
  name: string;
}

describe("between any two calls of a deploy", function () {
  this.timeout(60_000);
  let bed: FaultBed;
  let places: Place[];

  before(async () => {
    bed = await FaultBed.start();
    places = [];
    for (const variant of variants) {
      for (const position of await bed.positionsOf(variant)) {
        places.push({ variant, position, name: `${variant.name}: ${position.operation} ${position.nth}` });
      }
    }
  });
  after(() => bed.stop());

  for (const onForeignChange of ["failUnseen", "overwrite", "fail"] as const) {
    it(`a foreign deploy is never overwritten unseen with ${onForeignChange}`, async () => {
      for (const place of places) {
        const scenario = await Scenario.begin(bed, place.variant, { onForeignChange });
        const foreign = slipIn(scenario, place.position);
        const { error } = await scenario.run("up");
        const isFirstCall = place.position.operation === "GetFunction" && place.position.nth === 1;
        if (isFirstCall && (!place.variant.isUpdate || onForeignChange === "overwrite")) {
          // It was there when the deploy began: replaced, and said.
          expect(scenario.flawsOfSuccess(), place.name).to.deep.equal([]);
          continue;
        }
        expect(error, place.name).to.be.an("error");
        expect(scenario.flawsOfFailure(), place.name).to.deep.equal([]);
        expect(scenario.record.runningSha256, place.name).to.equal(foreign());
        if (onForeignChange !== "overwrite" && scenario.deployer.state !== undefined) {
          const again = await scenario.run("up");
          expect(String(again.error), place.name).to.match(/did not deploy/);
          expect(scenario.record.runningSha256, place.name).to.equal(foreign());
        }
        await finish(scenario, onForeignChange, place.name);
      }
    });
  }

  it("a deleted function stops the deploy, is kept in state until a refresh says so, and is created anew", async () => {
    for (const { variant, position, name } of places) {
      const scenario = await Scenario.begin(bed, variant);
      const { record, lambda, deployer } = scenario;
      bed.proxy.before(position.operation, position.nth, () => {
        lambda.deleteBehindBack(record.name);
      });
      const { error } = await scenario.run("up");
      expect(String(error), name).to.match(/ResourceNotFoundException: Function not found/);
      expect(scenario.flawsOfFailure(), name).to.deep.equal([]);
      await scenario.run("refresh");
      expect(deployer.state, name).to.equal(undefined);
      const anew = lambda.createFunction({ name: record.name });
      const { result } = await scenario.run("up");
      expect(result?.step, name).to.equal("create");
      expect(anew.runningSha256, name).to.equal(scenario.wanted.hash);
      expect(await scenario.flawsOfRest(), name).to.deep.equal([]);
    }
  });

  for (const acted of [false, true]) {
    const title = acted
      ? "a kill after Lambda acted loses nothing that it accepted"
      : "a kill before Lambda saw the request loses nothing";
    it(title, async () => {
      for (const { variant, position, name } of places) {
        for (const recovery of [["up"], ["refresh", "up"]] as const) {
          const scenario = await Scenario.begin(bed, variant);
          const stateBefore = scenario.deployer.state;
          await killedAt(scenario, position, acted);
          expect(scenario.deployer.state, name).to.equal(stateBefore);
          for (const work of recovery) {
            const { error } = await scenario.run(work);
            expect(error, `${name}: ${recovery.join()}`).to.equal(undefined);
          }
          const flaws = [...scenario.flawsOfSuccess(), ...(await scenario.flawsOfRest())];
          expect(flaws, `${name}: ${recovery.join()}`).to.deep.equal([]);
        }
      }
    });
  }

  /** Lets somebody deploy just before this call; answers the hash of it. */
  function slipIn({ record, lambda }: Scenario, { operation, nth }: Position): () => string {
    let hash = "";
    bed.proxy.before(operation, nth, () => {
      hash = lambda.deployBehindBack(record.name, "hotfix");
    });
    return () => hash;
  }

  /** The way out that the message names: refresh and up; with `fail`, another setting too. */
  async function finish(scenario: Scenario, onForeignChange: string, name: string): Promise<void> {
    await scenario.run("refresh");
    if (onForeignChange === "fail" && scenario.deployer.state !== undefined) {
      const { error } = await scenario.run("up");
      expect(String(error), name).to.match(/onForeignChange is "fail"/);
    }
    const args = { onForeignChange: onForeignChange === "fail" ? "failUnseen" : onForeignChange };
    const { error } = await scenario.run("up", args);
    expect(error, name).to.equal(undefined);
    expect(scenario.record.runningSha256, name).to.equal(scenario.wanted.hash);
    expect(await scenario.flawsOfRest(args), name).to.deep.equal([]);
  }

  /** Kills the run when it makes this call, once the call is lost or Lambda has acted. */
  async function killedAt(scenario: Scenario, { operation, nth }: Position, acted: boolean): Promise<void> {
    const { proxy } = bed;
    const killed = new Promise<void>((resolve) => {
      proxy[acted ? "after" : "before"](operation, nth, () => {
        scenario.deployer.kill();
        resolve();
      });
    });
    proxy.inject(operation, { kind: acted ? "resetAfter" : "resetBefore" }, { nth });
    scenario.deployer.begin("up", { code: scenario.wanted.path });
    await killed;
    proxy.clear();
  }
});
