// esbuild, as the lock file of examples/typescript pins it, from the npm registry, in the cache: the tests of bundled
// handlers and programs build with it, and this project does not depend on it.
import { copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import { keepInCache } from "./setup/cache.mjs";
import { run, secondsSince } from "./setup/command.mjs";
import { repositoryRoot } from "./setup/dependencies.mjs";
import { pinOf } from "./setup/pin.mjs";

const pinned = (file) => path.join(repositoryRoot, "examples/typescript/handler", file);

/** The node_modules of the example's handler, which are installed if need be. */
export async function ensureBundler(say = (line) => console.error(`bundler: ${line}`)) {
  const lock = pinned("package-lock.json");
  const { version } = JSON.parse(await readFile(lock)).packages["node_modules/esbuild"];
  const name = `bundler-${await pinOf(lock)}-${process.platform}-${process.arch}`;
  const folder = await keepInCache(name, {
    check: (found) => check(found, version),
    make: (temporary) => install(temporary, version, say),
    say,
  });
  return path.join(folder, "node_modules");
}

async function install(folder, version, say) {
  const started = Date.now();
  say(`installing esbuild ${version} from the npm registry (a few seconds)`);
  for (const file of ["package.json", "package-lock.json"]) await copyFile(pinned(file), path.join(folder, file));
  // As the example's README has it: the program is in esbuild's package for the platform, and no script is needed.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", args, { cwd: folder, deadlineSeconds: 300, say, what: "npm ci of esbuild" });
  say(`ready after ${secondsSince(started)} s`);
}

async function check(folder, version) {
  // A script for Node, which starts the program for this system.
  const script = path.join(folder, "node_modules/esbuild/bin/esbuild");
  const found = (await run(process.execPath, [script, "--version"])).trim();
  if (found !== version) throw new Error(`it has esbuild ${found}, not ${version}`);
}
