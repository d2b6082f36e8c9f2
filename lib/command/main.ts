#!/usr/bin/env node
import { commandIoOfProcess } from "./commandIo.js";
import { dispatch } from "./dispatch.js";
import { exitCodes } from "./exitCodes.js";
import { endPulumi } from "./stacks/pulumi.js";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    endPulumi();
    process.kill(process.pid, signal);
  });
}

let isOutputLost = false;
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  // Who has read enough, such as `head`, closes the pipe: what was found out is the same.
  if (code !== "EPIPE") {
    isOutputLost = true;
    process.stderr.write(`pulumi-lambda-code: writing the output: ${String(code)}.\n`);
  }
});
// Nobody is left to be told.
process.stderr.on("error", () => undefined);

// Not process.exit(): what is still in the pipe would be cut off.
void dispatch(process.argv.slice(2), commandIoOfProcess()).then((code) => {
  process.exitCode = code;
});
process.on("exit", () => {
  if (isOutputLost) {
    process.exitCode = exitCodes.unknown;
  }
});
