// Where the commands of a picture run: the quickstart's folder, the real engine and the emulator.
import { fileURLToPath } from "node:url";
import { openWorkplace } from "../demo/workplace.mjs";
import { ensureEngine } from "../engine.mjs";
import { run } from "../setup/command.mjs";

const owner = fileURLToPath(new URL("../demo/function.mjs", import.meta.url));

/** Does some work there, with the folder, its environment and ways to run commands in it, and removes all afterwards. */
export async function onStage(say, work) {
  // Account and Region of the emulator are in the picture, and nobody else's.
  delete process.env.AWS_ENDPOINT_URL;
  const { program: folder, env, close } = await openWorkplace(await ensureEngine(), say);
  const start = (command, args) =>
    run(command, args, { cwd: folder, env, deadlineSeconds: 300, say, what: `${command} ${args[0]}` });
  try {
    return await work({ folder, env, start, own: (...args) => start(process.execPath, [owner, ...args]) });
  } finally {
    await close();
  }
}
