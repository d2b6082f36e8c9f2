#!/usr/bin/env node
import { commandIoOfProcess } from "./commandIo.js";
import { dispatch } from "./dispatch.js";
import { exitCodes } from "./exitCodes.js";
import { brokenPipeCodes } from "../ground/brokenPipes.js";

let isOutputLost = false;
process.stdout.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
  // Who has read enough, such as `head`, closes the pipe: what was found out is the same.
  if (!brokenPipeCodes.includes(code)) {
    isOutputLost = true;
    process.stderr.write(`pulumi-lambda-code: writing the output: ${code}.\n`);
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
