// `npm run docs:site`: the documentation as a site of static pages, with search, the API and the schema in it.
import { copyFile, cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { keepInCache } from "./setup/cache.mjs";
import { run, secondsSince } from "./setup/command.mjs";
import { ensureDependencies, repositoryRoot } from "./setup/dependencies.mjs";
import { isMain } from "./setup/isMain.mjs";
import { pinOf } from "./setup/pin.mjs";
import { stagePages } from "./site/pages.mjs";

const here = (file) => fileURLToPath(new URL(`site/${file}`, import.meta.url));

/** Builds the site into the folder `out`, to be served under the path `base`; nothing is asked of the network but the tools. */
export async function buildSite({ out, base = "/", say = (line) => console.error(`site: ${line}`) }) {
  const started = Date.now();
  if (!/^\/(?:.*\/)?$/.test(base)) throw new Error(`--base ${base} does not begin and end with a slash`);
  await assertReplaceable(out);
  const modules = await ensureSiteTools(say);
  await mkdir(path.join(repositoryRoot, ".cache"), { recursive: true });
  const folder = await mkdtemp(path.join(repositoryRoot, ".cache", "site-"));
  try {
    await writeApi(modules, folder, say);
    const site = await stagePages(folder);
    await writeFile(path.join(folder, "site.json"), JSON.stringify({ ...site, base }));
    await mkdir(path.join(folder, ".vitepress"));
    for (const file of ["config.mjs", "markdown.mjs"])
      await copyFile(here(file), path.join(folder, ".vitepress", file));
    await cp(here("theme"), path.join(folder, ".vitepress", "theme"), { recursive: true });
    await copyMermaid(modules, folder);
    await symlink(modules, path.join(folder, "node_modules"), "junction");
    await rm(out, { recursive: true, force: true });
    await vitepress(modules, folder, path.resolve(out), say);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  say(`${out} is ready after ${secondsSince(started)} s`);
}

/** Throws unless the folder may be emptied: it is new, empty, or a site that was built before. */
export async function assertReplaceable(out) {
  const files = await readdir(out).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  // VitePress writes it into each site.
  if (files.length > 0 && !files.includes("hashmap.json"))
    throw new Error(`${out} holds other files, which a site would replace. Name a new folder, or an empty one.`);
}

/** The node_modules of what makes the site, installed if need be. */
async function ensureSiteTools(say) {
  const lock = here("package-lock.json");
  const name = `site-${await pinOf(lock)}-${process.platform}-${process.arch}`;
  const make = async (folder) => {
    say("installing VitePress and TypeDoc from the npm registry (about 20 seconds, 150 MB)");
    for (const file of ["package.json", "package-lock.json"]) await copyFile(here(file), path.join(folder, file));
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    await run("npm", args, { cwd: folder, deadlineSeconds: 600, say, what: "npm ci of the site's tools" });
  };
  const check = async (folder) => {
    const script = path.join(folder, "node_modules/esbuild/bin/esbuild");
    await run(process.execPath, [script, "--version"], { what: "esbuild" });
  };
  return path.join(await keepInCache(name, { check, make, say }), "node_modules");
}

// By typedoc.json, as `npm run docs`, but as Markdown.
async function writeApi(modules, folder, say) {
  const plugin = path.join(modules, "typedoc-plugin-markdown/dist/index.js");
  const asPages = ["--entryFileName", "index", "--hidePageHeader", "--hideBreadcrumbs", "--useHTMLEncodedBrackets"];
  const args = ["--plugin", plugin, "--out", path.join(folder, "api"), ...asPages, "--sanitizeComments"];
  const typedoc = path.join(modules, "typedoc/bin/typedoc");
  const options = { cwd: repositoryRoot, deadlineSeconds: 300, say, what: "typedoc" };
  await run(process.execPath, [typedoc, ...args], options);
}

// One file of their own for pages with a diagram: through the bundler it would take a minute and 300 MB more.
async function copyMermaid(modules, folder) {
  await mkdir(path.join(folder, "public"), { recursive: true });
  await copyFile(
    path.join(modules, "@mermaid-js/tiny/dist/mermaid.tiny.js"),
    path.join(folder, "public", "mermaid.js"),
  );
}

async function vitepress(modules, folder, out, say) {
  const script = path.join(modules, "vitepress/bin/vitepress.js");
  const options = { cwd: folder, deadlineSeconds: 600, say, what: "vitepress build" };
  await run(process.execPath, [script, "build", folder, "--outDir", out], options);
}

if (isMain(import.meta.url)) {
  try {
    const options = {
      base: { type: "string", default: "/" },
      out: { type: "string", default: "build/site" },
      help: { type: "boolean" },
    };
    const { values } = parseArgs({ options });
    if (values.help) {
      console.log(
        "npm run docs:site -- [--out FOLDER] [--base /path/]: the documentation as static pages, in build/site",
      );
    } else {
      await ensureDependencies((line) => console.error(`site: ${line}`));
      await buildSite({ out: path.resolve(values.out), base: values.base });
    }
  } catch (error) {
    console.error(`site: ${error.message}`);
    process.exitCode = 1;
  }
}
