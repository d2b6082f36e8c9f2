// `npm test`: everything that must hold, on a fresh clone too. The last line is "N passed, N failed".
import { ensureArtefactTools } from "./artefacts.mjs";
import { ensureBrowser } from "./browser.mjs";
import { ensureBundler } from "./bundler.mjs";
import { ensureEmulator } from "./emulator.mjs";
import { ensureEngine } from "./engine.mjs";
import { ensureInstallTools } from "./installs.mjs";
import { ensureLanguages } from "./languages.mjs";
import { secondsSince } from "./setup/command.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { whyLeftOut } from "./test/leftOut.mjs";
import { mostMegabytes } from "./test/memory.mjs";
import { runQuickTiers, runSlowTier } from "./test/mocha.mjs";
import { parseOptions, slowTiers } from "./test/options.mjs";
import { checkDirections, checkFormat, compile, lint } from "./test/stages.mjs";

const failures = [];
const totals = {};
const memory = [];
const say = (line) => console.log(`test: ${line}`);

try {
  await runAll(parseOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`test: ${error.message}`);
  process.exitCode = 1;
}

async function runAll({ tiers: asked, grep, whole }) {
  const started = Date.now();
  const tiers = asked.filter((tier) => runsHere(tier, tier));
  if (tiers.length === 0) throw new Error("none of these tiers runs on this system");
  // Nothing after these can run without them: a failure here ends the run, and no count is printed.
  await stage("dependencies", () => ensureDependencies(say), { vital: true });
  await stage("types (lib and tests compile)", compile, { vital: true });
  if (whole) {
    await stage("lint", lint);
    await stage("format", checkFormat);
    await stage("dependency directions", checkDirections);
  } else say("lint, format and dependency directions: left out, for a part of the tests was asked for");
  const quick = tiers.filter((tier) => !slowTiers.includes(tier));
  const slow = tiers.filter((tier) => slowTiers.includes(tier));
  const needs = (...names) => names.some((name) => tiers.includes(name));
  if (needs("engine", "installs")) await stage("the Pulumi engine", ensureEngine, { vital: true });
  if (needs("languages")) await stage("hosts and SDKs of other languages", () => ensureLanguages(say), { vital: true });
  const runsOnEmulator = tiers.includes("lifecycle") || slow.some((tier) => tier !== "browser");
  if (runsOnEmulator && runsHere("emulator", "what runs on the Lambda emulator"))
    await stage("the Lambda emulator", () => ensureEmulator(say), { vital: true });
  if (needs("artefacts", "engine")) await stage("esbuild", () => ensureBundler(say), { vital: true });
  if (needs("artefacts", "installs"))
    await stage("Nodes and package managers", () => ensureInstallTools(say), { vital: true });
  if (needs("artefacts")) await stage("tools that make packages", () => ensureArtefactTools(say), { vital: true });
  if (needs("browser")) await stage("the browser", () => ensureBrowser(say), { vital: true });
  if (quick.length > 0) await stage(`tests: ${quick.join(", ")}`, () => runTests(runQuickTiers, quick, grep));
  for (const tier of slow) await stage(`tests: ${tier}`, () => runTests(runSlowTier, [tier], grep));
  conclude(tiers, grep, started);
}

function runsHere(part, what) {
  const why = whyLeftOut(part);
  if (why) say(`${what}: left out, for ${why}`);
  return !why;
}

async function stage(name, work, { vital = false } = {}) {
  say(`--- ${name}`);
  const started = Date.now();
  try {
    await work();
    say(`--- ${name}: ok, ${secondsSince(started)} s`);
  } catch (error) {
    say(`--- ${name}: FAILED, ${secondsSince(started)} s: ${error.message}`);
    if (vital) throw new Error(`stopped at "${name}"`, { cause: error });
    failures.push(name);
  }
}

async function runTests(runTiers, tiers, grep) {
  const { counts, failure, highest } = await runTiers(tiers, grep);
  Object.assign(totals, counts);
  if (highest) memory.push(highest);
  if (failure) throw failure;
  if (highest?.megabytes > mostMegabytes)
    say(`a process took ${highest.megabytes} MB of memory, more than the ${mostMegabytes} MB that it should`);
}

function conclude(tiers, grep, started) {
  const of = (outcome) => Object.values(totals).reduce((sum, counts) => sum + counts[outcome], 0);
  for (const [tier, { passed, failed, pending }] of Object.entries(totals)) {
    say(`${tier}: ${passed} passed, ${failed} failed${pending > 0 ? `, ${pending} pending` : ""}`);
    if (pending > 0) failures.push(`${tier} has pending tests`);
  }
  const [most] = memory.sort((one, other) => other.megabytes - one.megabytes);
  if (most) say(`highest memory of a process: ${most.megabytes} MB (${most.what})`);
  // A tier in which nothing ran proves nothing, however green it is.
  const empty = tiers.filter((tier) => !totals[tier]);
  if (grep === undefined) failures.push(...empty.map((tier) => `no test ran in the tier ${tier}`));
  else if (empty.length === tiers.length) failures.push(`no test matches --grep ${grep}`);
  if (failures.length > 0) process.exitCode = 1;
  say(`${secondsSince(started)} s; ${failures.length === 0 ? "all well" : `FAILED: ${failures.join("; ")}`}`);
  console.log(`${of("passed")} passed, ${of("failed")} failed`);
}
