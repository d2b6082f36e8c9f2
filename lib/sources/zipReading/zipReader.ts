import { closeSync, readSync } from "node:fs";
import { Readable } from "node:stream";
import type { ZipFile } from "yauzl";
import { openFile } from "../disk/files.js";
import type { FileState } from "../disk/files.js";
import type { ReadBytes } from "./zipTail.js";

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

/** The zip to the library, which asks for the directory line by line, two reads for each. */
export async function openLibraryZip(access: RandomAccess): Promise<ZipFile> {
  const { fromRandomAccessReaderPromise, RandomAccessReader } = await import("yauzl");
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
        result = access.read(from, lengthBytes);
      } catch (error) {
        process.nextTick(done, error);
        return;
      }
      result.copy(buffer, offset);
      process.nextTick(done, null, result.length);
    }

    override createReadStream({ start, end }: { start: number; end: number }): Readable {
      return Readable.from(chunksOf(access, start, end), { objectMode: false });
    }

    // Who opened the file closes it: streams read at once or not at all, so nothing is under way by then.
    override close(done: (error: Error | null) => void): void {
      process.nextTick(done, null);
    }
  }
  return fromRandomAccessReaderPromise(new Reader(), access.sizeBytes, { autoClose: false, decodeStrings: false });
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

function* chunksOf(access: RandomAccess, start: number, end: number): Generator<Buffer, void, undefined> {
  for (let from = start; from < end;) {
    const chunk = access.read(from, Math.min(windowBytes, end - from));
    if (chunk.length === 0) {
      return;
    }
    from += chunk.length;
    yield chunk;
  }
}
