import { describeOnEmulator } from "./emulatorRuns.js";
import type { LifecycleBed } from "./lifecycleBed.js";
import { Ministack } from "./ministack.js";
import { MinistackBed } from "./ministackBed.js";
import { StrictBed } from "./strictBed.js";

/** Defines a test on a bed of its own. */
export type TestOn<Bed> = (title: string, body: (bed: Bed) => Promise<void>) => void;

/**
 * Defines the same tests over the strict Lambda and over ministack, so that ours cannot drift from one that others
 * wrote. What ministack 1.5.33 does not do, and who asks for it, is tested with `onStrictLambda` alone:
 *
 * | ministack… | so only the strict one shows |
 * |---|---|
 * | takes writes while an update is in progress (no 409) | that none is sent then |
 * | is done soon, always well, and by the real clock | deadlines, failed updates and versions, looks counted one by one |
 * | shows one hash, whatever runs | that the old code runs until the update is done, or after it failed |
 * | has no State Inactive or Failed, and no LastUpdateStatus null | functions that are idle or were never made |
 * | publishes whatever hash or revision PublishVersion is guarded by | a publish refused for another's code |
 * | makes another version when PublishVersion follows an update with Publish | adopting such a version |
 * | answers DryRun by updating | anything with DryRun |
 * | knows no policies, and answers 404 to another account's ARN | what 403 means |
 * | keeps the revision when an update settles | that the revision recorded is the one after |
 */
export function forEachLambda(title: string, define: (test: TestOn<LifecycleBed>) => void): void {
  describe(title, () => {
    describe("on the strict Lambda", () => {
      define(testOn(() => StrictBed.start()));
    });
    describeOnEmulator("on ministack", () => {
      let ministack: Ministack;

      before(async () => {
        ministack = await Ministack.start();
      });
      after(() => ministack.stop());
      define(testOn(() => MinistackBed.start(ministack)));
    });
  });
}

/** Defines tests of what only the strict Lambda does. */
export function onStrictLambda(title: string, define: (test: TestOn<StrictBed>) => void): void {
  describe(title, () => {
    define(testOn(() => StrictBed.start()));
  });
}

function testOn<Bed extends LifecycleBed>(start: () => Promise<Bed>): TestOn<Bed> {
  return (title, body) => {
    it(title, async () => {
      const bed = await start();
      try {
        await body(bed);
      } finally {
        await bed.stop();
      }
    });
  };
}
