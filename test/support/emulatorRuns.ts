import type { Suite } from "mocha";

/** Whether the Lambda emulator runs on this system; `npm test` says so where it does not (tools/test/leftOut.mjs). */
export const emulatorRuns = process.platform !== "win32";

/** Defines tests over the emulator, where it runs. */
export function describeOnEmulator(title: string, define: (this: Suite) => void): void {
  if (emulatorRuns) {
    describe(title, define);
  }
}
