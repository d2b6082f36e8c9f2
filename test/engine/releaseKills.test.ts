import { expect } from "chai";
import { plainOutputs } from "../support/engine/engineProject.js";
import { oneLine } from "../support/engine/oneLine.js";
import { description, killFaces, ReleaseKillBed } from "../support/engine/releaseKillBed.js";
import { movesIn, type Sight } from "../support/engine/releaseSight.js";
import type { CommandResult } from "../support/engine/runCommand.js";
import { type KilledStep, killedSteps } from "../support/release/killedSteps.js";

const steps = Object.entries(killedSteps);
const failed = steps.filter(([, { failure }]) => failure !== undefined);

const toFour = () => ({ functionVersion: "4" });

/** An up, and what it left of each release. */
interface SeenUp {
  result: CommandResult;
  sights: Record<string, Sight>;
}

for (const face of killFaces) {
  describe(`releases of ${face.name} through the real engine, which are all killed in one up, each at another step`, () => {
    let bed: ReleaseKillBed;
    let killed: { text: string; isProviderKilled: boolean };
    let locked: CommandResult;
    let atKill: Record<string, Sight>;
    let next: SeenUp;
    let second: SeenUp;
    let last: SeenUp;

    before(async () => {
      bed = await ReleaseKillBed.start(face, killedSteps);
      await bed.upBefore();
      killed = await bed.upToBeKilled();
      atKill = bed.sights();
      locked = await bed.up(toFour);
      await bed.project.pulumiOrFail("cancel", "--yes");
      next = await seen(bed.up(toFour));
      second = await seen(bed.up(toFour));
      failed.forEach(([name]) => {
        bed.setAlarm(name, "OK");
      });
      last = await seen(
        bed.up((_release, name) => ({
          ...toFour(),
          ...(isKnownToFail(second.sights[name]!) && { triggers: "again" }),
        })),
      );
    });

    after(() => bed.stop());

    async function seen(up: Promise<CommandResult>): Promise<SeenUp> {
      return { result: await up, sights: bed.sights() };
    }

    it("end with the engine, its hosts and the provider, and leave the stack locked", () => {
      expect(killed.isProviderKilled, killed.text).to.equal(true);
      expect(locked.code, locked.text).not.to.equal(0);
      expect(locked.text).to.contain("pulumi cancel");
    });

    for (const [name, step] of steps) {
      const outcome =
        step.failure === undefined ? "is brought to all callers" : "goes to no callers, and is said to fail,";
      it(`${step.title}: the version ${outcome} by the next up`, () => {
        expectAtItsStep(step, atKill[name]!, killed.text, name);
        const { result, sights } = next;
        const sight = sights[name]!;
        expect(movesIn(sight.journal), result.text).to.deep.equal(step.moves);
        expectCareful(sight, atKill[name]!);
        expect(sight).to.include({ alias: step.failure === undefined ? "4" : "3", description });
        expect(sight.invocations).to.equal(step.smokes ?? 1);
        expect(sight.versions).to.deep.equal(["1", "2", "3", "4"].filter((version) => version !== step.deleted));
        if (step.failure !== undefined) {
          expect(oneLine(result.text)).to.match(step.failure);
        }
        // Where only the alarm tells of a failure, nothing was moved and nothing recorded.
        if (step.failure === undefined || step.moves.length > 0) {
          expectTrueState(sight, step);
        }
      });
    }

    it("are told of again by the up after that where they failed, and that moves nobody", () => {
      const { result, sights } = second;
      expect(result.code, result.text).not.to.equal(0);
      for (const [name, sight] of Object.entries(sights)) {
        expect(movesIn(sight.journal), name).to.deep.equal([]);
      }
      expect(oneLine(result.text)).to.match(
        /Releasing version 4 of alarmed\w* to its alias live: it failed before \(alarm/,
      );
    });

    it("are tried again once the alarms are OK and triggers say so, and only those that failed", () => {
      const { result, sights } = last;
      expect(result.code, result.text).to.equal(0);
      for (const [name, sight] of Object.entries(sights)) {
        const isFailed = killedSteps[name]?.failure !== undefined;
        expect(movesIn(sight.journal), name).to.deep.equal(isFailed ? ["3 4:0.1", "3 4:0.5", "4"] : []);
        expectTrueState(sight, { start: killedSteps[name]?.start });
      }
    });

    it("leave nothing pending and nothing to do: a refresh finds what the state says", async () => {
      const before = bed.project.stateResources("FunctionRelease");
      const refreshed = await bed.project.refresh("--expect-no-changes");
      expect(refreshed.code, refreshed.text).to.equal(0);
      for (const [index, after] of bed.project.stateResources("FunctionRelease").entries()) {
        expect(plainOutputs(after)).to.deep.equal(plainOutputs(before[index]!));
      }
      const preview = await bed.project.preview("--expect-no-changes");
      expect(preview.code, preview.text).to.equal(0);
      expect(preview.text).not.to.contain("pending operations");
    });
  });
}

/** The run had come to its step and no further when it was killed. */
function expectAtItsStep(
  { at, left, turnsRed }: KilledStep,
  { alias, requests }: Sight,
  printed: string,
  name: string,
): void {
  expect(alias, printed).to.equal(left);
  if (at.when === "during") {
    expect(printed).to.contain(`${name}: ${at.said}`);
    const written = requests.filter(({ operation }) => operation !== "GetAlias");
    expect(written.at(-1)).to.include({ operation: "UpdateAlias", status: 200 });
    return;
  }
  const index = requests.findIndex(({ fault }) => fault === "stall");
  const held = requests[index];
  expect(held).to.include({ operation: at.operation, reachedUpstream: at.when === "after" });
  expect(held?.status).to.equal(undefined);
  if (turnsRed === true) {
    expect(held?.body).to.deep.include({ FunctionVersion: "3", RoutingConfig: { AdditionalVersionWeights: {} } });
  }
  expect(requests.slice(0, index + 1).filter(({ operation }) => operation === at.operation)).to.have.lengthOf(at.nth);
  expect(requests.slice(index + 1).filter(({ reachedUpstream }) => reachedUpstream)).to.deep.equal([]);
}

/** It looks before it writes, no write of it is refused, and no third version ever has callers. */
function expectCareful({ journal }: Sight, { journal: earlier }: Sight): void {
  const ofAlias = journal.filter(({ aliasName }) => aliasName !== undefined);
  expect(ofAlias[0]).to.include({ operation: "GetAlias" });
  const all = [...earlier, ...journal];
  const refused = all.filter(({ operation, accepted }) => /^(?:Create|Update)Alias$/.test(operation) && !accepted);
  expect(refused.map(({ code }) => code)).to.deep.equal([]);
  expect(movesIn(all).join(" ")).to.match(/^(?:[34](?::0\.[15])? ?)*$/);
}

/** The state says what a fresh read would. */
function expectTrueState(sight: Sight, { failure, start }: Pick<KilledStep, "failure" | "start">): void {
  const { alias, revisionId, codeSha256, resource } = sight;
  const { functionVersion, routingConfig, previousVersion, ...outputs } = resource!.outputs;
  expect({ functionVersion, routingConfig }).to.deep.equal({ functionVersion: alias, routingConfig: {} });
  expect(outputs).to.include({ revisionId, codeSha256 });
  // It goes without saying where the alias has it.
  expect(outputs["wantedVersion"] ?? functionVersion).to.equal("4");
  expect(outputs["phase"]).to.equal(failure === undefined ? "Succeeded" : "RolledBack");
  expect(isKnownToFail(sight)).to.equal(failure !== undefined);
  expect(resource?.initErrors ?? []).to.have.lengthOf(failure === undefined ? 0 : 1);
  if (failure === undefined && start !== "no alias") {
    expect(previousVersion).to.equal("3");
  }
}

function isKnownToFail({ resource }: Sight): boolean {
  return resource?.outputs["failedVersion"] === "4";
}
