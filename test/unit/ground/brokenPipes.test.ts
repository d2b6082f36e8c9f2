import { spawnSync } from "node:child_process";
import { expect } from "chai";

/** The exit code of a process whose output fails so. */
function exitCodeAfter(stream: "stdout" | "stderr", code: string): number | null {
  const script = `
    require("#lib/ground/brokenPipes.js").endWithTheEngine();
    process.${stream}.emit("error", Object.assign(new Error("write"), { code: "${code}" }));
    process.exit(0);`;
  return spawnSync(process.execPath, ["-e", script]).status;
}

describe("A process whose engine is gone", () => {
  for (const code of ["EPIPE", "EOF"]) {
    it(`ends where its output fails with ${code}`, () => {
      expect(exitCodeAfter("stdout", code)).to.equal(1);
      expect(exitCodeAfter("stderr", code)).to.equal(1);
    });
  }

  it("goes on where its output fails otherwise", () => {
    expect(exitCodeAfter("stdout", "EAGAIN")).to.equal(0);
  });
});
