import { realpathSync, statSync } from "node:fs";
import nodePath from "node:path";
import { stateOfFile } from "./files.js";
import type { FileState } from "./files.js";
import { printable } from "../../ground/printable.js";
import { CodeProblems, fileSystemProblem } from "../package/problems.js";

/** A path that exists, links followed: a folder or a regular file. */
export type FoundPath = { kind: "folder"; path: string } | { kind: "file"; file: FileState };

/** Looks at a path of the program, relative to its main folder, in which Pulumi runs it. `subject` begins the sentence. */
export function lookAtPath(path: string, subject: string): FoundPath {
  const whole = nodePath.resolve(path);
  try {
    const realPath = realPathOf(whole);
    const stats = statSync(realPath, { bigint: true });
    if (stats.isDirectory()) {
      return { kind: "folder", path: realPath };
    }
    if (stats.isFile()) {
      return { kind: "file", file: stateOfFile(realPath, stats) };
    }
  } catch (error) {
    throw new CodeProblems([`${fileSystemProblem(subject, error)} Looked for: ${shownPath(whole)}.`]);
  }
  throw new CodeProblems([`${subject} is neither a file nor a folder. Give the path of a .zip or of a folder.`]);
}

/** A path as messages show it; what cannot be one is not shown, for it may be anything, such as a whole program. */
export function shownPath(path: string): string {
  if (/[\r\n]/.test(path)) {
    return "(several lines, not shown)";
  }
  return printable(path.length > 200 ? `${path.slice(0, 180)}…` : path);
}

/**
 * The path with all links followed, spelt as the disk has it: Node's own walk keeps `c:\` for `C:\`, short names, and the
 * case in which somebody typed it. Some virtual drives of Windows cannot say; for them it is Node's walk.
 */
export function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return realpathSync(path);
  }
}

/** Whether `path` is the folder or lies in it, by the rules of the system: on Windows case does not count, and a drive does. */
export function isInside(
  folder: string,
  path: string,
  system: Pick<typeof nodePath, "relative" | "isAbsolute" | "sep"> = nodePath,
): boolean {
  const way = system.relative(folder, path);
  return way !== ".." && !way.startsWith(`..${system.sep}`) && !system.isAbsolute(way);
}
