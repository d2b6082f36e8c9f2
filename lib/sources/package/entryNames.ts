import { maxEntries, maxUnzippedBytes, unzippedTooLarge } from "./limits.js";
import { quoteName } from "./problems.js";

/** The longest file name of the file systems on which Lambda unpacks. */
const maxSegmentBytes = 255;

/** Linux takes paths of 4,096 bytes, of which `/var/task/` and the last NUL are not the package's. */
const maxNameBytes = 4_085;

/** What is known of an entry from its line in a list. */
export interface NamedEntry {
  name: string;
  sizeBytes: number;
  /** The bytes of the name, where they are not those of its text in UTF-8. */
  rawName?: Uint8Array;
}

/** What is wrong with a list of entries, apart from their contents: `label` names the package. */
export function entryListProblems(entries: readonly NamedEntry[], label: string): string[] {
  if (entries.length === 0) {
    return [`The package ${label} holds no file. Put at least one file into it, or look at the ignore rules.`];
  }
  if (entries.length > maxEntries) {
    return [tooManyEntries(label, entries.length)];
  }
  const problems = entries.flatMap(({ name, rawName }) => {
    const fault = entryNameFault(name, rawName);
    return fault === undefined ? [] : [`The entry ${quoteName(name)} of ${label} ${fault}.`];
  });
  problems.push(...foldersThatAreFiles(entries, label));
  const unzippedBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (unzippedBytes > maxUnzippedBytes) {
    problems.push(unzippedTooLarge(label, unzippedBytes));
  }
  return problems;
}

/** The sentence for more entries than a zip may have. */
export function tooManyEntries(label: string, count: number): string {
  const limit = `a zip takes at most ${maxEntries.toLocaleString("en-US")}`;
  return `The package ${label} holds ${count.toLocaleString("en-US")} files; ${limit}. Leave some out.`;
}

/** Why nothing should be put into a package of ours under this name, with the way out; undefined for a good name. */
export function nameFault(name: string): string | undefined {
  if (plainName(name) !== "" && isAbsolute(name)) {
    return "has an absolute path for a name; make it relative to the package";
  }
  if (name.split(/[\\/]/).includes("..")) {
    return leadsOut;
  }
  if (name.includes("\\")) {
    return "has a backslash in its name, which is no separator on Lambda; use forward slashes";
  }
  return entryNameFault(name);
}

/** Names of a package that Lambda takes literally, or perhaps not at all: said, for each kind, in one sentence. */
export function nameWarnings(entries: readonly NamedEntry[], label: string): string[] {
  const absolute = entries.filter(({ name }) => isAbsolute(name));
  const backslashed = entries.filter(({ name }) => name.includes("\\") && !isAbsolute(name));
  return [
    ...(absolute.length === 0
      ? []
      : [
          `The package ${label} has names that are absolute paths: ${listNames(absolute)}. Nothing says where Lambda puts such files: make them relative to the package.`,
        ]),
    ...(backslashed.length === 0
      ? []
      : [
          `The package ${label} has names with a backslash: ${listNames(backslashed)}. On Lambda that is a character like any other, and no separator of folders: where one is meant, build the package with forward slashes.`,
        ]),
  ];
}

/** The names that entries have more than once, however they are spelt: for each the entries, in their order. */
export function entriesOfOneName<Named extends { name: string }>(entries: readonly Named[]): Named[][] {
  const byName = new Map<string, Named | Named[]>();
  const twice: Named[][] = [];
  for (const entry of entries) {
    const name = plainName(entry.name);
    const known = byName.get(name);
    if (Array.isArray(known)) {
      known.push(entry);
    } else if (known === undefined) {
      byName.set(name, entry);
    } else {
      const both = [known, entry];
      byName.set(name, both);
      twice.push(both);
    }
  }
  return twice;
}

/** What is wrong with a package of ours in which one name stands for several files. */
export function duplicateProblems(entries: readonly { name: string }[], label: string): string[] {
  return entriesOfOneName(entries).map(
    ([first]) =>
      `The package ${label} holds ${quoteName(plainName(first?.name ?? ""))} more than once. Which one counts is left to chance: keep one.`,
  );
}

/** The name without the parts that lead nowhere: `./a//b` and `a/b` are one file once unpacked. */
export function plainName(name: string): string {
  return /(^|\/)\.?(\/|$)/.test(name)
    ? name
        .split("/")
        .filter((segment) => segment !== "" && segment !== ".")
        .join("/")
    : name;
}

/** Some names, for a message. */
export function listNames(entries: readonly { name: string }[]): string {
  const shown = entries.slice(0, 5).map(({ name }) => quoteName(name));
  return entries.length > shown.length
    ? `${shown.join(", ")} and ${entries.length - shown.length} more`
    : shown.join(", ");
}

const leadsOut = "leads out of the package by `..`; name it by its place inside the package";

/** Why nothing can be unpacked under this name. */
function entryNameFault(name: string, rawName?: Uint8Array): string | undefined {
  if (plainName(name) === "") {
    return "has an empty name; give it one";
  }
  const segments = name.split("/");
  if (segments.includes("..")) {
    return leadsOut;
  }
  if (name.includes("\0") || /\p{Surrogate}/u.test(name)) {
    return "has a character in its name which no file system takes; rename it";
  }
  if (longestSegmentBytes(segments, rawName) > maxSegmentBytes) {
    return `has a part of its name longer than ${maxSegmentBytes} bytes, which Lambda cannot unpack; shorten it`;
  }
  if ((rawName?.length ?? Buffer.byteLength(name)) > maxNameBytes) {
    return `has a path longer than ${maxNameBytes} bytes, which Lambda cannot unpack; shorten it`;
  }
  return undefined;
}

function longestSegmentBytes(segments: readonly string[], rawName: Uint8Array | undefined): number {
  // Latin-1: one character a byte.
  const measured = rawName === undefined ? segments : Buffer.from(rawName).toString("latin1").split("/");
  const encoding = rawName === undefined ? "utf8" : "latin1";
  return measured.reduce((longest, segment) => Math.max(longest, Buffer.byteLength(segment, encoding)), 0);
}

function isAbsolute(name: string): boolean {
  return /^(\/|\\|[A-Za-z]:[\\/])/.test(name);
}

function foldersThatAreFiles(entries: readonly { name: string }[], label: string): string[] {
  const problems: string[] = [];
  const names = new Set(entries.map(({ name }) => plainName(name)));
  const asFolders = new Set<string>();
  for (const name of names) {
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1)) {
      const folder = name.slice(0, end);
      if (asFolders.has(folder)) {
        break;
      }
      asFolders.add(folder);
      if (names.has(folder)) {
        problems.push(
          `The package ${label} holds ${quoteName(folder)} both as a file and as a folder. Rename one of them.`,
        );
      }
    }
  }
  return problems;
}
