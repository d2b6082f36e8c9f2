import type { Entry, ZipFile } from "yauzl";
import { entryListProblems, tooManyEntries } from "../package/entryNames.js";
import { assertUnchanged } from "../disk/files.js";
import type { FileState } from "../disk/files.js";
import { maxEntries } from "../package/limits.js";
import { CodeProblems, failOn, quoteName } from "../package/problems.js";
import { findPrependedBytes, lineSignature, readEndRecords } from "./endRecords.js";
import type { EndRecords, ReadBytes } from "./endRecords.js";
import { damaged, type FoundEntry, guard, zipEntryOf, type ZipInReading } from "./entryData.js";
import { nameReader } from "./entryName.js";
import { openForReading, openLibraryZip } from "./zipReader.js";

/** A zip whose directory was found sound; close it when done. */
export interface OpenZip {
  /** Its files, without its folders, by the names that it has for them. */
  entries: FoundEntry[];
  folders: FoundEntry[];
  records: EndRecords;
  /** Before the first entry, and not counted by the offsets. */
  prependedBytes: number;
  /** Throws when the file was written to in the meantime. */
  close(): void;
}

/**
 * Reads the directory of a zip, at random and without inflating anything, and throws CodeProblems with all that is wrong
 * with it: what no unpacker takes, names that lead out, entries that share bytes, and what Lambda's limits forbid. Sizes are
 * the declared ones.
 */
export async function openZip(source: FileState | Buffer, label: string): Promise<OpenZip> {
  const access = openForReading(source, label);
  try {
    const records = readEndRecords(access.read, access.sizeBytes);
    const prependedBytes = typeof records === "string" ? records : findPrependedBytes(records, access.read);
    if (typeof records === "string" || typeof prependedBytes === "string") {
      const fault = typeof records === "string" ? records : prependedBytes;
      throw new CodeProblems([`The file ${label} ${fault}`]);
    }
    if (records.count > maxEntries) {
      throw new CodeProblems([tooManyEntries(label, records.count)]);
    }
    const read: ReadBytes = (from, lengthBytes) => access.read(from + prependedBytes, lengthBytes);
    const zip = await guard(openLibraryZip(read, records.recordsStart - prependedBytes, records), label);
    const found = await readDirectory({ zip, read, label }, records, access.sizeBytes);
    const close = (): void => {
      access.close();
      if (!Buffer.isBuffer(source)) {
        assertUnchanged(source, label);
      }
    };
    return { ...found, records, prependedBytes, close };
  } catch (error) {
    access.close();
    throw error instanceof CodeProblems ? error : new CodeProblems([damaged(label, error)]);
  }
}

async function readDirectory(
  reading: ZipInReading,
  { count, directoryStart }: EndRecords,
  sizeBytes: number,
): Promise<Pick<OpenZip, "entries" | "folders">> {
  const { zip, read, label } = reading;
  const nameOf = await nameReader();
  const entries: FoundEntry[] = [];
  const folders: FoundEntry[] = [];
  const problems: string[] = [];
  let zippedBytes = 0;
  let lineStart = directoryStart;
  for await (const entry of eachEntry(zip, label)) {
    const name = nameOf(entry);
    const needsZip64 = isSaturated(entry, read, lineStart);
    const found = { ...zipEntryOf(reading, entry, name.name), ...name, needsZip64 };
    (name.name.endsWith("/") ? folders : entries).push(found);
    zippedBytes += entry.compressedSize;
    lineStart += 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
    if (isEncrypted(entry)) {
      const what = `The entry ${quoteName(name.name)} of ${label}`;
      problems.push(`${what} is encrypted, and Lambda has no password for it. Build the zip without encryption.`);
    }
  }
  if (read(lineStart, 4).equals(lineSignature)) {
    const counted = `has more entries than its last record counts (${count.toLocaleString("en-US")})`;
    const cause = "some tools count to 65,535 and begin again";
    throw new CodeProblems([`The zip ${label} ${counted}: ${cause}. Leave files out, or deploy the folder.`]);
  }
  if (zippedBytes > sizeBytes) {
    problems.push(`The zip ${label} has entries that share their bytes, as zip bombs have. Build it again.`);
  }
  failOn([...problems, ...entryListProblems(entries, label)]);
  return { entries, folders };
}

async function* eachEntry(zip: ZipFile, label: string): AsyncGenerator<Entry, void, undefined> {
  const entries = zip.eachEntry();
  try {
    for (;;) {
      const next = await guard(entries.next(), label);
      if (next.done === true) {
        return;
      }
      yield next.value;
    }
  } finally {
    await entries.return?.();
  }
}

// Bit 0: encrypted; bit 6: strongly; bit 13: the directory too.
function isEncrypted(entry: Entry): boolean {
  return (entry.generalPurposeBitFlag & 0x2041) !== 0;
}

/** Whether sizes or place stand in the field of zip64 only: the library has put them in place, so that the line itself must be asked. */
function isSaturated(entry: Entry, read: ReadBytes, lineStart: number): boolean {
  if (!entry.extraFields.some(({ id, data }) => id === 1 && data.length > 0)) {
    return false;
  }
  const line = read(lineStart, 46);
  return line.length === 46 && [20, 24, 42].some((at) => line.readUInt32LE(at) === 0xffffffff);
}
