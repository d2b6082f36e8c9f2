import { importTool } from "../engine/tools.js";

/** What `tools/installs.mjs` keeps in the cache. */
export interface InstallTools {
  /** The folder with `node` in it, by major version. */
  nodeFolders: Record<number, string>;
  /** npm, Yarn and pnpm 10 are scripts for Node; the newest pnpm and Bun are programs. */
  npm: string;
  yarn: string;
  pnpm10: string;
  pnpm: string;
  bun: string;
  /** Where package managers keep what they downloaded. */
  downloads: string;
}

let tools: Promise<InstallTools> | undefined;

/** The Nodes and package managers, set up if need be. */
export function installTools(): Promise<InstallTools> {
  tools ??= importTool("installs.mjs").then((module) =>
    (module as { ensureInstallTools(): Promise<InstallTools> }).ensureInstallTools(),
  );
  return tools;
}
