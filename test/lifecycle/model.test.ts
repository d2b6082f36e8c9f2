import fc from "fast-check";
import { expect } from "chai";
import { foundPlays } from "../support/model/foundPlays.js";
import { violationsOf } from "../support/model/guarantees.js";
import { holdInAnyOrder } from "../support/model/holdInAnyOrder.js";
import { ModelBed } from "../support/model/modelBed.js";
import { Play } from "../support/model/play.js";
import { violationsOfRest } from "../support/model/rest.js";
import { type Script, script } from "../support/model/script.js";

describe("two deployers, others, kills and faults in any order", function () {
  // eslint-disable-next-line no-restricted-syntax -- thousands of plays: minutes on an idle machine
  this.timeout(2 * 3_600_000);
  let bed: ModelBed;

  beforeEach(async () => {
    bed = await ModelBed.start();
  });
  afterEach(() => bed.stop());

  it("break no guarantee", () =>
    holdInAnyOrder({
      drawn: script,
      violationsOf: (drawn) => allViolationsOf(bed, drawn),
      lambda: bed.lambda,
      usualRuns: 1600,
      saidRuns: process.env.PULUMI_LAMBDA_CODE_MODEL_RUNS,
      replay: process.env.PULUMI_LAMBDA_CODE_MODEL_REPLAY,
      usualSeed: 20_261_122,
    }));

  it("break no guarantee in the orders that once broke one", async () => {
    for (const [name, play] of Object.entries(foundPlays)) {
      expect(await allViolationsOf(bed, play), name).to.deep.equal([]);
    }
  });

  it("write the same journal for the same seed", async () => {
    const journalOf = async (): Promise<string> => {
      const own = await ModelBed.start();
      for (const drawn of fc.sample(script, { numRuns: 20, seed: 7 })) {
        await playOf(own, drawn);
      }
      await own.stop();
      return own.lambda.journal.text();
    };
    const [once, again] = [await journalOf(), await journalOf()];
    expect(once.split("\n")).to.have.length.above(5);
    expect(again).to.equal(once);
  });
});

async function playOf(bed: ModelBed, drawn: Script): Promise<Play> {
  const play = new Play(bed, drawn);
  await play.play();
  return play;
}

async function allViolationsOf(bed: ModelBed, drawn: Script): Promise<string[]> {
  const play = await playOf(bed, drawn);
  return [...violationsOf(play), ...(await violationsOfRest(play))];
}
