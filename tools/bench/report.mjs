// Writes what was measured into a folder: the table for people, JSON for programs, an SVG to look at.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { describeMachine } from "./machine.mjs";
import { plot } from "./plot.mjs";

/** Writes `results.txt`, `results.json` and `results.svg`; answers the folder. */
export async function writeReport({ folder, figures, charts, engineFolder, seconds }) {
  const machine = await describeMachine(engineFolder);
  const date = new Date().toISOString();
  await mkdir(folder, { recursive: true });
  const write = (name, text) => writeFile(path.join(folder, name), text);
  const about = Object.entries({ date, seconds, ...machine }).map(([name, value]) => `${name}: ${value}`);
  await write("results.txt", `${[...about, "", ...figures.lines()].join("\n").trimEnd()}\n`);
  const json = path.join(folder, "results.json");
  // As the project's format check wants it.
  const style = { ...(await resolveConfig(json)), filepath: json };
  await write(
    "results.json",
    await format(JSON.stringify({ date, seconds, machine, figures: figures.list, charts }), style),
  );
  await write("results.svg", plot({ figures: figures.list, charts, caption: caption(date, machine) }));
  return folder;
}

function caption(date, { cpu, cores, memoryGiB, node, pulumiEngine }) {
  return `${date.slice(0, 10)}, ${cores} x ${cpu}, ${memoryGiB} GiB, Node ${node}, Pulumi ${pulumiEngine}`;
}
