/**
 * A preload: `NODE_OPTIONS=--require <this file>` and RECORD_MODULES=<file> write down each CommonJS module a process compiles.
 * Written at once and not at the end: the engine ends a provider by SIGINT, where 'exit' never fires.
 */
import { appendFileSync } from "node:fs";
import Module from "node:module";

const recordFile = process.env["RECORD_MODULES"];
// _compile, not _load: a file reached by import() passes only here, whichever loader found it.
type Compile = (this: unknown, content: string, filename: string, ...rest: unknown[]) => unknown;
const prototype = Module.prototype as unknown as { _compile: Compile };
const compile = prototype._compile;

if (recordFile !== undefined) {
  prototype._compile = function (content, filename, ...rest): unknown {
    appendFileSync(recordFile, `${filename}\n`);
    return compile.call(this, content, filename, ...rest);
  };
}
