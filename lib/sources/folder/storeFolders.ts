import { readdirSync } from "node:fs";
import type { Dirent } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type StoreFolder, storeFolderOf } from "./packagePaths.js";

/**
 * The folder of a store that `realPath` is in: of the known ones by its path, and of one that somebody gave another place,
 * as by pnpm's `virtualStoreDir`, or of Bazel's and Deno's, by what is in it: one package, and links to those that it needs.
 */
export function findStoreFolder(realPath: string): StoreFolder | undefined {
  return storeFolderOf(realPath) ?? unknownStoreFolderOf(realPath);
}

function unknownStoreFolderOf(realPath: string): StoreFolder | undefined {
  const [, folder, name] = /^(.+)[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(realPath) ?? [];
  if (folder === undefined || name === undefined) {
    return undefined;
  }
  const modules = join(folder, "node_modules");
  // A project's own folder has more in it, and so has the one of all that is installed on a machine.
  const beside = entriesOf(folder);
  if (beside.length > mostBeside || beside.some((entry) => entry.name !== "node_modules" && !entry.isFile())) {
    return undefined;
  }
  const packages = entriesOf(modules).flatMap((entry) =>
    entry.name.startsWith("@") && entry.isDirectory()
      ? entriesOf(join(modules, entry.name)).map((scoped) => ({ name: join(entry.name, scoped.name), entry: scoped }))
      : [{ name: entry.name, entry }],
  );
  const others = packages.filter((found) => found.name !== join(name) && !found.name.startsWith("."));
  const areLinks = others.length > 0 && others.every(({ entry }) => entry.isSymbolicLink());
  const store = basename(dirname(folder));
  return areLinks ? { folder, name: `${store.startsWith(".") ? store : `.${store}`}/${basename(folder)}` } : undefined;
}

// The store's own notes at most.
const mostBeside = 4;

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
