import { execFile } from "node:child_process";
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { importTool } from "../engine/tools.js";
import { repositoryRoot } from "../repositoryRoot.js";
import { languageTools } from "./languageTools.js";

interface SdkTool {
  generateSdks(folder: string): Promise<string>;
}

interface Schema {
  language: { go: { importBasePath: string } };
}

/** The SDKs of plugin/schema.json, written into `folder` as `node tools/sdk.mjs` does. */
export async function generateSdks(folder: string): Promise<void> {
  await ((await importTool("sdk.mjs")) as SdkTool).generateSdks(folder);
}

/** Installs the SDK for Python as pip does for a program, into `target`, which goes into PYTHONPATH; answers what pip said. */
export async function installForPython(sdks: string, target: string): Promise<string> {
  const { virtualenv } = await languageTools();
  // setuptools is the environment's: pip would fetch the newest for itself.
  const options = ["-q", "--no-input", "--disable-pip-version-check", "--no-deps", "--no-build-isolation"];
  const args = ["-m", "pip", "install", ...options, "--target", target, path.join(sdks, "python")];
  return (await runTool(path.join(virtualenv, "bin/python"), args, sdks)).stderr;
}

/** Makes a module of the SDK for Go, with Pulumi's SDK as it is pinned for the tests; answers its folder. */
export async function moduleForGo(sdks: string): Promise<string> {
  const { goModule } = await languageTools();
  const folder = path.join(sdks, "go");
  const pinned = readFileSync(path.join(goModule, "go.mod"), "utf8");
  writeFileSync(path.join(folder, "go.mod"), pinned.replace(/^module .*$/m, `module ${goModulePath()}`));
  copyFileSync(path.join(goModule, "go.sum"), path.join(folder, "go.sum"));
  return folder;
}

/** Lets the SDK for Node find Pulumi's, as an installation would. */
export function packageForNode(sdks: string): string {
  const folder = path.join(sdks, "nodejs");
  symlinkSync(path.join(repositoryRoot, "node_modules"), path.join(folder, "node_modules"), "dir");
  return folder;
}

/** Runs a program to its end; where it fails the error has what it said. */
export async function runTool(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<{ stdout: string; stderr: string }> {
  try {
    return await promisify(execFile)(program, args, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${path.basename(program)} ${args.join(" ")} failed:\n${stdout}${stderr}`, { cause: error });
  }
}

function goModulePath(): string {
  const schema = JSON.parse(readFileSync(path.join(repositoryRoot, "plugin/schema.json"), "utf8")) as Schema;
  return path.posix.dirname(schema.language.go.importBasePath);
}
