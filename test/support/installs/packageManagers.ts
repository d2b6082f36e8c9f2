import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runCommand } from "../engine/runCommand.js";
import { repositoryRoot } from "../repositoryRoot.js";
import type { InstallTools } from "./installTools.js";

const INSTALL_SECONDS = 600;

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

  async npm(folder: string): Promise<void> {
    await this.npmrc(folder);
    const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--cache", this.downloads("npm")];
    await this.cachedFirst((freshness) => this.run(folder, "node", [this.tools.npm, ...args, freshness]));
  }

  async pnpm(folder: string): Promise<void> {
    await this.npmrc(folder);
    const args = ["install", "--ignore-scripts", "--store-dir", this.downloads("pnpm")];
    await this.cachedFirst((freshness) =>
      this.run(folder, this.tools.pnpm, freshness === "--prefer-offline" ? [...args, freshness] : args),
    );
  }

  async yarn(folder: string, nodeLinker: "node-modules" | "pnp"): Promise<void> {
    const settings = { nodeLinker, npmRegistryServer: await registry(), enableScripts: false, enableTelemetry: false };
    const more = { enableImmutableInstalls: false, globalFolder: this.downloads("yarn") };
    writeFileSync(path.join(folder, ".yarnrc.yml"), JSON.stringify({ ...settings, ...more }));
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

  private async npmrc(folder: string): Promise<void> {
    writeFileSync(path.join(folder, ".npmrc"), `registry=${await registry()}\n`);
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
