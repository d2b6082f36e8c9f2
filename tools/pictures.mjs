// `npm run pictures`: the terminal pictures of the pages, drawn from what the commands really print.
// `--check` runs the commands and tells whether they still print that, and draws nothing.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import * as deploy from "./pictures/deploy.mjs";
import * as matrix from "./pictures/matrix.mjs";
import { drawTerminal } from "./pictures/svg.mjs";
import { ensureBuilt, ensureDependencies, repositoryRoot } from "./setup/dependencies.mjs";
import { isMain } from "./setup/isMain.mjs";

/** Each picture by the name of its files: what it is of, and how it is recorded. */
const recorders = { deploy, matrix };

const themes = ["light", "dark"];
const folder = path.join(repositoryRoot, "docs/pictures");
const recordingOf = (picture) => path.join(folder, `${picture}.json`);

/** The SVGs of all recordings, by their paths: what docs/pictures must hold. */
export async function drawAll() {
  const drawn = {};
  for (const [picture, { name }] of Object.entries(recorders)) {
    const sessions = JSON.parse(await readFile(recordingOf(picture), "utf8"));
    for (const theme of themes)
      drawn[path.join(folder, `${picture}-${theme}.svg`)] = drawTerminal(sessions, { name, theme });
  }
  return drawn;
}

async function renew(say) {
  await mkdir(folder, { recursive: true });
  for (const [picture, { record }] of Object.entries(recorders)) {
    const sessions = await record(say);
    if (!(await isRecorded(picture, sessions)))
      await writeFile(recordingOf(picture), `${JSON.stringify(sessions, undefined, 2)}\n`);
  }
  for (const [file, svg] of Object.entries(await drawAll())) await writeFile(file, svg);
}

async function check(say) {
  for (const [picture, { record }] of Object.entries(recorders))
    if (!(await isRecorded(picture, await record(say))))
      throw new Error(`the commands of the picture "${picture}" print something else now: npm run pictures`);
}

async function isRecorded(picture, sessions) {
  const recorded = await readFile(recordingOf(picture), "utf8").catch(() => "[]");
  return withoutTimes(JSON.parse(recorded)) === withoutTimes(sessions);
}

// Seconds that an operation took, and minutes since.
function withoutTimes(sessions) {
  return JSON.stringify(sessions)
    .replaceAll(/\b[\d.]+s\b/g, "0s")
    .replaceAll(/\b\d+ min\b/g, "0 min");
}

if (isMain(import.meta.url)) {
  const say = (line) => console.error(`pictures: ${line}`);
  try {
    const options = { check: { type: "boolean", default: false }, help: { type: "boolean" } };
    const { values } = parseArgs({ options });
    if (values.help) {
      console.log(
        "npm run pictures -- [--check]: draws the terminal pictures anew, or tells whether they are of today",
      );
    } else {
      await ensureDependencies(say);
      await ensureBuilt(say);
      await (values.check ? check : renew)(say);
      say(values.check ? "every picture is of today" : `drawn into ${path.relative(repositoryRoot, folder)}/`);
    }
  } catch (error) {
    console.error(`pictures: ${error.message}`);
    process.exitCode = 1;
  }
}
