import type { Readable } from "node:stream";
import { constants, inflateRawSync } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { entryListProblems } from "../package/entryNames.js";
import { assertUnchanged } from "../disk/files.js";
import type { FileState } from "../disk/files.js";
import { CodeProblems, failOn, quoteName } from "../package/problems.js";
import { openForReading, openLibraryZip } from "./zipReader.js";
import { zipFault } from "./zipTail.js";
import type { ZipEntry } from "../package/zipEntry.js";

/** A zip whose directory was found sound; close it when done. */
export interface OpenZip {
  /** Its files, without its folders, by the names that it has for them. */
  entries: ZipEntry[];
  /** Names of the entries that are symbolic links. */
  links: string[];
  warnings: string[];
  /** Throws when the file was written to in the meantime. */
  close(): void;
}

/**
 * Reads the directory of a zip, at random and without inflating anything, and throws CodeProblems with all that is wrong
 * with it. Refused are zip64, encryption, names that lead out, duplicates, entries that share bytes, and what Lambda's
 * limits forbid; sizes are the declared ones, which Lambda checks by unpacking.
 */
export async function openZip(source: FileState | Buffer, label: string): Promise<OpenZip> {
  const access = openForReading(source, label);
  try {
    const fault = zipFault(access.read, access.sizeBytes);
    if (fault !== undefined) {
      throw new CodeProblems([`The file ${label} ${fault}`]);
    }
    const zip = await guard(openLibraryZip(access), label);
    const contents = await readDirectory(zip, access.sizeBytes, label);
    const close = (): void => {
      access.close();
      if (!Buffer.isBuffer(source)) {
        assertUnchanged(source, label);
      }
    };
    return { ...contents, close };
  } catch (error) {
    access.close();
    throw error instanceof CodeProblems ? error : new CodeProblems([damaged(label, error)]);
  }
}

async function readDirectory(zip: ZipFile, sizeBytes: number, label: string): Promise<Omit<OpenZip, "close">> {
  const { getFileNameLowLevel } = await import("yauzl");
  const contents: Omit<OpenZip, "close"> = { entries: [], links: [], warnings: [] };
  const problems: string[] = [];
  let zippedBytes = 0;
  for await (const entry of eachEntry(zip, label)) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    zippedBytes += entry.compressedSize;
    problems.push(...entryFaults(entry, name, label));
    if (!name.endsWith("/")) {
      contents.entries.push(zipEntryOf(zip, entry, name, label));
      contents.links.push(...(isLink(entry) ? [name] : []));
      contents.warnings.push(...(isKnownMethod(entry) ? [] : [methodWarning(entry, name, label)]));
    }
  }
  if (zippedBytes > sizeBytes) {
    problems.push(`The zip ${label} has entries that share their bytes, as zip bombs have. Build it again.`);
  }
  failOn([...problems, ...entryListProblems(contents.entries, label)]);
  return contents;
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

function entryFaults(entry: Entry, name: string, label: string): string[] {
  const what = `The entry ${quoteName(name)} of ${label}`;
  const needsZip64 = [entry.compressedSize, entry.uncompressedSize, entry.relativeOffsetOfLocalHeader].some(
    (value) => value >= 0xffffffff,
  );
  return [
    ...(isEncrypted(entry)
      ? [`${what} is encrypted, and Lambda has no password for it. Build the zip without encryption.`]
      : []),
    ...(needsZip64 ? [`${what} is in the zip64 format. Build the zip without zip64.`] : []),
  ];
}

// Bit 0: encrypted; bit 6: strongly; bit 13: the directory too.
function isEncrypted(entry: Entry): boolean {
  return (entry.generalPurposeBitFlag & 0x2041) !== 0;
}

function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function isKnownMethod(entry: Entry): boolean {
  return entry.compressionMethod === 0 || entry.compressionMethod === 8;
}

function methodWarning(entry: Entry, name: string, label: string): string {
  const what = `The entry ${quoteName(name)} of ${label} is compressed by method ${entry.compressionMethod}`;
  return `${what}; Lambda is only known to unpack stored and deflated entries.`;
}

function zipEntryOf(zip: ZipFile, entry: Entry, name: string, label: string): ZipEntry {
  const entryLabel = `${quoteName(name)} of ${label}`;
  return {
    name,
    label: entryLabel,
    sizeBytes: entry.uncompressedSize,
    crc32: entry.crc32,
    read: () => readEntry(zip, entry, entryLabel),
    readHead: (lengthBytes) => readEntryHead(zip, entry, entryLabel, lengthBytes),
  };
}

/** The library stops inflating where an entry goes on beyond its declared size, so a lie costs nothing. */
async function* readEntry(zip: ZipFile, entry: Entry, label: string): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = await guard(zip.openReadStreamPromise(entry), label);
  const chunks: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await guard(chunks.next(), label);
      if (next.done === true) {
        return;
      }
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}

/** Enough for the table of codes that comes before the first byte of Deflate's output; at most 1032 times as much comes out. */
const deflatedHeadBytes = 2048;

async function readEntryHead(zip: ZipFile, entry: Entry, label: string, lengthBytes: number): Promise<Uint8Array> {
  if (!entry.canDecodeFileData()) {
    return new Uint8Array();
  }
  const end = Math.min(entry.compressedSize, deflatedHeadBytes);
  const stream = await guard(zip.openReadStreamPromise(entry, { decodeFileData: false, start: 0, end }), label);
  const raw = Buffer.concat(await guard(collect(stream), label));
  if (entry.compressionMethod === 0) {
    return raw.subarray(0, lengthBytes);
  }
  try {
    return inflateRawSync(raw, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, lengthBytes);
  } catch {
    throw new CodeProblems([damaged(label)]);
  }
}

async function collect(stream: Readable): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return chunks;
}

/** Whatever the library finds wrong is a damaged zip to us. */
async function guard<T>(result: Promise<T>, label: string): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw error instanceof CodeProblems ? error : new CodeProblems([damaged(label, error)]);
  }
}

function damaged(label: string, error?: unknown): string {
  const detail = error instanceof Error ? ` (${quoteName(error.message)})` : "";
  return `The zip ${label} is damaged${detail}. Build it or copy it again.`;
}
