import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { DrivenClock } from "../support/drivenClock.js";
import { describeOnEmulator } from "../support/emulatorRuns.js";
import { EmulatorClock } from "../support/emulatorClock.js";
import { FaultProxy, FrontDoor } from "../support/faults/index.js";
import { freshEndpoint } from "../support/freshEndpoint.js";
import { Ministack, type MinistackFunction } from "../support/ministack.js";
import type { Deployer, DeployerRun } from "../support/model/deployer.js";
import { type DeployerName, Machine } from "../support/model/machine.js";

describeOnEmulator("deployers at once on ministack", () => {
  let ministack: Ministack;
  let machine: Machine;
  let clock: DrivenClock;
  let door: FrontDoor;
  let proxy: FaultProxy;
  let endpoint: string;

  before(async () => {
    ministack = await Ministack.start();
  });
  beforeEach(async () => {
    clock = new DrivenClock();
    machine = new Machine(clock);
    door = new FrontDoor(() => clock.nowMs());
    proxy = await FaultProxy.start(ministack.url, door);
    endpoint = freshEndpoint(proxy.url);
  });
  afterEach(async () => {
    await proxy.stop();
    machine.restore();
  });
  after(() => ministack.stop());

  it("that want the same code bring it once, as one version, and both succeed", async () => {
    const target = await ministack.freshFunction();
    const args = { publish: true, versionDescription: "release" };
    const [alice, bob] = [deployer("alice", target, args), deployer("bob", target, args)];
    const runs = await bothWriteAtOnce([alice, 0], [bob, 0]);
    expect(runs.map(({ error }) => error)).to.deep.equal([undefined, undefined]);
    expect(updates()).to.deep.equal([200, 412]);
    expect((await target.versions()).map(({ version }) => version)).to.deep.equal(["1"]);
  });

  it("that want other code: the second write is refused, and the second deployer stops", async () => {
    const target = await ministack.freshFunction();
    const runs = await bothWriteAtOnce([deployer("alice", target), 1], [deployer("bob", target), 2]);
    const [winner, loser] = runs[0].error === undefined ? runs : [runs[1], runs[0]];
    expect(winner.error).to.equal(undefined);
    expect(String(loser.error)).to.match(/another deploy changed its code/);
    expect(updates()).to.deep.equal([200, 412]);
    expect((await target.look()).runningSha256).to.equal(winner.after?.codeSha256);
  });

  it("of forty functions get through a bucket of tokens, each with one update and one version", async () => {
    const functions = await Promise.all(Array.from({ length: 40 }, () => ministack.freshFunction()));
    door.quotas.enabled = true;
    // Others take most of the fifteen, so that the library's own pace is too quick at first.
    door.quotas.controlPlanePerSecond = 2;
    const runs = functions.map((target) =>
      deployer("alice", target, { publish: true }).begin("up", { code: machine.codes[0].path }),
    );
    await Promise.all(runs.map(({ ended }) => ended));
    expect(runs.map(({ error }) => error).filter((error) => error !== undefined)).to.deep.equal([]);
    expect(updates().filter((status) => status === 429)).not.to.deep.equal([]);
    expect(updates().filter((status) => status !== 429)).to.deep.equal(functions.map(() => 200));
    const versions = await Promise.all(functions.map((target) => target.versions()));
    expect(versions.map(({ length }) => length)).to.deep.equal(functions.map(() => 1));
  });

  function deployer(name: DeployerName, target: MinistackFunction, args: PropertyBag = {}): Deployer {
    const ownClock = new EmulatorClock(clock, () => target.settled());
    return machine.deployer(name, ownClock, { functionName: target.name, endpoint, ...args });
  }

  function updates(): (number | undefined)[] {
    return proxy.requests.filter(({ operation }) => operation === "UpdateFunctionCode").map(({ status }) => status);
  }

  /** Each has read the function before either's write arrives; then the write that came first goes first. */
  async function bothWriteAtOnce(
    [first, firstCode]: [Deployer, 0 | 1 | 2],
    [second, secondCode]: [Deployer, 0 | 1 | 2],
  ): Promise<[DeployerRun, DeployerRun]> {
    const firstActed = new Promise<void>((resolve) => {
      proxy.after("UpdateFunctionCode", 1, resolve);
    });
    const secondCame = new Promise<void>((resolve) => {
      proxy.before("UpdateFunctionCode", 2, () => {
        resolve();
        return firstActed;
      });
    });
    proxy.before("UpdateFunctionCode", 1, () => secondCame);
    const runs: [DeployerRun, DeployerRun] = [
      first.begin("up", { code: machine.codes[firstCode].path }),
      second.begin("up", { code: machine.codes[secondCode].path }),
    ];
    await Promise.all(runs.map(({ ended }) => ended));
    return runs;
  }
});
