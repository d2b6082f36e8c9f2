// `npm run emulator -- --port 4566`: the Lambda emulator in the foreground, until Ctrl-C.
import { parseArgs } from "node:util";
import { startEmulator } from "./emulator/start.mjs";
import { isMain } from "./setup/isMain.mjs";

export { ensureEmulator } from "./emulator/install.mjs";
export { startEmulator } from "./emulator/start.mjs";

if (isMain(import.meta.url)) {
  try {
    const { values } = parseArgs({ options: { port: { type: "string" }, help: { type: "boolean" } } });
    if (values.help)
      console.log("npm run emulator -- [--port NUMBER]: a Lambda emulator in the foreground, until Ctrl-C");
    else await runInForeground(portOf(values.port));
  } catch (error) {
    console.error(`emulator: ${error.message}`);
    process.exitCode = 1;
  }
}

async function runInForeground(port) {
  const stopped = new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => resolve(signal));
  });
  const emulator = await startEmulator({ port, quiet: false });
  console.log(`The emulator answers at ${emulator.url}; Ctrl-C ends it. For a shell that deploys to it:`);
  console.log(`  export AWS_ENDPOINT_URL=${emulator.url} AWS_REGION=us-east-1`);
  console.log(`  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test`);
  const signal = await Promise.race([stopped, emulator.ended]);
  if (!signal) throw new Error("it ended by itself; its output is above");
  await emulator.stop();
}

function portOf(given) {
  if (given === undefined) return undefined;
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`--port ${given} is no port`);
  return port;
}
