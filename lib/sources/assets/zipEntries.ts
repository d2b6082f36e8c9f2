import { entriesOfOneName, plainName } from "../package/entryNames.js";
import { failOn } from "../package/problems.js";
import type { ZipEntry } from "../package/zipEntry.js";
import { type FoundEntry, isKnownMethod, isLink } from "../zipReading/entryData.js";
import type { OpenZip } from "../zipReading/zipInspect.js";
import { isSameFile, nameOfMethod } from "../zipReading/zipWarnings.js";

/** The files and links of a zip as entries of a package of ours, under `prefix`. */
export async function zipEntries(
  zip: OpenZip,
  prefix: string,
  fingerprint?: string,
  changedAtMs?: number,
): Promise<ZipEntry[]> {
  failOn(unpackProblems(zip));
  const entries: ZipEntry[] = [];
  for (const entry of withoutCopies(zip.entries)) {
    // In the new zip the name is in UTF-8.
    const own = { name: prefix + plainName(entry.name), rawName: undefined, fingerprint, changedAtMs };
    entries.push({ ...entry, ...own, ...(isLink(entry) ? { linkTarget: await readLink(entry) } : {}) });
  }
  return entries;
}

/** Where a link of a zip leads: all that there is in it. */
async function readLink(entry: FoundEntry): Promise<string> {
  const parts: Uint8Array[] = [];
  failOn(
    entry.sizeBytes > maxTargetBytes
      ? [
          `The symbolic link ${entry.label} is longer than ${maxTargetBytes} bytes, which Lambda cannot unpack. Shorten it.`,
        ]
      : [],
  );
  await entry.check();
  for await (const bytes of entry.read()) {
    parts.push(Uint8Array.from(bytes));
  }
  return Buffer.concat(parts).toString();
}

/** Linux takes links of 4,095 bytes. */
const maxTargetBytes = 4_095;

/** Why the entries of a zip cannot be put into a package of ours. */
function unpackProblems({ entries }: OpenZip): string[] {
  return entries
    .filter(({ method }) => !isKnownMethod(method))
    .map(
      ({ label: what, method }) =>
        `The entry ${what} is compressed by ${nameOfMethod(method)}, which cannot be unpacked here to be put into another zip. Build that zip with default settings, or deploy it by itself.`,
    );
}

/** Build tools put the same licence in many times; only what differs is a question. */
function withoutCopies(entries: FoundEntry[]): FoundEntry[] {
  const copies = new Set(
    entriesOfOneName(entries).flatMap(([first, ...others]) =>
      others.filter((other) => first !== undefined && isSameFile(first, other)),
    ),
  );
  return copies.size === 0 ? entries : entries.filter((entry) => !copies.has(entry));
}
