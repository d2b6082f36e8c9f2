// Runs tiers of the compiled tests with mocha, and answers how many tests passed and failed in each, and in how much memory.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { repositoryRoot } from "../setup/dependencies.mjs";
import { watchMemory } from "./memory.mjs";
import { tool } from "./stages.mjs";

const reporter = fileURLToPath(new URL("reporter.cjs", import.meta.url));
const mocha = "mocha/bin/mocha.js";

// Mocha hands node's own flags on to its workers, which take one file after the other: without a limit V8 lets the garbage
// of all of them grow with the machine's memory.
const twoFilesAtATime = ["--parallel", "--jobs", "2", "--max-old-space-size=768"];

// Like the limit of each test (`mocha` in package.json), it ends what hangs: no test depends on how fast the machine is.
const deadlineSeconds = 3 * 3600;

/** The quick tiers, with the coverage that V8 itself records: instrumented code would change the stub. */
export function runQuickTiers(tiers, grep) {
  const c8 = ["--reporter", "text-summary", "--temp-directory", "build/coverage", "--include", "dist/**"];
  const runner = [process.execPath, path.join(repositoryRoot, "node_modules", mocha), ...twoFilesAtATime];
  return runTiers(tiers, grep, (args) => tool("c8/bin/c8.js", [...c8, ...runner, ...args], { deadlineSeconds }));
}

/** A slow tier: the CLI at work, with a limit for each test to match. */
export function runSlowTier(tiers, grep) {
  const options = [...twoFilesAtATime, "--timeout", "900000"];
  return runTiers(tiers, grep, (args) => tool(mocha, [...options, ...args], { deadlineSeconds }));
}

async function runTiers(tiers, grep, start) {
  const folder = await mkdtemp(path.join(tmpdir(), "pulumi-lambda-code-test-"));
  const output = path.join(folder, "counts.json");
  const args = tiers.map((tier) => `build/test/${tier}/**/*.test.js`);
  if (grep !== undefined) args.push("--grep", grep);
  args.push("--reporter", reporter, "--reporter-option", `output=${output}`);
  const memory = watchMemory();
  try {
    const failure = await start(args).then(
      () => undefined,
      (error) => error,
    );
    const highest = memory.stop();
    const counts = await readFile(output, "utf8").then(JSON.parse, () => undefined);
    if (!counts) throw failure ?? new Error("mocha wrote no counts");
    return { counts, failure, highest };
  } finally {
    memory.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
