import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../engine/runCommand.js";
import { repositoryRoot } from "../repositoryRoot.js";
import type { InstallTools } from "./installTools.js";

const INSTALL_SECONDS = 600;

/** pnpm 10 is the last one that leaves a link to the package itself in what it deploys. */
export type PnpmRelease = "newest" | "10";

// How this machine reaches its registry. Nothing else of its own gets into an install.
const networkVariables = [
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
];

/** Runs package managers in a folder as a user would, but for scripts of packages, which never run. */
export class PackageManagers {
  constructor(
    private readonly tools: InstallTools,
    /** PATH and HOME of the program that is installed for. */
    private readonly programEnv: Record<string, string>,
  ) {}

  /** `settings` as lines of an .npmrc. */
  async npm(folder: string, settings: readonly string[] = []): Promise<void> {
    await this.npmrc(folder, settings);
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", this.downloads("npm")];
    await this.cachedFirst((freshness) => this.run(folder, "node", [this.tools.npm, ...args, freshness]));
  }

  async pnpm(folder: string, release: PnpmRelease = "newest"): Promise<void> {
    await this.npmrc(folder);
    await this.runPnpm(folder, release, ["install"]);
  }

  /** What `pnpm deploy` makes of a package of a workspace, in a folder that is not there yet. */
  async pnpmDeploy(workspace: string, name: string, target: string, release: PnpmRelease = "newest"): Promise<void> {
    await this.runPnpm(workspace, release, ["--filter", name, "deploy", "--legacy", "--prod", target]);
  }

  private async runPnpm(folder: string, release: PnpmRelease, words: string[]): Promise<void> {
    const [program, ...before] = release === "newest" ? [this.tools.pnpm] : ["node", this.tools.pnpm10];
    const args = [
      ...before,
      ...words,
      "--ignore-scripts",
      "--store-dir",
      this.downloads(release === "newest" ? "pnpm" : `pnpm-${release}`),
    ];
    await this.cachedFirst((freshness) =>
      this.run(folder, program, freshness === "--prefer-offline" ? [...args, freshness] : args),
    );
  }

  /** Into a store of links, as it lays out workspaces by itself. */
  async bun(folder: string): Promise<void> {
    const args = ["install", "--linker", "isolated", "--ignore-scripts", "--registry", await registry()];
    const problem = await this.run(folder, this.tools.bun, [...args, "--cache-dir", this.downloads("bun")]);
    if (problem !== undefined) {
      throw new Error(problem);
    }
  }

  async yarn(folder: string, nodeLinker: "node-modules" | "pnpm" | "pnp", more: object = {}): Promise<void> {
    const settings = { nodeLinker, npmRegistryServer: await registry(), enableScripts: false, enableTelemetry: false };
    const ours = { enableImmutableInstalls: false, globalFolder: this.downloads("yarn") };
    writeFileSync(path.join(folder, ".yarnrc.yml"), JSON.stringify({ ...settings, ...ours, ...more }));
    // Yarn prefers no cache: with the lock file of an earlier install it asks nothing.
    const lock = path.join(folder, "yarn.lock");
    const kept = this.downloads(`yarn-${digestOfManifest(folder)}.lock`);
    await this.cachedFirst((freshness) => {
      if (freshness === "--prefer-offline" && existsSync(kept)) {
        copyFileSync(kept, lock);
      } else {
        writeFileSync(lock, "");
      }
      return this.run(folder, "node", [this.tools.yarn, "install"]);
    });
    copyFileSync(lock, kept);
  }

  // What was downloaded once is taken again; where it no longer satisfies, the registry is asked.
  private async cachedFirst(install: (freshness: string) => Promise<string | undefined>): Promise<void> {
    const problem = (await install("--prefer-offline")) && (await install("--prefer-online"));
    if (problem !== undefined) {
      throw new Error(problem);
    }
  }

  private async run(folder: string, command: string, args: string[]): Promise<string | undefined> {
    const network = networkVariables.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    const env = { ...this.programEnv, ...Object.fromEntries(network), XDG_CACHE_HOME: this.downloads("cache") };
    const result = await runCommand(command, args, { cwd: folder, env, deadlineSeconds: INSTALL_SECONDS });
    return result.code === 0 ? undefined : `${command} ${args.join(" ")} ended with ${result.code}:\n${result.text}`;
  }

  private async npmrc(folder: string, settings: readonly string[] = []): Promise<void> {
    const lines = [`registry=${await registry()}`, ...settings];
    writeFileSync(path.join(folder, ".npmrc"), `${lines.join("\n")}\n`);
  }

  private downloads(name: string): string {
    return path.join(this.tools.downloads, name);
  }
}

let askedRegistry: Promise<string> | undefined;

/** The registry that the developer's npm is set to: HOME, and with it any .npmrc, is another during an install. */
function registry(): Promise<string> {
  const options = { cwd: repositoryRoot, env: process.env, deadlineSeconds: 200 };
  askedRegistry ??= runCommand("npm", ["config", "get", "registry"], options).then(({ stdout }) => stdout.trim());
  return askedRegistry;
}

function digestOfManifest(folder: string): string {
  // Our tarball lies in another folder each time.
  const manifest = readFileSync(path.join(folder, "package.json"), "utf8").replace(/file:[^"]*/g, "");
  return createHash("sha256").update(manifest).digest("hex").slice(0, 16);
}
