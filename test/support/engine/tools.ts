import path from "node:path";
import { pathToFileURL } from "node:url";
import { repositoryRoot } from "../repositoryRoot.js";

export interface Emulator {
  url: string;
  stop(): Promise<void>;
}

/** The folder with `pulumi` in it, set up if need be, as `npm run engine` finds it. */
export async function ensureEngine(): Promise<string> {
  const engine = (await importTool("engine.mjs")) as { ensureEngine(): Promise<string> };
  return engine.ensureEngine();
}

/** An emulator of its own on a free port; its updates take half a second, or `settleSeconds`. */
export async function startEmulator(options: { settleSeconds?: number } = {}): Promise<Emulator> {
  const emulator = (await importTool("emulator.mjs")) as {
    startEmulator(options: { quiet: boolean; settleSeconds?: number }): Promise<Emulator>;
  };
  return emulator.startEmulator({ quiet: true, ...options });
}

/** The node_modules that the handler of examples/typescript is built with, installed if need be. */
export async function ensureBundler(): Promise<string> {
  const bundler = (await importTool("bundler.mjs")) as { ensureBundler(): Promise<string> };
  return bundler.ensureBundler();
}

/** Imports one of tools/, which are plain ES modules outside of what is compiled: it is named from the repository's root. */
export function importTool(file: string): Promise<unknown> {
  return import(pathToFileURL(path.join(repositoryRoot, "tools", file)).href);
}
