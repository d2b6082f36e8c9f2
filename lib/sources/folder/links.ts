import { readFileSync, readlinkSync, statSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { isInside, realPathOf } from "../disk/paths.js";
import { fileSystemProblem, quoteName } from "../package/problems.js";
import { asOnLambda, isForLambda, meetsLinkForLambda } from "./linksForLambda.js";
import { placeInPackage, under, wayTo } from "./packagePaths.js";
import { findStoreFolder } from "./storeFolders.js";
import { nameIn, noteLeftOut, type Walk } from "./walk.js";

/** What is to be packed in the place of a link. */
export interface Followed {
  realPath: string;
  path: string;
  stats: BigIntStats;
}

/**
 * Notes the symbolic link that `place` is and `path` becomes, or what is wrong with it; answers what is to be followed.
 *
 * A link to a place inside the folder stays a link, for Node and others look for what a file needs from its real path on:
 * the folders of pnpm run only so. It says the shortest way to the real place, so that links laid by Windows, which are
 * absolute, give the same package.
 */
export function resolveLink(walk: Walk, place: string, path: string): Followed | undefined {
  let text = "";
  let realPath: string;
  let stats: BigIntStats;
  try {
    text = readlinkSync(place);
    realPath = realPathOf(place);
    stats = statSync(realPath, { bigint: true });
  } catch (error) {
    if (walk.rules.leavesOut(path, false) || walk.rules.leavesOut(path, true)) {
      noteLeftOut(walk, path, false);
    } else {
      noteDangling(walk, place, path, text, error);
    }
    return undefined;
  }
  // Whoever leaves out "node_modules/" means a link to such a folder, too.
  if (walk.rules.leavesOut(path, stats.isDirectory())) {
    noteLeftOut(walk, path, stats.isDirectory());
    return undefined;
  }
  const inside = placeOf(walk, realPath) ?? placeOfItself(place, path);
  if (inside !== undefined) {
    keep(walk, path, inside);
    return undefined;
  }
  if (isForLambda(text)) {
    const link = { path, target: asOnLambda(text), isDangling: false };
    walk.links.push(link);
    walk.ambiguous.push(link);
    return undefined;
  }
  if (keepByWayOfAnother(walk, place, path, text)) {
    return undefined;
  }
  return followOut(walk, path, realPath, stats);
}

function keep(walk: Walk, path: string, place: string, isDangling = false): void {
  walk.links.push({ path, target: wayTo(place, path), place, isDangling });
}

/** Where a real path is in the package; undefined outside. */
function placeOf({ root, mounts }: Walk, realPath: string): string | undefined {
  if (isInside(root, realPath)) {
    return placeInPackage("", relative(root, realPath));
  }
  for (let folder = realPath; mounts.size > 0 && folder !== dirname(folder); folder = dirname(folder)) {
    const mount = mounts.get(folder);
    if (mount !== undefined) {
      return placeInPackage(mount.path, relative(folder, realPath));
    }
  }
  return undefined;
}

/**
 * `pnpm deploy` leaves a link to the package itself among those for packages that forgot to name what they need; it leads to
 * where the workspace has the package, and is made to lead to where this one has it.
 */
function placeOfItself(place: string, path: string): string | undefined {
  const [, before = "", name] = /^(|.*\/)node_modules\/\.pnpm\/node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
  if (name === undefined) {
    return undefined;
  }
  const folder = join(place, "../../../..", name.includes("/") ? ".." : "");
  try {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name?: unknown } | null;
    return manifest?.name === name ? before.replace(/\/$/, "") : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps a link that leads to another one of the package, which goes on to a place of Lambda's own: as that one it is kept
 * whether its target is on this machine or not, and leads to the link rather than to where that leads here.
 */
function keepByWayOfAnother(walk: Walk, place: string, path: string, text: string): boolean {
  const next = resolve(dirname(place), text);
  const inside = placeOf(walk, next);
  if (inside === undefined || !meetsLinkForLambda(next, (at) => placeOf(walk, at) !== undefined)) {
    return false;
  }
  walk.links.push({ path, target: wayTo(inside, path), isDangling: false });
  return true;
}

function noteDangling(walk: Walk, place: string, path: string, text: string, error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const name = `The symbolic link ${nameIn(walk, path)}`;
  if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ELOOP") {
    walk.problems.push(fileSystemProblem(name, error));
    return;
  }
  if (keepByWayOfAnother(walk, place, path, text)) {
    return;
  }
  const itself = placeOfItself(place, path);
  const inside = itself ?? placeOf(walk, resolve(dirname(place), text));
  if (inside !== undefined) {
    keep(walk, path, inside, itself === undefined);
  } else if (isForLambda(text)) {
    walk.links.push({ path, target: asOnLambda(text), isDangling: true });
  } else {
    const fault = `leads out of the folder, and nowhere: ${quoteName(text)} is not there`;
    walk.problems.push(`${name} ${fault}. Remove it, or leave it out by \`ignore\`.`);
  }
}

/** What lies outside of the folder is packed only where the program says so: it could be anything of this machine. */
function followOut(walk: Walk, path: string, realPath: string, stats: BigIntStats): Followed | undefined {
  const name = `The symbolic link ${nameIn(walk, path)}`;
  if (isInside(realPath, walk.root)) {
    const fault = `leads to a folder around ${walk.label}, which cannot be packed into itself`;
    walk.problems.push(`${name} ${fault}. Remove it, or leave it out by \`ignore\`.`);
    return undefined;
  }
  const store = findStoreFolder(realPath);
  if (!walk.follows) {
    const remedy =
      store?.name.startsWith(".pnpm/") === true ? "Deploy the folder that `pnpm deploy` makes, or give" : "Give";
    const fault = `leads out of the folder, to ${quoteName(realPath)}`;
    walk.problems.push(
      `${name} ${fault}. ${remedy} links: "follow" to pack what it leads to, or leave it out by \`ignore\`.`,
    );
    return undefined;
  }
  if (store !== undefined) {
    return followIntoStore(walk, path, realPath, store.folder, store.name);
  }
  if (stats.isDirectory()) {
    // A second link to it becomes one inside of the package, and a way round in a circle ends here.
    walk.mounts.set(realPath, { folder: realPath, path });
  }
  return { realPath, path, stats };
}

/** A package finds what it needs beside itself: its whole folder of the store comes along, to a like place, and the link stays one. */
function followIntoStore(
  walk: Walk,
  path: string,
  realPath: string,
  folder: string,
  name: string,
): Followed | undefined {
  let mountPath = under("node_modules", name);
  // Two stores may have folders of one name, and the folder may have a store of its own.
  while (isTaken(walk, mountPath)) {
    mountPath += "+";
  }
  walk.mounts.set(folder, { folder, path: mountPath });
  keep(walk, path, placeInPackage(mountPath, relative(folder, realPath)));
  return walk.rules.leavesOut(mountPath, true)
    ? undefined
    : { realPath: folder, path: mountPath, stats: statSync(folder, { bigint: true }) };
}

function isTaken({ root, mounts }: Walk, mountPath: string): boolean {
  return (
    statSync(join(root, mountPath), { throwIfNoEntry: false }) !== undefined ||
    [...mounts.values()].some(({ path }) => path === mountPath)
  );
}
