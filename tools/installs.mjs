// What the installs tier runs: three Nodes, npm, pnpm, Yarn and Bun, from the npm registry, in the cache.
import { copyFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, keepInCache } from "./setup/cache.mjs";
import { run, secondsSince } from "./setup/command.mjs";
import { pinOf } from "./setup/pin.mjs";

const nodes = [20, 22, 24];
const system = `${process.platform}-${process.arch}`;
const pinned = (file) => fileURLToPath(new URL(`installs/${file}`, import.meta.url));

/** Where the tools are, which are set up if need be, and the folder for what the package managers download. */
export async function ensureInstallTools(say = (line) => console.error(`installs: ${line}`)) {
  const lock = pinned("package-lock.json");
  const { version } = JSON.parse(await readFile(lock)).packages[`node_modules/node20-${system}`] ?? {};
  if (!version) throw new Error(`the installs tier has Nodes for Linux on x64 and arm64 only, not for ${system}`);
  const make = (temporary) => makeTools(temporary, say);
  const folder = await keepInCache(`installs-${await pinOf(lock)}-${system}`, { check, make, say });
  const downloads = path.join(cacheFolder(), "installs-downloads");
  await mkdir(downloads, { recursive: true });
  return { ...toolsIn(folder), downloads };
}

async function makeTools(folder, say) {
  const started = Date.now();
  say("installing Node 20, 22 and 24, npm, pnpm, Yarn and Bun from the npm registry (about half a minute, 500 MB)");
  for (const file of ["package.json", "package-lock.json"]) await copyFile(pinned(file), path.join(folder, file));
  // Without scripts: these packages have the programs in them, which `node`, `pnpm` and `bun` would put in their place by a script.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", args, { cwd: folder, deadlineSeconds: 900, say, what: "npm ci of the tools" });
  // Headers and manuals are a third of it.
  for (const major of nodes)
    for (const part of ["include", "share"])
      await rm(path.join(folder, "node_modules", `node${major}-${system}`, part), { recursive: true, force: true });
  say(`ready after ${secondsSince(started)} s`);
}

async function check(folder) {
  const { nodeFolders, ...programs } = toolsIn(folder);
  for (const program of Object.values(programs)) await stat(program);
  for (const major of nodes) {
    const version = await run(path.join(nodeFolders[major], "node"), ["--version"], { what: `Node ${major}` });
    if (!version.startsWith(`v${major}.`)) throw new Error(`it has Node ${version.trim()} for Node ${major}`);
  }
}

// npm, Yarn and pnpm 10 are scripts for Node; the newest pnpm, Bun and the Nodes are programs.
function toolsIn(folder) {
  const inside = (...names) => path.join(folder, "node_modules", ...names);
  return {
    nodeFolders: Object.fromEntries(nodes.map((major) => [major, inside(`node${major}-${system}`, "bin")])),
    npm: inside("npm", "bin", "npm-cli.js"),
    yarn: inside("@yarnpkg/cli-dist", "bin", "yarn.js"),
    pnpm10: inside("pnpm10", "bin", "pnpm.cjs"),
    pnpm: inside(`pnpm-${system}`, "pnpm"),
    bun: inside(`bun-${system}`, "bin", "bun"),
  };
}
