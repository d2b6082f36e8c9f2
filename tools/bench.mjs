// `npm run bench`: what the library costs, beside what it could cost; see docs/benchmarks/README.md.
import path from "node:path";
import { Figures } from "./bench/figures.mjs";
import { load } from "./bench/machine.mjs";
import { parseOptions, pickRows, UsageError } from "./bench/options.mjs";
import { heartbeat } from "./bench/progress.mjs";
import { ensureTools } from "./bench/setup.mjs";
import { secondsSince } from "./setup/command.mjs";
import { repositoryRoot } from "./setup/dependencies.mjs";

const started = Date.now();
const progress = heartbeat((line) => console.log(`bench: ${line}`));
const { say } = progress;

try {
  await bench(parseOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`bench: ${error instanceof UsageError ? error.message : error.stack}`);
  process.exitCode = 1;
} finally {
  progress.stop();
}

async function bench({ names, isQuick, out }) {
  const engineFolder = await ensureTools(say);
  // Dependencies, and what the tests' servers are compiled to, are there only now.
  const { rows } = await import("./bench/rows/index.mjs");
  const { openWorkplace, removeLeftovers } = await import("./bench/workplace.mjs");
  const { writeReport } = await import("./bench/report.mjs");
  const wanted = pickRows(rows, names);
  removeLeftovers();
  const figures = new Figures();
  const charts = [];
  const pick = (full, quick) => (isQuick ? quick : full);
  for (const row of wanted) {
    const workplace = openWorkplace();
    const stopAtOnce = () => workplace.removeFolders();
    process.once("exit", stopAtOnce);
    const rowStarted = Date.now();
    say(`--- ${row.name}: ${row.title} (load ${load()})`);
    try {
      const chart = (each) => charts.push({ row: row.name, ...each });
      await row.run({ workplace, pick, isQuick, say, chart, figure: figures.of(row.name), engineFolder });
    } finally {
      await workplace.close();
      process.off("exit", stopAtOnce);
    }
    say(`--- ${row.name}: ${secondsSince(rowStarted)} s`);
  }
  console.log(`\n${figures.lines().join("\n")}\n`);
  const folder = out ?? (isQuick ? undefined : path.join(repositoryRoot, "docs/benchmarks"));
  if (folder !== undefined) {
    const seconds = secondsSince(started);
    say(`written to ${await writeReport({ folder, figures, charts, engineFolder, seconds })}`);
  }
  say(`${figures.list.length} figures, ${figures.missed.length} missed, ${secondsSince(started)} s`);
}
