import { expect } from "chai";
import { oneLine } from "../support/engine/oneLine.js";
import { killFaces, ReleaseKillBed } from "../support/engine/releaseKillBed.js";
import { movesIn, type Sight } from "../support/engine/releaseSight.js";
import type { CommandResult } from "../support/engine/runCommand.js";
import { type KilledRelease, request } from "../support/release/killedSteps.js";

interface Superseded extends KilledRelease {
  title: string;
  /** What the program asks for after the kill. */
  wish: string;
  /** The writes of an up that no refresh came before. */
  unseen: string[];
  /** The writes of the up after a refresh. */
  seen: string[];
}

const halfWay = { at: request("after", "UpdateAlias", 1), left: "3 4:0.1" };
const wholeWay = { at: request("after", "UpdateAlias", 3), left: "4" };

const releases: Record<string, Superseded> = {
  undone: {
    title: "half-way, and undone in the program: only after a refresh is there anything to do, and one write goes back",
    ...halfWay,
    wish: "3",
    unseen: [],
    seen: ["3"],
  },
  undoneWhole: {
    title: "at its end, and undone in the program: only after a refresh is there anything to do",
    ...wholeWay,
    wish: "3",
    unseen: [],
    seen: ["4 3:0.1", "4 3:0.5", "3"],
  },
  replaced: {
    title: "half-way, and replaced by another version: that takes its place at once, whether a refresh came or not",
    ...halfWay,
    wish: "2",
    unseen: ["3 2:0.1", "3 2:0.5", "2"],
    seen: [],
  },
  replacedWhole: {
    title:
      "at its end, and replaced by another version: only after a refresh, for nobody can tell whose the last write was",
    ...wholeWay,
    wish: "2",
    unseen: [],
    seen: ["4 2:0.1", "4 2:0.5", "2"],
  },
};

for (const face of killFaces) {
  describe(`a release of ${face.name} through the real engine that was killed`, () => {
    let bed: ReleaseKillBed;
    let atKill: Record<string, Sight>;
    let unseen: CommandResult;
    let afterUnseen: Record<string, Sight>;
    let refreshed: CommandResult;
    let seen: CommandResult;
    let inTheEnd: Record<string, Sight>;

    before(async () => {
      bed = await ReleaseKillBed.start(face, releases);
      await bed.upBefore();
      await bed.upToBeKilled();
      atKill = bed.sights();
      await bed.project.pulumiOrFail("cancel", "--yes");
      unseen = await bed.up(asWished);
      afterUnseen = bed.sights();
      refreshed = await bed.project.refresh();
      seen = await bed.up(asWished);
      inTheEnd = bed.sights();
    });

    after(() => bed.stop());

    for (const [name, { title, left, wish, ...moves }] of Object.entries(releases)) {
      it(title, () => {
        expect(atKill[name]?.alias).to.equal(left);
        expect(movesIn(afterUnseen[name]!.journal), unseen.text).to.deep.equal(moves.unseen);
        expect(movesIn(inTheEnd[name]!.journal), seen.text).to.deep.equal(moves.seen);
        const { alias, description, resource } = inTheEnd[name]!;
        expect({ alias, description }).to.deep.equal({ alias: wish, description: "for customers" });
        expect(resource?.outputs).to.include({ functionVersion: wish, phase: "Succeeded" });
      });
    }

    it("is told of by the up that finds the alias foreign, and by the refresh", () => {
      expect(oneLine(unseen.text)).to.contain(
        "Releasing version 2 of replacedWhole to its alias live: the alias has version 4, which this resource did not set. Nothing was sent. Run `pulumi refresh` to see it",
      );
      expect(refreshed.code, refreshed.text).to.equal(0);
      expect(oneLine(refreshed.text)).to.contain(
        "live: a release of version 4 has not ended (90 % on version 3, 10 % on version 4, since ",
      );
    });

    it("leaves nothing to do in the end", async () => {
      expect(seen.code, seen.text).to.equal(0);
      const preview = await bed.project.preview("--expect-no-changes");
      expect(preview.code, preview.text).to.equal(0);
    });
  });
}

function asWished(_release: KilledRelease, name: string): { functionVersion: string } {
  return { functionVersion: releases[name]!.wish };
}
