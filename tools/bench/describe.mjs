// The library's own work on a package, in a process of its own: node describe.mjs FOLDER prints what it took.
import { createRequire } from "node:module";
import { highestRssBytes } from "./providerMemory.mjs";

const { describeCode } = createRequire(import.meta.url)("../../dist/sources/index.js");
// Idle is the process with everything loaded and nothing done.
const idleBytes = process.memoryUsage().rss;
const started = performance.now();
const { codeSha256 } = await describeCode({ code: process.argv[2] });
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ seconds, codeSha256, overIdleBytes: highestRssBytes(process.pid) - idleBytes }));
