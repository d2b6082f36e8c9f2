import { lstatSync, readdirSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import { join } from "node:path";
import { stateOfFile } from "../disk/files.js";
import { realPathOf } from "../disk/paths.js";
import { waitForTurn } from "../disk/turns.js";
import { maxEntries } from "../package/limits.js";
import { CodeProblems, fileSystemProblem, quoteName } from "../package/problems.js";
import type { ZipEntry } from "../package/zipEntry.js";
import { readingProblems, entryOf, linkEntryOf } from "./entries.js";
import { type PatternFindings, readIgnoreRules } from "./ignoreRules.js";
import { lambdaIgnoreName } from "./lambdaIgnore.js";
import { resolveLink } from "./links.js";
import { nameInPackage, under } from "./packagePaths.js";
import { nameIn, noteLeftOut, type Walk } from "./walk.js";
import { findingsOf } from "./walkFindings.js";

/** What a program says about a folder. */
export interface FolderRules {
  /** Gitignore patterns on top of .lambdaignore. */
  ignore: readonly string[];
  /** What becomes of links that lead out of it: without this they are problems. */
  links?: "follow";
}

/** What is in a folder, and all that is to be said of it. */
export interface Listing {
  entries: ZipEntry[];
  problems: string[];
  warnings: string[];
  /** Sentences that ask for nothing. */
  notes: string[];
}

/**
 * The files and links of a folder as entries of a package, under `prefix` ("" or ending in a slash), by its ignore rules.
 * Empty folders leave no trace: a runtime that needs one makes it under /tmp, for the package is read-only.
 */
export async function listFolder(folder: string, label: string, rules: FolderRules, prefix = ""): Promise<Listing> {
  const root = rootOf(folder, label);
  const findings: PatternFindings = { problems: [], warnings: [] };
  const walk: Walk = {
    label,
    follows: rules.links === "follow",
    rules: await readIgnoreRules(root, label, rules.ignore, findings),
    root,
    mounts: new Map(),
    files: [],
    links: [],
    ...findings,
    leftOutUnasked: [],
    unreadRules: [],
    ambiguous: [],
    folders: 0,
  };
  await walkFolder(walk, root, "");
  const files = walk.files.map(({ path, state }) => entryOf(prefix + path, `${quoteName(path)} of ${label}`, state));
  const links = walk.links.map(({ path, target }) =>
    linkEntryOf(prefix + path, `${quoteName(path)} of ${label}`, target),
  );
  return { entries: [...files, ...links], problems: walk.problems, ...findingsOf(walk) };
}

function rootOf(folder: string, label: string): string {
  try {
    return realPathOf(folder);
  } catch (error) {
    throw new CodeProblems([fileSystemProblem(`The folder ${label}`, error)]);
  }
}

/** `path` is where the package has this folder, `realFolder` where the disk has it. */
async function walkFolder(walk: Walk, realFolder: string, path: string): Promise<void> {
  // What is followed can be larger than any package, as large as the disk.
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
  // In one order on every system: where two links lead out to one place, the first one becomes it.
  for (const name of names.sort()) {
    await waitForTurn();
    // Looked at when its turn comes, and only then walked: a folder may have become a link out of the package meanwhile.
    const folder = noteEntry(walk, join(realFolder, name), under(path, nameInPackage(name)));
    if (folder !== undefined) {
      await walkFolder(walk, folder.realPath, folder.path);
    }
  }
}

interface Folder {
  realPath: string;
  path: string;
}

/** Notes a file or a link, or what is wrong with an entry; answers a folder that is still to be walked. */
function noteEntry(walk: Walk, place: string, path: string): Folder | undefined {
  let stats: BigIntStats;
  try {
    stats = lstatSync(place, { bigint: true });
  } catch (error) {
    noteUnseen(walk, path, error);
    return undefined;
  }
  if (stats.isSymbolicLink()) {
    const found = resolveLink(walk, place, path);
    return found === undefined ? undefined : noteFound(walk, found.realPath, found.path, found.stats);
  }
  if (walk.rules.leavesOut(path, stats.isDirectory())) {
    noteLeftOut(walk, path, stats.isDirectory());
    return undefined;
  }
  return noteFound(walk, place, path, stats);
}

function noteFound(walk: Walk, realPath: string, path: string, stats: BigIntStats): Folder | undefined {
  if (stats.isDirectory()) {
    return { realPath, path };
  }
  if (!stats.isFile()) {
    const fault = `is ${kindOf(stats)}, which cannot be deployed`;
    walk.problems.push(`${nameIn(walk, path)} ${fault}. Remove it, or leave it out by \`ignore\`.`);
    return undefined;
  }
  const state = stateOfFile(realPath, stats);
  walk.files.push({ path, state });
  // What everybody may read, nearly every file, costs no further call.
  if (!state.isForAll) {
    walk.problems.push(...readingProblems(state, nameIn(walk, path)));
  }
  if (isUnreadRules(path)) {
    walk.unreadRules.push(path);
  }
  return undefined;
}

/** Somebody's rules that are not read; those of an installed package are not the program's. */
function isUnreadRules(path: string): boolean {
  return /(^|\/)\.lambdaignore$/i.test(path) && path !== lambdaIgnoreName && !path.split("/").includes("node_modules");
}

/** A name in another encoding than UTF-8 comes with U+FFFD in it, and is not found again. */
function noteUnseen(walk: Walk, path: string, error: unknown): void {
  if (!walk.rules.leavesOut(path, false)) {
    const fault = "has a name that is not UTF-8. Rename it, or leave its folder out by `ignore`.";
    walk.problems.push(
      path.includes("\uFFFD")
        ? `${nameIn(walk, path)} ${fault}`
        : fileSystemProblem(`The file ${nameIn(walk, path)}`, error),
    );
  }
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
