#!/usr/bin/env node
import { commandIoOfProcess } from "./commandIo.js";
import { dispatch } from "./dispatch.js";

// Not process.exit(): what is still in the pipe would be cut off.
void dispatch(process.argv.slice(2), commandIoOfProcess()).then((code) => {
  process.exitCode = code;
});
