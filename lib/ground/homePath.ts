import { homedir } from "node:os";
import path from "node:path";

/** A path as programs write it, where `~/` is the home folder: no shell has seen it. */
export function homePath(file: string): string {
  return /^~(?=[/\\]|$)/.test(file) ? path.join(homedir(), file.slice(1)) : file;
}
