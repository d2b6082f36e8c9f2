import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { runCommand } from "../support/engine/runCommand.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

interface Results {
  machine: Record<string, unknown>;
  figures: { what: string; value: number; isReached?: boolean }[];
}

describe("the benchmark", () => {
  it("measures its smallest rows through the real engine, and writes table, JSON and plot", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
    try {
      const args = ["tools/bench.mjs", "--quick", "--rows", "requests,state", "--out", folder];
      const options = { cwd: repositoryRoot, env: process.env, deadlineSeconds: 800 };
      const { code, text } = await runCommand(process.execPath, args, options);
      expect(code, text).to.equal(0);
      const { machine, figures } = JSON.parse(readFileSync(path.join(folder, "results.json"), "utf8")) as Results;
      expect(machine).to.include.keys("cpu", "node", "pulumiEngine");
      // Counted in driven time, or in bytes: these hold on any machine.
      expect(figures.filter(({ isReached }) => isReached !== true)).to.deep.equal([]);
      expect(figures).to.have.length.greaterThan(7);
      expect(readFileSync(path.join(folder, "results.txt"), "utf8")).to.contain("the provider's text in state");
      expect(readFileSync(path.join(folder, "results.svg"), "utf8")).to.match(/^<svg[^]*<polyline[^]*<\/svg>\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
