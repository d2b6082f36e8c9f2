import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import { join, sep } from "node:path";
import { readFileChunks, readFileHead, stateOfFile } from "../disk/files.js";
import type { FileState } from "../disk/files.js";
import { readIgnoreRules } from "./ignoreRules.js";
import type { IgnoreRules } from "./ignoreRules.js";
import { maxEntries } from "../package/limits.js";
import { CodeProblems, failOn, fileSystemProblem, quoteName } from "../package/problems.js";
import { waitForTurn } from "../disk/turns.js";
import type { ZipEntry } from "../package/zipEntry.js";

/**
 * The files of a folder as entries of a package, under `prefix` ("" or ending in a slash), by its ignore rules.
 * Empty folders leave no trace: a runtime that needs one makes it under /tmp, for the package is read-only.
 */
export async function listFolder(
  folder: string,
  label: string,
  patterns: readonly string[],
  prefix = "",
): Promise<ZipEntry[]> {
  const walk: Walk = {
    root: realPathOf(folder, label),
    label,
    rules: await readIgnoreRules(folder, label, patterns),
    files: [],
    problems: [],
    folders: 0,
  };
  await walkFolder(walk, walk.root, "", [walk.root]);
  failOn(walk.problems);
  return walk.files.map(({ path, state }) => entryOf(prefix + path, `${quoteName(path)} of ${label}`, state));
}

/** A file on disk as an entry of a package. */
export function entryOf(name: string, label: string, state: FileState): ZipEntry {
  return {
    name: name.normalize("NFC"),
    label,
    sizeBytes: state.sizeBytes,
    fingerprint: state.fingerprint,
    changedAtMs: state.changedAtMs,
    read: () => readFileChunks(state, label),
    // eslint-disable-next-line @typescript-eslint/require-await -- a failure must reject, not throw
    readHead: async (lengthBytes) => readFileHead(state, label, lengthBytes),
  };
}

interface Walk {
  root: string;
  label: string;
  rules: IgnoreRules;
  files: { path: string; state: FileState }[];
  problems: string[];
  folders: number;
}

function realPathOf(folder: string, label: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    throw new CodeProblems([fileSystemProblem(`The folder ${label}`, error)]);
  }
}

/** `path` is where the package has this folder, `realFolder` where the disk has it, `within` the real folders around it, itself included. */
async function walkFolder(walk: Walk, realFolder: string, path: string, within: readonly string[]): Promise<void> {
  // Links can multiply folders beyond what the disk holds (two links to a folder with two links to a folder…).
  if (++walk.folders > maxEntries || walk.files.length > maxEntries) {
    if (walk.folders === maxEntries + 1) {
      walk.problems.push(
        `The folder ${walk.label} holds more than ${maxEntries} folders. Leave some out by \`ignore\`.`,
      );
    }
    return;
  }
  let names: string[];
  try {
    names = readdirSync(realFolder);
  } catch (error) {
    walk.problems.push(fileSystemProblem(`The folder ${nameIn(walk, path)}`, error));
    return;
  }
  for (const name of names) {
    await waitForTurn();
    // Looked at when its turn comes, and only then walked: a folder may have become a link out of the package meanwhile.
    const folder = noteEntry(walk, join(realFolder, name), path === "" ? name : `${path}/${name}`, within);
    if (folder !== undefined) {
      await walkFolder(walk, folder.realPath, folder.path, [...within, folder.realPath]);
    }
  }
}

interface Folder {
  realPath: string;
  path: string;
}

/** Notes a file, or what is wrong with an entry; answers a folder that is still to be walked. */
function noteEntry(walk: Walk, place: string, path: string, within: readonly string[]): Folder | undefined {
  const found = lookAt(walk, place, path);
  if (found === undefined) {
    return undefined;
  }
  const { realPath, stats } = found;
  if (stats.isFile()) {
    walk.files.push({ path, state: stateOfFile(realPath, stats) });
  } else if (!stats.isDirectory()) {
    const kind = kindOf(stats);
    walk.problems.push(
      `${nameIn(walk, path)} is ${kind}, which cannot be deployed. Remove it, or leave it out by \`ignore\`.`,
    );
  } else if (within.includes(realPath)) {
    const fault = "leads back to a folder that it lies in";
    walk.problems.push(`The symbolic link ${nameIn(walk, path)} ${fault}. Remove it, or leave it out by \`ignore\`.`);
  } else {
    return { realPath, path };
  }
  return undefined;
}

/** What the path holds once links are followed; undefined when it stays out of the package or is a problem, already noted. */
function lookAt(walk: Walk, place: string, path: string): { realPath: string; stats: BigIntStats } | undefined {
  let stats: BigIntStats;
  try {
    stats = lstatSync(place, { bigint: true });
  } catch (error) {
    // A name in another encoding than UTF-8 comes with U+FFFD in it, and is not found again.
    const isGarbled = path.includes("\uFFFD");
    const fault = "has a name that is not UTF-8. Rename it, or leave its folder out by `ignore`.";
    if (!leavesOut(walk, path, false)) {
      walk.problems.push(
        isGarbled ? `${nameIn(walk, path)} ${fault}` : fileSystemProblem(`The file ${nameIn(walk, path)}`, error),
      );
    }
    return undefined;
  }
  if (!stats.isSymbolicLink()) {
    return leavesOut(walk, path, stats.isDirectory()) ? undefined : { realPath: place, stats };
  }
  return followLink(walk, place, path);
}

function followLink(walk: Walk, place: string, path: string): { realPath: string; stats: BigIntStats } | undefined {
  const remedy = "Put a copy in its place, or leave it out by `ignore`.";
  let realPath: string;
  let stats: BigIntStats;
  try {
    realPath = realpathSync(place);
    stats = statSync(realPath, { bigint: true });
  } catch {
    if (!leavesOut(walk, path, false) && !leavesOut(walk, path, true)) {
      walk.problems.push(`The symbolic link ${nameIn(walk, path)} leads nowhere. ${remedy}`);
    }
    return undefined;
  }
  // The package gets what the link leads to, so to the rules it is what it leads to.
  if (leavesOut(walk, path, stats.isDirectory())) {
    return undefined;
  }
  if (realPath !== walk.root && !realPath.startsWith(walk.root.endsWith(sep) ? walk.root : walk.root + sep)) {
    walk.problems.push(`The symbolic link ${nameIn(walk, path)} leads out of the folder. ${remedy}`);
    return undefined;
  }
  return { realPath, stats };
}

function leavesOut(walk: Walk, path: string, isFolder: boolean): boolean {
  return walk.rules.leavesOut(path, isFolder);
}

function nameIn(walk: Walk, path: string): string {
  return path === "" ? walk.label : `${quoteName(path)} of ${walk.label}`;
}

function kindOf(stats: BigIntStats): string {
  if (stats.isFIFO()) {
    return "a named pipe";
  }
  if (stats.isSocket()) {
    return "a socket";
  }
  return stats.isBlockDevice() || stats.isCharacterDevice() ? "a device" : "of an unknown kind";
}
