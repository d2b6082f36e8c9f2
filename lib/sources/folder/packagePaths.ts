import { posix } from "node:path";

/**
 * A name of the disk as the package has it. On macOS the two Unicode forms of a name are one file, and which of them the disk
 * shows depends on who made it: there it becomes NFC. Elsewhere they are two files, and code finds the one it asks for.
 */
export function nameInPackage(name: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "darwin" ? name.normalize("NFC") : name;
}

/** Where a path of the disk, given from a folder on, is in the package, given the folder's place there. */
export function placeInPackage(folderPath: string, way: string, platform: NodeJS.Platform = process.platform): string {
  const separated = platform === "win32" ? way.replaceAll("\\", "/") : way;
  return under(folderPath, nameInPackage(separated, platform));
}

/** The path of `name` in the folder at `folderPath`, either of which may be "", the top. */
export function under(folderPath: string, name: string): string {
  return folderPath === "" || name === "" ? folderPath + name : `${folderPath}/${name}`;
}

/** What a link at `path` must say to lead to `place` of the same package. */
export function wayTo(place: string, path: string): string {
  return posix.relative(posix.dirname(`/${path}`), `/${place}`) || ".";
}

/**
 * Whether a link leads to where Lambda has a function's layers, its own disk and its network file systems. Such a link is as
 * good there as it is here, and whether its target happens to be on this machine must not change the package.
 */
export function leadsToLambdasOwn(target: string): boolean {
  return /^\/(opt|tmp|mnt)(\/|$)/.test(posix.normalize(target));
}

/** A folder that holds one package, together with links to those that it needs. */
export interface StoreFolder {
  folder: string;
  /** Its place among others of its kind, below `node_modules`. */
  name: string;
}

/**
 * Where a package manager keeps the package that `realPath` is in, for those that lay `node_modules` out as links into a
 * store: pnpm, its store for the whole machine too, bun, Yarn's linker `pnpm`, and npm's strategy `linked`.
 */
export function storeFolderOf(realPath: string): StoreFolder | undefined {
  const path = realPath.replaceAll("\\", "/");
  const [, local, store, name] = /^(.*\/node_modules\/(\.pnpm|\.store|\.bun)\/([^/]+))\//.exec(path) ?? [];
  if (local !== undefined && name !== "node_modules") {
    return { folder: realPath.slice(0, local.length), name: `${store}/${name}` };
  }
  const shared = /^(.*\/links\/@([^/]*)\/([^/]+)\/([^/]+)\/([0-9a-f]{32,}))\/node_modules\//.exec(path);
  if (shared === null) {
    return undefined;
  }
  const [, folder = "", scope = "", bare, version, hash] = shared;
  const full = scope === "" ? bare : `@${scope}+${bare}`;
  return { folder: realPath.slice(0, folder.length), name: `.pnpm/${full}@${version}+${hash}` };
}
