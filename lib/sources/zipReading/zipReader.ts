import { closeSync, readSync } from "node:fs";
import { Readable } from "node:stream";
import type { ZipFile } from "yauzl";
import { openFile } from "../disk/files.js";
import type { FileState } from "../disk/files.js";
import type { DirectoryPlace, ReadBytes } from "./endRecords.js";

/** Bytes at random places of a zip, on disk or in memory. */
export interface RandomAccess {
  sizeBytes: number;
  read: ReadBytes;
  close(): void;
}

/** A file on disk that must not have changed since it was listed, or bytes in memory, for reading at random. */
export function openForReading(source: FileState | Buffer, label: string): RandomAccess {
  if (Buffer.isBuffer(source)) {
    return {
      sizeBytes: source.length,
      read: (from, lengthBytes) => source.subarray(from, from + lengthBytes),
      close: () => undefined,
    };
  }
  const fd = openFile(source, label);
  return {
    sizeBytes: source.sizeBytes,
    read: withWindow((from, lengthBytes) => {
      const buffer = Buffer.allocUnsafe(lengthBytes);
      return buffer.subarray(0, readSync(fd, buffer, 0, lengthBytes, from));
    }),
    close: () => {
      closeSync(fd);
    },
  };
}

/**
 * The zip to the library, which asks for the directory line by line, two reads for each. What it gets as the end of the zip
 * are records of ours: those of the file it would take in one form only, and answer a hostile one by an exception in a callback.
 */
export async function openLibraryZip(read: ReadBytes, recordsStart: number, place: DirectoryPlace): Promise<ZipFile> {
  const { fromRandomAccessReaderPromise, RandomAccessReader } = await import("yauzl");
  const records = endRecordsFor(place, recordsStart);
  const readOrInvent: ReadBytes = (from, lengthBytes) => {
    const inFile = from < recordsStart ? read(from, Math.min(lengthBytes, recordsStart - from)) : Buffer.alloc(0);
    const behindFile = records.subarray(
      Math.max(0, from - recordsStart),
      Math.max(0, from + lengthBytes - recordsStart),
    );
    return behindFile.length === 0 ? inFile : Buffer.concat([inFile, behindFile]);
  };
  class Reader extends RandomAccessReader {
    override read(
      buffer: Buffer,
      offset: number,
      lengthBytes: number,
      from: number,
      done: (error: Error | null, readBytes?: number) => void,
    ): void {
      let result: Buffer;
      try {
        result = readOrInvent(from, lengthBytes);
      } catch (error) {
        process.nextTick(done, error);
        return;
      }
      result.copy(buffer, offset);
      process.nextTick(done, null, result.length);
    }

    override createReadStream({ start, end }: { start: number; end: number }): Readable {
      return Readable.from(chunksOf(read, start, Math.min(end, recordsStart)), { objectMode: false });
    }

    // Who opened the file closes it: streams read at once or not at all, so nothing is under way by then.
    override close(done: (error: Error | null) => void): void {
      process.nextTick(done, null);
    }
  }
  const sizeBytes = recordsStart + records.length;
  return fromRandomAccessReaderPromise(new Reader(), sizeBytes, { autoClose: false, decodeStrings: false });
}

/** In zip64's form, which holds any number. */
function endRecordsFor({ count, directoryBytes, directoryStart }: DirectoryPlace, position: number): Buffer {
  const records = Buffer.alloc(56 + 20 + 22);
  records.writeUInt32LE(0x06064b50, 0);
  records.writeBigUInt64LE(BigInt(count), 32);
  records.writeBigUInt64LE(BigInt(directoryBytes), 40);
  records.writeBigUInt64LE(BigInt(directoryStart), 48);
  records.writeUInt32LE(0x07064b50, 56);
  records.writeBigUInt64LE(BigInt(position), 56 + 8);
  records.writeUInt32LE(0x06054b50, 76);
  return records;
}

const windowBytes = 64 * 1024;

/** Small reads out of one big one: the lines of a directory lie one after the other, and 60,000 of them are 120,000 reads. */
function withWindow(read: ReadBytes): ReadBytes {
  let window: Buffer = Buffer.alloc(0);
  let windowStart = 0;
  return (from, lengthBytes) => {
    if (lengthBytes > windowBytes / 4) {
      return read(from, lengthBytes);
    }
    if (from < windowStart || from + lengthBytes > windowStart + window.length) {
      window = read(from, windowBytes);
      windowStart = from;
    }
    return window.subarray(from - windowStart, from - windowStart + lengthBytes);
  };
}

function* chunksOf(read: ReadBytes, start: number, end: number): Generator<Buffer, void, undefined> {
  for (let from = start; from < end;) {
    const chunk = read(from, Math.min(windowBytes, end - from));
    if (chunk.length === 0) {
      return;
    }
    from += chunk.length;
    yield chunk;
  }
}
