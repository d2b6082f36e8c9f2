import { maxEntries, maxUnzippedBytes, unzippedTooLarge } from "./limits.js";
import { quoteName } from "./problems.js";

/** The longest file name of the file systems on which Lambda unpacks. */
const maxSegmentBytes = 255;

/** Linux takes paths of 4,096 bytes, of which `/var/task/` and the last NUL are not the package's. */
const maxNameBytes = 4_085;

/** What is wrong with a list of entries, apart from their contents: `label` names the package. */
export function entryListProblems(entries: readonly { name: string; sizeBytes: number }[], label: string): string[] {
  if (entries.length === 0) {
    return [`The package ${label} holds no file. Put at least one file into it, or look at the ignore rules.`];
  }
  if (entries.length > maxEntries) {
    const limit = `a zip takes at most ${maxEntries.toLocaleString("en-US")}`;
    return [`The package ${label} holds ${entries.length.toLocaleString("en-US")} files; ${limit}. Leave some out.`];
  }
  const problems = entries.flatMap(({ name }) => {
    const fault = nameFault(name);
    return fault === undefined ? [] : [`The entry ${quoteName(name)} of ${label} ${fault}.`];
  });
  problems.push(...clashes(entries, label));
  const unzippedBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (unzippedBytes > maxUnzippedBytes) {
    problems.push(unzippedTooLarge(label, unzippedBytes));
  }
  return problems;
}

/** Why nothing can be unpacked under this name, with the way out; undefined for a good name. */
export function nameFault(name: string): string | undefined {
  if (plainName(name) === "") {
    return "has an empty name; give it one";
  }
  if (name.startsWith("/") || /^[A-Za-z]:[\\/]/.test(name) || name.startsWith("\\")) {
    return "has an absolute path for a name; make it relative to the package";
  }
  const segments = name.split(/[\\/]/);
  if (segments.includes("..")) {
    return "leads out of the package by `..`; name it by its place inside the package";
  }
  if (name.includes("\\")) {
    return "has a backslash in its name, which is no separator on Lambda; use forward slashes";
  }
  if (name.includes("\0") || /\p{Surrogate}/u.test(name)) {
    return "has a character in its name which no file system takes; rename it";
  }
  if (segments.some((segment) => Buffer.byteLength(segment) > maxSegmentBytes)) {
    return `has a part of its name longer than ${maxSegmentBytes} bytes, which Lambda cannot unpack; shorten it`;
  }
  if (Buffer.byteLength(name) > maxNameBytes) {
    return `has a path longer than ${maxNameBytes} bytes, which Lambda cannot unpack; shorten it`;
  }
  return undefined;
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

function clashes(entries: readonly { name: string }[], label: string): string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  const twice = new Set<string>();
  for (const entry of entries) {
    const name = plainName(entry.name);
    if (names.has(name)) {
      twice.add(name);
    }
    names.add(name);
  }
  for (const name of twice) {
    problems.push(
      `The package ${label} holds ${quoteName(name)} more than once. Which one counts is left to chance: keep one.`,
    );
  }
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
