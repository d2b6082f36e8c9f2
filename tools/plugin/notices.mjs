// What the licences of bundled packages ask for: their texts beside the bundle, which has none of them.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { repositoryRoot } from "../setup/dependencies.mjs";

const noticeFile = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * The text of THIRD-PARTY-NOTICES for what a bundle was made from, as esbuild's metafile names it: relative to the working
 * directory. Throws where a package has neither a text of its licence nor the name of one.
 */
export async function noticesOf(inputs) {
  const folders = new Set(
    inputs.map((input) => packageOf(path.resolve(input))).filter((folder) => folder !== undefined),
  );
  // The same text once, with all packages that it is of: most are Apache's.
  const packagesOf = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const files = (await readdir(folder)).filter((file) => noticeFile.test(file)).sort();
    if (files.length === 0 && typeof license !== "string") throw new Error(`${name} ${version} says no licence`);
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")));
    const text = texts.map((each) => each.trim()).join("\n\n");
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), `${name} ${version} (${license ?? "as below"})`]);
  }
  const notices = [...packagesOf].map(([text, names]) => `${[...new Set(names)].sort().join("\n")}\n\n${text}`.trim());
  return `main.js and deflateWorker.js hold parts of these packages.\n\n${notices.sort().join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** The folder of the package that a file is of; undefined where it is this project's own. */
function packageOf(file) {
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file) ?? [];
  if (folder === undefined && !file.startsWith(repositoryRoot)) throw new Error(`${file} is of no package`);
  return folder;
}
