import type { Readable } from "node:stream";
import { constants, inflateRawSync } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import { CodeProblems, quoteName } from "../package/problems.js";
import { crc32 } from "../package/crc32.js";
import type { ZipEntry } from "../package/zipEntry.js";
import type { ReadBytes } from "./endRecords.js";
import type { EntryName } from "./entryName.js";

/** An entry with what the directory says of it. */
export interface FoundEntry extends ZipEntry, EntryName {
  crc32: number;
  /** 0: stored; 8: deflated. */
  method: number;
  /** As Unix has it, with the kind of file; 0 where the tool wrote none. */
  mode: number;
  /** Whether one of its numbers stands in its field of zip64 only. */
  needsZip64: boolean;
  /** Throws CodeProblems where the data are not what the directory says. */
  check(): Promise<void>;
}

/** A zip under way, offsets counted from its own first byte. */
export interface ZipInReading {
  zip: ZipFile;
  read: ReadBytes;
  label: string;
}

/** An entry of which nothing has been read but its line in the directory. */
export function zipEntryOf(reading: ZipInReading, entry: Entry, name: string): Omit<FoundEntry, "needsZip64"> {
  const { zip } = reading;
  const label = `${quoteName(name)} of ${reading.label}`;
  const found = {
    name,
    label,
    sizeBytes: entry.uncompressedSize,
    crc32: entry.crc32,
    method: entry.compressionMethod,
    mode: modeOf(entry),
  };
  return {
    ...found,
    read: () => readEntry(zip, entry, label),
    readHead: (lengthBytes) => readEntryHead(zip, entry, label, lengthBytes),
    check: () => checkEntry(reading, entry, label),
  };
}

/** Whether an entry is a symbolic link; its data are where it leads. */
export function isLink({ mode }: Pick<FoundEntry, "mode">): boolean {
  return (mode & 0o170000) === 0o120000;
}

/** Whether we can read what a method has compressed: stored, or deflated, the two that Lambda is known to unpack. */
export function isKnownMethod(method: number): boolean {
  return method === 0 || method === 8;
}

/** Whatever the library finds wrong is a damaged zip to us. */
export async function guard<T>(result: Promise<T>, label: string): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw error instanceof CodeProblems ? error : new CodeProblems([damaged(label, error)]);
  }
}

/** The sentence for a zip in which something is not as it should be. */
export function damaged(label: string, error?: unknown): string {
  const detail = error instanceof Error ? ` (${quoteName(error.message)})` : "";
  return `The zip ${label} is damaged${detail}. Build it or copy it again.`;
}

// What made the entry; only Unix (3) and macOS (19) have modes as Linux has them.
/** As Unix has it, with the kind of file; 0 where the tool wrote none. */
export function modeOf({
  versionMadeBy,
  externalFileAttributes,
}: Pick<Entry, "versionMadeBy" | "externalFileAttributes">): number {
  return [3, 19].includes(versionMadeBy >>> 8) ? externalFileAttributes >>> 16 : 0;
}

/** Larger ones are inflated as a stream, so that memory stays small and others get their turns. */
const maxBytesAtOnce = 2 * 1024 * 1024;

// zlib takes no smaller one; one piece of just the size spares putting many together.
const leastChunkBytes = 64;

async function checkEntry({ zip, read }: ZipInReading, entry: Entry, label: string): Promise<void> {
  const { uncompressedSize: sizeBytes, compressedSize: zippedBytes, compressionMethod: method } = entry;
  if (!isKnownMethod(method) || (sizeBytes === 0 && entry.crc32 === 0)) {
    return;
  }
  let checksum = 0;
  if (sizeBytes > maxBytesAtOnce || zippedBytes > maxBytesAtOnce) {
    for await (const chunk of readEntry(zip, entry, label)) {
      checksum = crc32(chunk, checksum);
    }
  } else {
    const { fileDataStart } = await guard(zip.readLocalFileHeaderPromise(entry, { minimal: true }), label);
    const raw = read(fileDataStart, zippedBytes);
    // One byte more than declared is enough to see that it goes on.
    const data =
      method === 0
        ? raw
        : inflated(raw, { maxOutputLength: sizeBytes + 1, chunkSize: Math.max(leastChunkBytes, sizeBytes + 1) });
    if (data?.length !== sizeBytes) {
      throw new CodeProblems([damaged(label)]);
    }
    checksum = crc32(data);
  }
  if (checksum !== entry.crc32) {
    throw new CodeProblems([
      `The entry ${label} is damaged: its checksum (CRC) is wrong. Build the zip or copy it again.`,
    ]);
  }
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
  const head = inflated(raw, { finishFlush: constants.Z_SYNC_FLUSH });
  if (head === undefined) {
    throw new CodeProblems([damaged(label)]);
  }
  return head.subarray(0, lengthBytes);
}

function inflated(raw: Buffer, options: Parameters<typeof inflateRawSync>[1]): Buffer | undefined {
  try {
    return inflateRawSync(raw, options);
  } catch {
    return undefined;
  }
}

async function collect(stream: Readable): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return chunks;
}
