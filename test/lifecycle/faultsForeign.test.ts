import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { type CallOfDeploy, everyCall, forEachAtOnce } from "../support/model/everyCall.js";
import { type FaultBed, forEachFaultBed } from "../support/model/faultBed.js";
import { inScenario, type Position, type Scenario } from "../support/model/scenario.js";

forEachFaultBed("between any two calls of a deploy", (bed) => {
  for (const onForeignChange of ["failUnseen", "overwrite", "fail"] as const) {
    it(`a foreign deploy is never overwritten unseen with ${onForeignChange}`, () =>
      atEveryCall(bed(), { onForeignChange }, async (scenario, { variant, position, name }) => {
        const { place, deployer, wanted } = scenario;
        const hotfix = scenario.bed.machine.codes[2];
        place.proxy.before(position.operation, position.nth, () => place.target.deploy(hotfix.bytes));
        const { error } = await scenario.run("up");
        const isFirstCall = position.operation === "GetFunction" && position.nth === 1;
        if (isFirstCall && (!variant.isUpdate || onForeignChange === "overwrite")) {
          // It was there when the deploy began: replaced, and said.
          expect(await scenario.flawsOfSuccess(), name).to.deep.equal([]);
          return;
        }
        expect(error, name).to.be.an("error");
        expect(await scenario.flawsOfFailure(), name).to.deep.equal([]);
        expect(await scenario.running(), name).to.equal(hotfix.hash);
        if (onForeignChange !== "overwrite" && deployer.state !== undefined) {
          const again = await scenario.run("up");
          expect(String(again.error), name).to.match(/did not deploy/);
          expect(await scenario.running(), name).to.equal(hotfix.hash);
        }
        await scenario.run("refresh");
        if (onForeignChange === "fail" && deployer.state !== undefined) {
          const refused = await scenario.run("up");
          expect(String(refused.error), name).to.match(/onForeignChange is "fail"/);
        }
        // The way out that the message names: refresh and up; with `fail`, another setting too.
        const args = { onForeignChange: onForeignChange === "fail" ? "failUnseen" : onForeignChange };
        const finished = await scenario.run("up", args);
        expect(finished.error, name).to.equal(undefined);
        expect(await scenario.running(), name).to.equal(wanted.hash);
        expect(await scenario.flawsOfRest(args), name).to.deep.equal([]);
      }));
  }

  it("a deleted function stops the deploy, is kept in state until a refresh says so, and is created anew", () =>
    atEveryCall(bed(), {}, async (scenario, { variant, position, name }) => {
      const { proxy, target } = scenario.place;
      proxy.before(position.operation, position.nth, () => target.delete());
      const { error } = await scenario.run("up");
      expect(String(error), name).to.match(/ResourceNotFoundException: Function not found/);
      if (variant.isUpdate) {
        expect(scenario.deployer.state, name).not.to.equal(undefined);
      }
      await scenario.run("refresh");
      expect(scenario.deployer.state, name).to.equal(undefined);
      await target.createAnew();
      const { result } = await scenario.run("up");
      expect(result?.step, name).to.equal("create");
      expect(await scenario.running(), name).to.equal(scenario.wanted.hash);
      expect(await scenario.flawsOfRest(), name).to.deep.equal([]);
    }));

  for (const acted of [false, true]) {
    const title = acted
      ? "a kill after Lambda acted loses nothing that it accepted"
      : "a kill before Lambda saw the request loses nothing";
    it(title, async () => {
      for (const recovery of [["up"], ["refresh", "up"]] as const) {
        await atEveryCall(bed(), {}, async (scenario, { position, name }) => {
          const stateBefore = scenario.deployer.state;
          await killedAt(scenario, position, acted);
          expect(scenario.deployer.state, name).to.equal(stateBefore);
          for (const work of recovery) {
            const { error } = await scenario.run(work);
            expect(error, `${name}: ${recovery.join()}`).to.equal(undefined);
          }
          const flaws = [...(await scenario.flawsOfSuccess()), ...(await scenario.flawsOfRest())];
          expect(flaws, `${name}: ${recovery.join()}`).to.deep.equal([]);
        });
      }
    });
  }
});

async function atEveryCall(
  bed: FaultBed,
  args: PropertyBag,
  work: (scenario: Scenario, call: CallOfDeploy) => Promise<void>,
): Promise<void> {
  const calls = await everyCall(bed);
  await forEachAtOnce(bed, calls, (call) => inScenario(bed, call.variant, args, (scenario) => work(scenario, call)));
}

/** Kills the run when it makes this call, once the call is lost or Lambda has acted. */
async function killedAt({ place, deployer, wanted }: Scenario, position: Position, acted: boolean): Promise<void> {
  const { operation, nth } = position;
  const { proxy } = place;
  const killed = new Promise<void>((resolve) => {
    proxy[acted ? "after" : "before"](operation, nth, () => {
      deployer.kill();
      resolve();
    });
  });
  proxy.inject(operation, { kind: acted ? "resetAfter" : "resetBefore" }, { nth });
  const run = deployer.begin("up", { code: wanted.path });
  await Promise.race([killed, run.ended]);
  expect(run.isKilled).to.equal(true);
  proxy.clear();
}
