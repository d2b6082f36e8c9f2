import { existsSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { LocalWorkspaceOptions } from "@pulumi/pulumi/automation/index.js";
import { isRecord } from "../../ground/unknowns.js";

/** What Pulumi.yaml says, as far as the doctor needs it. */
export interface Project {
  /** The language's host, such as `nodejs`. */
  runtime: string;
  /** Where the program's process runs, and with it the provider's. */
  programFolder: string;
  /** The path that `plugins` gives for the plugin. */
  pluginPath?: string;
}

/** Reads the project's file; undefined where the folder has none. */
export async function readProject(folder: string): Promise<Project | undefined> {
  if (!["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].some((name) => existsSync(path.join(folder, name)))) {
    return undefined;
  }
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
  // It reads a file, and needs no pulumi for that; without this it would look for one first.
  const pulumiCommand = { command: "pulumi", version: null } as unknown as LocalWorkspaceOptions["pulumiCommand"];
  const workspace = await LocalWorkspace.create({ workDir: folder, pulumiCommand });
  const settings: unknown = await workspace.projectSettings();
  if (!isRecord(settings)) {
    throw new Error("it describes no project");
  }
  const { runtime, main, plugins } = settings;
  return {
    runtime: String(isRecord(runtime) ? runtime.name : runtime),
    programFolder: folderOf(path.resolve(folder, typeof main === "string" ? main : ".")),
    pluginPath: pluginPathIn(plugins, folder),
  };
}

/** As the engine has it: `main` is a file or a folder. */
function folderOf(main: string): string {
  const isFolder = statSync(main, { throwIfNoEntry: false })?.isDirectory() ?? path.extname(main) === "";
  return isFolder ? main : path.dirname(main);
}

function pluginPathIn(plugins: unknown, folder: string): string | undefined {
  const providers: unknown = isRecord(plugins) ? plugins.providers : undefined;
  const own = (Array.isArray(providers) ? providers : []).filter(isRecord).find(({ name }) => name === "lambdacode");
  return typeof own?.path === "string" ? path.resolve(folder, own.path) : undefined;
}

/** The folder of a package as the code in a folder finds it, with no link in its path; undefined where it finds none. */
export function findPackage(name: string, from: string): string | undefined {
  const found = ancestorsOf(from)
    .map((folder) => path.join(folder, "node_modules", name))
    .find((folder) => existsSync(path.join(folder, "package.json")));
  return found === undefined ? undefined : realpathSync(found);
}

/** A folder and all that it is in, from the inside out. */
export function ancestorsOf(folder: string): string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}
