import { holdInAnyOrder } from "../support/model/holdInAnyOrder.js";
import { violationsOfRelease, violationsOfReleaseRest } from "../support/release/releaseGuarantees.js";
import { ReleaseModelBed } from "../support/release/releaseModelBed.js";
import { ReleasePlay } from "../support/release/releasePlay.js";
import { releaseScript } from "../support/release/releaseScript.js";

describe("two releases to one alias, others, alarms, kills and faults in any order", function () {
  // eslint-disable-next-line no-restricted-syntax -- thousands of plays: minutes on an idle machine
  this.timeout(2 * 3_600_000);
  let bed: ReleaseModelBed;

  beforeEach(async () => {
    bed = await ReleaseModelBed.start();
  });
  afterEach(() => bed.stop());

  it("break no guarantee", () =>
    holdInAnyOrder({
      drawn: releaseScript,
      violationsOf: async (drawn) => {
        const play = new ReleasePlay(bed, drawn);
        await play.play();
        return [...violationsOfRelease(play), ...(await violationsOfReleaseRest(play))];
      },
      lambda: bed.lambda,
      usualRuns: 200,
      saidRuns: process.env.PULUMI_LAMBDA_CODE_RELEASE_RUNS,
      replay: process.env.PULUMI_LAMBDA_CODE_RELEASE_REPLAY,
      usualSeed: 20_261_130,
    }));
});
