import { ReleaseBed } from "./releaseBed.js";

type Test = (title: string, body: (bed: ReleaseBed) => Promise<void>) => void;

/** Defines tests of releases, each on a bed of its own. */
export function onReleaseBed(title: string, define: (test: Test) => void): void {
  describe(title, () => {
    define((name, body) => {
      it(name, async () => {
        const bed = await ReleaseBed.start();
        try {
          await body(bed);
        } finally {
          await bed.stop();
        }
      });
    });
  });
}
