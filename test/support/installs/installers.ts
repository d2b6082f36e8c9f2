import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCommand } from "../engine/runCommand.js";
import { packInto } from "../packedPackage.js";
import type { Install } from "./installs.js";
import type { PackageManagers } from "./packageManagers.js";

/** The ways of installing that work, and those that cannot. */
export type Installer = Install["by"] | "Yarn Plug'n'Play" | "pnpm through another package";

/** Where and for what an installer works. */
export interface Site extends Pick<Install, "language" | "modules" | "sdk"> {
  root: string;
  /** The program's folder, `infra` in the root. */
  folder: string;
  packageManagers: PackageManagers;
  /** Writes a file, named from the root. */
  write: (file: string, content: string) => void;
}

/** The package of the program's own that depends on ours, where one stands between. */
export const packageBetween = "our-functions";

/** Installs what a program needs. */
export const installers: Record<Installer, (site: Site) => Promise<void>> = {
  npm: async (site) => {
    writeProgramManifest(site, { "pulumi-lambda-code": `file:${await tarball()}` });
    await site.packageManagers.npm(site.folder);
  },
  pnpm: async (site) => {
    writeProgramManifest(site, { "pulumi-lambda-code": `file:${await tarball()}` });
    await site.packageManagers.pnpm(site.folder);
  },
  Yarn: async (site) => {
    writeProgramManifest(site, { "pulumi-lambda-code": `file:${await tarball()}` });
    await site.packageManagers.yarn(site.folder, "node-modules");
  },
  "an npm workspace": async (site) => {
    writeProgramManifest(site, { "pulumi-lambda-code": `file:${await tarball()}` });
    site.write("package.json", JSON.stringify({ private: true, workspaces: ["infra"] }));
    await site.packageManagers.npm(site.root);
  },
  "a pnpm workspace": async (site) => {
    writeProgramManifest(site, { "pulumi-lambda-code": `file:${await tarball()}` });
    site.write("package.json", JSON.stringify({ private: true }));
    site.write("pnpm-workspace.yaml", JSON.stringify({ packages: ["infra"] }));
    await site.packageManagers.pnpm(site.root);
  },
  // The linked folder has dependencies of its own, a second @pulumi/pulumi among them.
  "a symbolic link": async (site) => {
    const linked = path.join(site.root, "pulumi-lambda-code");
    await unpackInto(linked, site);
    await site.packageManagers.pnpm(linked);
    writeProgramManifest(site, { "pulumi-lambda-code": "file:../pulumi-lambda-code" });
    await site.packageManagers.npm(site.folder);
  },
  "Yarn Plug'n'Play": async (site) => {
    writeProgramManifest(site, { "pulumi-lambda-code": `file:${await tarball()}` });
    await site.packageManagers.yarn(site.folder, "pnp");
  },
  "pnpm through another package": async (site) => {
    const between = { name: packageBetween, version: "1.0.0", main: "index.js" };
    const dependencies = { "pulumi-lambda-code": `file:${await tarball()}` };
    site.write(`${packageBetween}/package.json`, JSON.stringify({ ...between, dependencies }));
    site.write(`${packageBetween}/index.js`, 'module.exports = require("pulumi-lambda-code");\n');
    writeProgramManifest(site, { [packageBetween]: `file:../${packageBetween}` });
    await site.packageManagers.pnpm(site.folder);
  },
};

function writeProgramManifest({ language, modules, sdk, write }: Site, dependencies: Record<string, string>): void {
  const typescript = { typescript: "5.9.3", "ts-node": "10.9.2", "@types/node": "20.19.43" };
  const manifest = {
    name: "infra",
    private: true,
    type: modules === "CommonJS" ? "commonjs" : "module",
    dependencies: { "@pulumi/pulumi": sdk, ...dependencies, ...(language === "TypeScript" ? typescript : {}) },
  };
  write("infra/package.json", JSON.stringify(manifest));
}

let packing: Promise<string> | undefined;

// Once a process, in a folder of its own: what a package manager keeps of an older tarball of that name is not ours.
function tarball(): Promise<string> {
  packing ??= (async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-pack-"));
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
    return path.join(folder, await packInto(folder));
  })();
  return packing;
}

async function unpackInto(folder: string, { root }: Site): Promise<void> {
  mkdirSync(folder);
  const args = ["-xzf", await tarball(), "-C", folder, "--strip-components", "1"];
  const unpacked = await runCommand("tar", args, { cwd: root, env: process.env, deadlineSeconds: 200 });
  if (unpacked.code !== 0) {
    throw new Error(`tar ended with ${unpacked.code}:\n${unpacked.text}`);
  }
  // A folder is installed with its development's tools, which nobody needs here.
  const file = path.join(folder, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...manifest, devDependencies: {} }));
}
