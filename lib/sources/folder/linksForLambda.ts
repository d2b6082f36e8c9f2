import { readlinkSync } from "node:fs";
import { join, parse, relative, resolve, sep } from "node:path";
import { leadsToLambdasOwn } from "./packagePaths.js";

/** Whether a link that says so leads to a place of Lambda's own. */
export function isForLambda(text: string): boolean {
  return leadsToLambdasOwn(asOnLambda(text));
}

/** What a link says, in the way of Lambda's system. */
export function asOnLambda(text: string): string {
  return process.platform === "win32" ? text.replaceAll("\\", "/") : text;
}

// As Linux has it: who goes through more of them goes in a circle.
const maxHops = 40;

/** Whether the way to `path` goes by a link of the package to a place of Lambda's own, be that there or not. */
export function meetsLinkForLambda(path: string, isInPackage: (path: string) => boolean): boolean {
  let at = parse(path).root;
  let ahead = relative(at, path).split(sep);
  for (let hops = 0; hops < maxHops && ahead.length > 0;) {
    const [name = "", ...rest] = ahead;
    const text = linkTextAt(join(at, name));
    if (text === undefined) {
      at = join(at, name);
      ahead = rest;
      continue;
    }
    const next = resolve(at, text);
    // In the folder, a place under /tmp is the folder's.
    if (isForLambda(text) && !isInPackage(next)) {
      return isInPackage(join(at, name));
    }
    at = parse(next).root;
    ahead = [...relative(at, next).split(sep), ...rest];
    hops += 1;
  }
  return false;
}

function linkTextAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
