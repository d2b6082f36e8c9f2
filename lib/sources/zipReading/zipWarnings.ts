import { entriesOfOneName, listNames, nameWarnings, plainName } from "../package/entryNames.js";
import { quoteName } from "../package/problems.js";
import { type FoundEntry, isKnownMethod, isLink } from "./entryData.js";
import type { OpenZip } from "./zipInspect.js";

/** What of a zip that others made nobody knows Lambda to take, or what keeps its files from being used there. */
export function zipWarnings(zip: OpenZip, label: string): string[] {
  return [
    ...formWarnings(zip, label),
    ...methodWarnings(zip.entries, label),
    ...duplicateWarnings(zip.entries, label),
    ...nameWarnings(zip.entries, label),
    ...modeWarnings(zip, label),
  ];
}

const unknown = "Nothing says whether Lambda unpacks that";

function formWarnings({ records, prependedBytes, entries, folders }: OpenZip, label: string): string[] {
  const { trailingBytes, missingBytes, needsZip64, isContradicted } = records;
  const warnings: string[] = [];
  const count = (bytes: number): string => `${bytes.toLocaleString("en-US")} ${bytes === 1 ? "byte" : "bytes"}`;
  if (trailingBytes > 0) {
    const cause = "A tool that writes to a pipe may pad its output, and so may a copy";
    warnings.push(
      `The zip ${label} has ${count(trailingBytes)} behind its end. ${unknown}. ${cause}: build it to a file.`,
    );
  }
  if (missingBytes > 0) {
    warnings.push(
      `The zip ${label} ends ${count(missingBytes)} before the end of its comment. ${unknown}. Build it or copy it again.`,
    );
  }
  if (prependedBytes > 0) {
    const fault = `has ${count(prependedBytes)} before its first entry, which its offsets do not count`;
    warnings.push(`The zip ${label} ${fault}. ${unknown}. Cut them off, or mend the offsets by \`zip -A\`.`);
  }
  if (isContradicted) {
    warnings.push(
      `The zip ${label} has records of zip64 that contradict its last one. Nothing says which of them Lambda reads. Build it again.`,
    );
  }
  const entry = [...entries, ...folders].find((found) => found.needsZip64);
  if (needsZip64 || entry !== undefined) {
    const where = needsZip64 ? "in its last record" : `for ${quoteName(entry?.name ?? "")}`;
    warnings.push(`The zip ${label} needs zip64 (${where}). ${unknown}. Build it without zip64.`);
  }
  return warnings;
}

function methodWarnings(entries: readonly FoundEntry[], label: string): string[] {
  const others = entries.filter(({ method }) => !isKnownMethod(method));
  const methods = [...new Set(others.map(({ method }) => nameOfMethod(method)))].join(", ");
  return others.length === 0
    ? []
    : [
        `The zip ${label} has entries compressed by ${methods}: ${listNames(others)}. Lambda is only known to unpack stored and deflated entries: build it with default settings.`,
      ];
}

// As the specification of zip numbers them.
const methodNames: Record<number, string> = {
  1: "Shrink",
  6: "Implode",
  9: "Deflate64",
  12: "bzip2",
  14: "LZMA",
  93: "zstd",
  95: "xz",
  98: "PPMd",
  99: "AES",
};

/** A method of compression by its name, where it has one. */
export function nameOfMethod(method: number): string {
  const name = methodNames[method];
  return name === undefined ? `method ${method}` : `${name} (method ${method})`;
}

function duplicateWarnings(entries: readonly FoundEntry[], label: string): string[] {
  const differing = entriesOfOneName(entries).filter(
    ([first, ...others]) => first !== undefined && others.some((other) => !isSameFile(first, other)),
  );
  const names = differing.flatMap(([first]) => (first === undefined ? [] : [{ name: plainName(first.name) }]));
  return names.length === 0
    ? []
    : [
        `The zip ${label} has several files of one name: ${listNames(names)}. Nothing says which of them Lambda keeps: keep one.`,
      ];
}

/** Whether two entries hold the same bytes, as far as size and checksum tell. */
export function isSameFile(one: FoundEntry, other: FoundEntry): boolean {
  return one.sizeBytes === other.sizeBytes && one.crc32 === other.crc32 && isLink(one) === isLink(other);
}

/** Lambda runs a function as a user of its own, to whom files belong to somebody else. */
function modeWarnings({ entries, folders }: OpenZip, label: string): string[] {
  const isClosed = (wanted: number) => (entry: FoundEntry) =>
    (entry.mode & 0o777) !== 0 && !isLink(entry) && (entry.mode & wanted) !== wanted;
  const closed = [...folders.filter(isClosed(0o005)), ...entries.filter(isClosed(0o004))];
  const warnings =
    closed.length === 0
      ? []
      : [
          `The zip ${label} has files that Lambda's user may not read: ${listNames(closed)} (${modeOf(closed[0])}). Give them mode 0644, and folders and programs 0755, before they are zipped.`,
        ];
  const bootstrap = entries.find((entry) => plainName(entry.name) === "bootstrap");
  if (bootstrap !== undefined && !isLink(bootstrap) && (bootstrap.mode & 0o001) === 0) {
    const mode = (bootstrap.mode & 0o777) === 0 ? "has no mode" : `has mode ${modeOf(bootstrap)}`;
    warnings.push(
      `The file "bootstrap" of ${label} ${mode}, so that Lambda may not be able to start it. Give it mode 0755 before it is zipped, on Linux or macOS, or deploy its folder.`,
    );
  }
  return warnings;
}

function modeOf(entry: FoundEntry | undefined): string {
  return `0${((entry?.mode ?? 0) & 0o777).toString(8).padStart(3, "0")}`;
}
