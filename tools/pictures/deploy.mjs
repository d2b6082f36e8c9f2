// The picture of a deploy: the quickstart's code is edited, previewed and deployed, by the real engine on the emulator.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { onStage } from "./stage.mjs";

const commands = [
  ["preview", "--diff", "--suppress-outputs"],
  ["up", "--yes", "--skip-preview", "--suppress-outputs"],
];

export const name = "pulumi preview --diff shows the old and the new hash of the code, and pulumi up deploys it";

/** Runs it all and answers `[{command, output}]`, with the colours of a terminal. */
export function record(say) {
  return onStage(say, async ({ folder, start, own }) => {
    await own("create", "quickstart-api");
    await start("pulumi", ["stack", "init", "dev"]);
    await start("pulumi", ["up", "--yes", "--skip-preview"]);
    const handler = path.join(folder, "app/index.mjs");
    await writeFile(handler, (await readFile(handler, "utf8")).replace("first", "second"));
    const sessions = [];
    for (const args of commands) {
      const output = await start("pulumi", [...args, "--color", "always"]);
      sessions.push({ command: ["pulumi", ...args].join(" "), output: settled(output) });
    }
    return sessions;
  });
}

// The lines of dots tell only how slow a machine is.
function settled(output) {
  return output
    .split("\n")
    .filter((line) => !/^\S*@ (?:updating|previewing update)\.\.\./.test(line))
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trimEnd();
}
