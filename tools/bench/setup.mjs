// What must be there before anything is measured; made where it is missing.
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { ensureEmulator } from "../emulator.mjs";
import { ensureEngine } from "../engine.mjs";
import { ensureDependencies, repositoryRoot } from "../setup/dependencies.mjs";
import { compile } from "../test/stages.mjs";

/** Sees to dependencies, compiled sources and test servers, engine and emulator; answers the engine's folder. */
export async function ensureTools(say) {
  await ensureDependencies(say);
  if (await isStale()) {
    say("compiling lib/ and the tests' servers (about 15 seconds)");
    await compile();
  }
  const [engineFolder] = await Promise.all([ensureEngine(say), ensureEmulator(say)]);
  return engineFolder;
}

async function isStale() {
  const made = ["dist/index.js", "build/test/support/strictLambda/index.js"];
  const times = await Promise.all(made.map((file) => modified(file)));
  return Math.min(...times) < (await newestSource());
}

async function newestSource() {
  const folders = ["lib", "test/support"];
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(path.join(repositoryRoot, folder), { recursive: true })).map((file) => path.join(folder, file)),
    ),
  );
  return Math.max(...(await Promise.all(files.flat().map(modified))));
}

async function modified(file) {
  const found = await stat(path.join(repositoryRoot, file)).catch(() => undefined);
  return found?.mtimeMs ?? 0;
}
