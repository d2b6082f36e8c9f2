import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describeVerdicts, type Verdict, type Workbench } from "../support/artefacts/verdicts.js";
import { hermeticEnv } from "../support/engine/hermeticEnv.js";
import { ensureBundler } from "../support/engine/tools.js";
import { installTools } from "../support/installs/installTools.js";
import { PackageManagers } from "../support/installs/packageManagers.js";

const handler = 'const debug = require("debug");\nexports.handler = async () => debug("a").namespace;\n';

/** Installs two packages, of which one needs the other, and zips the folder with its links as links. */
const installed = (by: string, install: (managers: PackageManagers, folder: string) => Promise<void>): Verdict => ({
  by,
  needs: ["zip"],
  make: async (bench) => {
    const folder = bench.out("app");
    await installInto(bench, folder, install);
    // No part of the package, and full of absolute paths of this machine.
    const leftOut = ["-x", "node_modules/.modules.yaml", "-x", ".npmrc", "-x", ".yarnrc.yml"];
    bench.run("zip", ["-q", "-r", "-y", bench.out("a.zip"), ".", ...leftOut], { cwd: folder });
    return bench.out("a.zip");
  },
  names: "any",
});

async function installInto(
  { out }: Workbench,
  folder: string,
  install: (managers: PackageManagers, folder: string) => Promise<void>,
): Promise<void> {
  mkdirSync(folder);
  const manifest = { name: "app", version: "1.0.0", dependencies: { debug: "4.4.0" } };
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(path.join(folder, "index.js"), handler);
  const tools = await installTools();
  await install(new PackageManagers(tools, hermeticEnv(tools.nodeFolders[22] ?? "", out(""))), folder);
}

describeVerdicts("a package of Info-ZIP's zip -y of a folder", [
  installed("that npm installed", (managers, folder) => managers.npm(folder)),
  installed("that pnpm installed, with links into its store", (managers, folder) => managers.pnpm(folder)),
  installed("that Yarn installed", (managers, folder) => managers.yarn(folder, "node-modules")),
]);

/** The folder with the bundle of an installed program. */
const bundled = (by: string, bundle: (bench: Workbench, folder: string) => Promise<void>): Verdict => ({
  by,
  make: async (bench) => {
    const folder = bench.out("app");
    await installInto(bench, folder, (managers, place) => managers.npm(place));
    await bundle(bench, folder);
    return path.join(folder, "dist");
  },
  names: ["index.js"],
});

describeVerdicts("a folder", [
  bundled("that esbuild bundled", async ({ run }, folder) => {
    const esbuild = path.join(await ensureBundler(), ".bin/esbuild");
    run(esbuild, ["index.js", "--bundle", "--platform=node", "--outdir=dist", "--log-level=error"], { cwd: folder });
  }),
  bundled("that Bun bundled", async ({ run }, folder) => {
    const { bun } = await installTools();
    run(bun, ["build", "./index.js", "--target=node", "--format=cjs", "--outdir=dist"], { cwd: folder });
  }),
]);
