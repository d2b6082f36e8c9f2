// The picture of a deploy: the quickstart's code is edited, previewed and deployed, by the real engine on the emulator.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openWorkplace } from "../demo/workplace.mjs";
import { ensureEngine } from "../engine.mjs";
import { run } from "../setup/command.mjs";

const owner = fileURLToPath(new URL("../demo/function.mjs", import.meta.url));

const commands = [
  ["preview", "--diff", "--suppress-outputs"],
  ["up", "--yes", "--skip-preview", "--suppress-outputs"],
];

export const name = "pulumi preview --diff shows the old and the new hash of the code, and pulumi up deploys it";

/** Runs it all and answers `[{command, output}]`, with the colours of a terminal. */
export async function record(say) {
  // Account and Region of the emulator are in the picture, and nobody else's.
  delete process.env.AWS_ENDPOINT_URL;
  const { program, env, close } = await openWorkplace(await ensureEngine(), say);
  const start = (command, args) =>
    run(command, args, { cwd: program, env, deadlineSeconds: 300, say, what: `${command} ${args[0]}` });
  try {
    await start(process.execPath, [owner, "create", "quickstart-api"]);
    await start("pulumi", ["stack", "init", "dev"]);
    await start("pulumi", ["up", "--yes", "--skip-preview"]);
    const handler = path.join(program, "app/index.mjs");
    await writeFile(handler, (await readFile(handler, "utf8")).replace("first", "second"));
    const sessions = [];
    for (const args of commands) {
      const output = await start("pulumi", [...args, "--color", "always"]);
      sessions.push({ command: ["pulumi", ...args].join(" "), output: settled(output) });
    }
    return sessions;
  } finally {
    await close();
  }
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
