import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { repositoryRoot } from "../repositoryRoot.js";

export type ProgramName = "zip" | "unzip" | "bsdtar" | "jar" | "git" | "go";

/** What `tools/artefacts.mjs` has found or fetched. */
export interface ArtefactTools {
  /** The node_modules with npm's zip tools. */
  modules: string;
  /** A folder of wheels. */
  wheels: string;
  python: string;
  programs: Partial<Record<ProgramName, { command: string; env: Record<string, string> }>>;
  leftOut: { name: ProgramName; why: string }[];
  goCache: string;
}

let found: ArtefactTools | undefined;

/** The tools, set up if need be. At once, for which tests there are depends on it. */
export function artefactTools(): ArtefactTools {
  if (found === undefined) {
    const script = path.join(repositoryRoot, "tools/artefacts.mjs");
    const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
    found = JSON.parse(execFileSync(process.execPath, [script], { encoding: "utf8", stdio })) as ArtefactTools;
  }
  return found;
}

/** One of npm's zip tools, by the name that `tools/artefacts/package.json` gives it. */
export function npmTool(name: string): unknown {
  return createRequire(path.join(artefactTools().modules, "_"))(name);
}

export interface ProgramOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  input?: string | Buffer;
}

/** Runs a program of the tools, or any other by its path; answers what it wrote to stdout, which is a pipe to it. */
export function runProgram(program: string, args: readonly string[], options: ProgramOptions): Buffer {
  const { command, env } = artefactTools().programs[program as ProgramName] ?? { command: program, env: {} };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...env, ...options.env },
    input: options.input ?? "",
    timeout: 600_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr.toString() + stdout.toString()}`);
  }
  return stdout;
}
