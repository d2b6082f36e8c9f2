import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import type { Deployer, DeployerRun } from "../support/model/deployer.js";
import { ModelBed } from "../support/model/modelBed.js";

describe("deployers at once", () => {
  let bed: ModelBed;

  beforeEach(async () => {
    bed = await ModelBed.start();
  });
  afterEach(() => bed.stop());

  it("that want the same code bring it once, as one version, and both succeed", async () => {
    const { record } = bed.freshFunction();
    const [alice, bob] = pairOn(record.name, { publish: true });
    const runs = await bothReadThenWrite([alice, bed.codes[0].path], [bob, bed.codes[0].path]);
    expect(runs.map(({ error }) => error)).to.deep.equal([undefined, undefined]);
    expect(bed.lambda.journal.writes("UpdateFunctionCode")).to.have.lengthOf(1);
    expect(record.versionNumbers).to.deep.equal(["1"]);
    for (const { state } of [alice, bob]) {
      expect(state).to.include({ version: "1", codeSha256: bed.codes[0].hash, revisionId: record.revisionId });
    }
  });

  for (const onForeignChange of ["failUnseen", "overwrite", "fail"]) {
    it(`that want other code: the second write is refused, and the second deployer stops with ${onForeignChange}`, async () => {
      const { record } = bed.freshFunction();
      const [alice, bob] = pairOn(record.name, { onForeignChange });
      const [one, two, three] = bed.codes;
      await alice.begin("up", { code: one.path }).ended;
      await bob.begin("up", { code: one.path }).ended;
      const [first, second] = await bothReadThenWrite([alice, two.path], [bob, three.path]);
      expect(first.error).to.equal(undefined);
      expect(String(second.error)).to.match(/another deploy changed its code/);
      expect(record.runningSha256).to.equal(two.hash);
      expect(bob.state).to.include({ codeSha256: one.hash, deployedCodeSha256: one.hash });
      const again = bob.begin("up", { code: three.path });
      await again.ended;
      if (onForeignChange === "overwrite") {
        expect(again.result?.log).to.include(`replaces foreign code ${two.hash}`);
      } else {
        expect(String(again.error)).to.match(/did not deploy/);
        expect(record.runningSha256).to.equal(two.hash);
      }
    });
  }

  it("of forty functions get through Lambda's quotas, each with one update and one version", async () => {
    const { quotas, journal } = bed.lambda;
    quotas.enabled = true;
    const functions = Array.from({ length: 40 }, () => bed.freshFunction().record);
    const deployers = functions.map(({ name }) => bed.deployer("alice", name, { publish: true }));
    const runs = deployers.map((deployer) => deployer.begin("up", { code: bed.codes[0].path }));
    await Promise.all(runs.map(({ ended }) => ended));
    expect(runs.map(({ error }) => error).filter((error) => error !== undefined)).to.deep.equal([]);
    const refused = journal.filter(({ status }) => status === 429).length;
    expect(refused / journal.requests().length).to.be.at.most(0.1);
    expect(journal.writes()).to.have.lengthOf(functions.length);
    expect(functions.every(({ versionNumbers }) => versionNumbers.length === 1)).to.equal(true);
  });

  it("of forty functions end after half an hour where another process takes the whole quota", async () => {
    const { quotas, journal } = bed.lambda;
    quotas.enabled = true;
    quotas.controlPlanePerSecond = 0;
    const deployers = Array.from({ length: 40 }, () => bed.deployer("alice", bed.freshFunction().record.name));
    const runs = deployers.map((deployer) => deployer.begin("up", { code: bed.codes[0].path, timeoutSeconds: 60 }));
    await Promise.all(runs.map(({ ended }) => ended));
    expect(runs.every(({ error }) => /for its turn|TooManyRequests/.test(String(error)))).to.equal(true);
    expect(runs.some(({ error }) => /TooManyRequestsException/.test(String(error)))).to.equal(true);
    expect(journal.writes()).to.deep.equal([]);
    quotas.enabled = false;
    const again = deployers.map((deployer) => deployer.begin("up", { code: bed.codes[0].path }));
    await Promise.all(again.map(({ ended }) => ended));
    expect(again.every(({ error }) => error === undefined)).to.equal(true);
  });

  function pairOn(functionName: string, args: PropertyBag): [Deployer, Deployer] {
    return [bed.deployer("alice", functionName, args), bed.deployer("bob", functionName, args)];
  }

  /** Both look at the function before either writes; then the first one's write comes first. */
  async function bothReadThenWrite(
    [first, firstCode]: [Deployer, string],
    [second, secondCode]: [Deployer, string],
  ): Promise<[DeployerRun, DeployerRun]> {
    const { gate } = bed.lambda;
    gate.close();
    const runs: [DeployerRun, DeployerRun] = [
      first.begin("up", { code: firstCode }),
      second.begin("up", { code: secondCode }),
    ];
    for (const request of await gate.whenWaiting(2)) {
      await gate.letThrough(request);
    }
    const writes = await gate.whenWaiting(2);
    expect(writes.map(({ operation }) => operation)).to.deep.equal(["UpdateFunctionCode", "UpdateFunctionCode"]);
    await gate.open();
    await Promise.all(runs.map(({ ended }) => ended));
    return runs;
  }
});
