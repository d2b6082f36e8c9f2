import { posix } from "node:path";
import type { FileState } from "../disk/files.js";
import { quoteName } from "../package/problems.js";
import type { IgnoreRules } from "./ignoreRules.js";

/** A real folder that is in the package whole, but for what the rules leave out. */
export interface Mount {
  folder: string;
  /** Its place there, "" for the folder that is deployed. */
  path: string;
}

/** A symbolic link of the package. */
export interface Link {
  path: string;
  /** What it says: relative to the folder that it lies in, or absolute where it leads out of the package. */
  target: string;
  /** Where in the package it leads; absent where it leads out of it. */
  place?: string;
  /** Whether it leads nowhere on this machine either. */
  isDangling: boolean;
}

/** A folder being listed, and what was found so far. */
export interface Walk {
  label: string;
  rules: IgnoreRules;
  /** Whether links that lead out are replaced by what they lead to. */
  follows: boolean;
  root: string;
  /** By the real folder: what of outside the root has become part of the package. */
  mounts: Map<string, Mount>;
  files: { path: string; state: FileState }[];
  links: Link[];
  problems: string[];
  warnings: string[];
  /** Settings that our own rules leave out, and nobody asked for that. */
  leftOutUnasked: string[];
  /** Files of rules that are not at the top, and not read. */
  unreadRules: string[];
  /** Links to Lambda's own places where this machine has something, too. */
  ambiguous: Link[];
  folders: number;
}

/** How messages name a path of the package. */
export function nameIn({ label }: Pick<Walk, "label">, path: string): string {
  return path === "" ? label : `${quoteName(path)} of ${label}`;
}

/** Settings are missed at run time only; nobody misses a `.git`. */
export function noteLeftOut(walk: Walk, path: string, isFolder: boolean): void {
  if (posix.basename(path).startsWith(".env") && walk.rules.leavesOutUnasked(path, isFolder)) {
    walk.leftOutUnasked.push(path);
  }
}
