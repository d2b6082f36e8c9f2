// A fresh clone has no node_modules and no dist: whoever needs them makes them, and says so.
import { readFile, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./command.mjs";

/** The root of the repository. */
export const repositoryRoot = fileURLToPath(new URL("../../", import.meta.url));

/** Runs `npm ci --ignore-scripts` when node_modules is missing or is not what package-lock.json says. */
export async function ensureDependencies(say) {
  const why = await whyInstall();
  if (why === undefined) return;
  say(`${why}: npm ci --ignore-scripts (about half a minute)`);
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", args, { cwd: repositoryRoot, deadlineSeconds: 600, say, what: "npm ci" });
}

/** Compiles lib/ into dist/ when dist/ is missing or older than a source. */
export async function ensureBuilt(say) {
  const built = await stat(path.join(repositoryRoot, "dist/index.js")).catch(() => undefined);
  if (built && built.mtimeMs > (await newestSourceMs())) return;
  say("npm run build (about 10 seconds)");
  await run("npm", ["run", "build"], { cwd: repositoryRoot, deadlineSeconds: 300, say, what: "npm run build" });
}

// npm keeps its own record of what it installed; comparing it with the lockfile costs no start of npm.
async function whyInstall() {
  const wanted = JSON.parse(await readFile(path.join(repositoryRoot, "package-lock.json"), "utf8"));
  let installed;
  try {
    installed = JSON.parse(await readFile(path.join(repositoryRoot, "node_modules/.package-lock.json"), "utf8"));
  } catch {
    return "node_modules is missing";
  }
  for (const [folder, entry] of Object.entries(wanted.packages)) {
    if (folder === "" || entry.optional || entry.devOptional || entry.peer || entry.inBundle) continue;
    if (installed.packages[folder]?.version !== entry.version)
      return `node_modules does not match the lockfile (${folder})`;
  }
  return undefined;
}

async function newestSourceMs() {
  const files = await readdir(path.join(repositoryRoot, "lib"), { recursive: true });
  const times = await Promise.all(
    files.map(async (file) => (await stat(path.join(repositoryRoot, "lib", file))).mtimeMs),
  );
  return Math.max(...times, (await stat(path.join(repositoryRoot, "tsconfig.json"))).mtimeMs);
}
