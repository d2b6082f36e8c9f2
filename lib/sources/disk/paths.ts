import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { stateOfFile } from "./files.js";
import type { FileState } from "./files.js";
import { printable } from "../../ground/printable.js";
import { CodeProblems, fileSystemProblem } from "../package/problems.js";

/** A path that exists, links followed: a folder or a regular file. */
export type FoundPath = { kind: "folder"; path: string } | { kind: "file"; file: FileState };

/** Looks at a path of the program, relative to its main folder, in which Pulumi runs it. `subject` begins the sentence. */
export function lookAtPath(path: string, subject: string): FoundPath {
  try {
    const realPath = realpathSync(resolve(path));
    const stats = statSync(realPath, { bigint: true });
    if (stats.isDirectory()) {
      return { kind: "folder", path: realPath };
    }
    if (stats.isFile()) {
      return { kind: "file", file: stateOfFile(realPath, stats) };
    }
  } catch (error) {
    throw new CodeProblems([`${fileSystemProblem(subject, error)} Looked for: ${shownPath(resolve(path))}.`]);
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
