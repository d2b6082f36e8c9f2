// `node tools/plugin.mjs FOLDER`: makes the archives of the plugin in FOLDER, one for each system that Pulumi asks for by
// name. They hold the same files: Node.js runs them everywhere, and the engine starts the script that its system can start.
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureBundler } from "./bundler.mjs";
import { noticesOf } from "./plugin/notices.mjs";
import { run } from "./setup/command.mjs";
import { repositoryRoot } from "./setup/dependencies.mjs";
import { isMain } from "./setup/isMain.mjs";

const starters = ["pulumi-resource-lambdacode", "pulumi-resource-lambdacode.cmd"];
const systems = ["linux", "darwin", "windows"].flatMap((os) =>
  ["amd64", "arm64"].map((architecture) => `${os}-${architecture}`),
);

// The thread that compresses is started by its file's name, and so is a bundle of its own.
const entries = { "main.js": "plugin/main.js", "deflateWorker.js": "sources/zipWriting/deflateWorker.js" };

const say = (line) => console.error(`plugin: ${line}`);

/** Puts the plugin into a folder, whole: it needs nothing but Node.js beside it. `dist` must be built. */
export async function bundlePlugin(folder) {
  const esbuild = path.join(await ensureBundler(say), "esbuild/bin/esbuild");
  const metafile = path.join(await mkdtemp(path.join(tmpdir(), "metafile-")), "metafile.json");
  const bundled = [];
  for (const [name, entry] of Object.entries(entries)) {
    const args = [path.join(repositoryRoot, "dist", entry), `--outfile=${path.join(folder, name)}`];
    const options = [
      "--bundle",
      "--platform=node",
      "--format=cjs",
      "--target=node20",
      "--minify-syntax",
      "--log-level=error",
      `--metafile=${metafile}`,
    ];
    await run(process.execPath, [esbuild, ...args, ...options], {
      deadlineSeconds: 120,
      say,
      what: `esbuild of ${name}`,
    });
    bundled.push(...Object.keys(JSON.parse(await readFile(metafile, "utf8")).inputs));
  }
  await rm(path.dirname(metafile), { recursive: true });
  await writeFile(path.join(folder, "THIRD-PARTY-NOTICES"), await noticesOf(bundled));
  for (const name of [...starters, "schema.json"])
    await copyFile(path.join(repositoryRoot, "plugin", name), path.join(folder, name));
  await copyFile(path.join(repositoryRoot, "LICENSE"), path.join(folder, "LICENSE"));
  await chmod(path.join(folder, starters[0]), 0o755);
}

/** The archive under the names that `pulumi plugin install` asks a release for; their paths. */
export async function archivePlugin(folder, names = systems) {
  const { version } = JSON.parse(await readFile(path.join(repositoryRoot, "package.json"), "utf8"));
  const bundle = await mkdtemp(path.join(tmpdir(), "plugin-"));
  try {
    await bundlePlugin(bundle);
    await mkdir(folder, { recursive: true });
    const [first, ...others] = names.map((name) =>
      path.resolve(folder, `pulumi-resource-lambdacode-v${version}-${name}.tar.gz`),
    );
    await run("tar", ["-czf", first, "-C", bundle, "."], { deadlineSeconds: 60, what: "tar" });
    for (const other of others) await copyFile(first, other);
    return [first, ...others];
  } finally {
    await rm(bundle, { recursive: true });
  }
}

if (isMain(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) throw new Error("plugin: give the folder for the archives");
  for (const file of await archivePlugin(folder)) console.log(file);
}
