// The stages of a test run that are commands of the development tools. Each throws when it fails.
import { existsSync } from "node:fs";
import { chmod, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { runOnScreen } from "../setup/command.mjs";
import { repositoryRoot } from "../setup/dependencies.mjs";

/** Compiles lib/ to dist/ and the tests to build/: the type check, and what the tests run. */
export async function compile() {
  // What was compiled from a source that is gone would still be tested, or still be imported.
  await removeOrphans("dist", "lib");
  await removeOrphans("build/test", "test");
  await tool("typescript/bin/tsc", ["-p", "tsconfig.json"]);
  // As `npm run build` leaves it, for the tests pack what is here.
  await chmod(path.join(repositoryRoot, "dist/command/main.js"), 0o755);
  await tool("typescript/bin/tsc", ["-p", "test/tsconfig.json"]);
}

/** eslint: no warning passes. */
export const lint = () => tool("eslint/bin/eslint.js", [".", "--max-warnings", "0"]);

/** prettier: every file is as prettier would write it. */
export const checkFormat = () => tool("prettier/bin/prettier.cjs", ["--check", "."]);

/** dependency-cruiser: imports point down only. */
export const checkDirections = () =>
  tool("dependency-cruiser/bin/dependency-cruise.mjs", ["--config", "tools/dependency-cruiser.cjs", "lib"]);

/** Runs a program of node_modules on the screen; `before` holds node's own arguments. */
export async function tool(program, args, { deadlineSeconds = 600, env } = {}) {
  const file = path.join(repositoryRoot, "node_modules", program);
  const code = await runOnScreen(process.execPath, [file, ...args], { cwd: repositoryRoot, deadlineSeconds, env });
  if (code !== 0) throw new Error(`${path.basename(program)} ended with exit code ${code}`);
}

async function removeOrphans(output, source) {
  const folder = path.join(repositoryRoot, output);
  if (!existsSync(folder)) return;
  for (const file of await readdir(folder, { recursive: true })) {
    const name = /^(.*?)(?:\.js|\.d\.ts)(?:\.map)?$/.exec(file)?.[1];
    if (name !== undefined && !existsSync(path.join(repositoryRoot, source, `${name}.ts`)))
      await rm(path.join(folder, file));
  }
}
