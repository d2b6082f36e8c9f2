import { crc32 } from "./crc32.js";
import { changedProblem } from "./files.js";
import { CodeProblems } from "./problems.js";
import { dataDescriptor, directoryHeader, endOfDirectory, localHeader } from "./zipHeaders.js";

/** One file of a package, to be read when its turn comes. */
export interface ZipEntry {
  /** Its path in the package: NFC, forward slashes. */
  name: string;
  /** The file as messages name it. */
  label: string;
  sizeBytes: number;
  /** Where the bytes come with a checksum of their own (out of another zip), they are held against it. */
  crc32?: number;
  /** Equal values mean equal bytes, unless the clock did not move on since `changedAtMs`; absent where nothing can be said. */
  fingerprint?: string | undefined;
  changedAtMs?: number;
  /** All bytes; a chunk may be overwritten by the next one. */
  read(): AsyncIterable<Uint8Array>;
  readHead(lengthBytes: number): Promise<Uint8Array>;
}

/**
 * The number of the layout below. It goes up together with the golden hashes in the tests: another layout, level, chunk
 * size or fflate gives every folder another CodeSha256, deploys every function again, and is therefore a breaking release.
 */
export const zipFormat = 1;

/**
 * Writes the reproducible zip of these entries, already sorted, piece by piece into `write`, which must not keep a piece.
 * Nothing in it depends on the machine: fixed date, fixed permissions, no extra fields, a compressor in plain JavaScript.
 */
export async function writeZip(entries: readonly ZipEntry[], write: (bytes: Uint8Array) => void): Promise<void> {
  const { Deflate } = await import("fflate");
  const directory: Buffer[] = [];
  let offsetBytes = 0;
  const put = (bytes: Uint8Array): void => {
    offsetBytes += bytes.length;
    write(bytes);
  };
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const startBytes = offsetBytes;
    put(localHeader(name));
    const dataStartBytes = offsetBytes;
    const checksum = await deflate(entry, new Deflate({ level, mem: hashBits }, put));
    const sums = { crc32: checksum, zippedBytes: offsetBytes - dataStartBytes, sizeBytes: entry.sizeBytes };
    put(dataDescriptor(sums));
    directory.push(directoryHeader(name, sums, startBytes));
  }
  const directoryStartBytes = offsetBytes;
  directory.forEach(put);
  put(endOfDirectory(entries.length, offsetBytes - directoryStartBytes, directoryStartBytes));
}

// What follows decides the bytes, and with them the hash of every folder ever deployed, as zipHeaders does. The platform's
// zlib would be faster, but its output differs between builds of Node (zlib, zlib-ng, Chromium's fork).
const level = 6;
// fflate's `mem`: 2^(12 + 4) hash slots, 128 KiB a file. The default is 2 MiB, which costs more to clear than most files
// cost to compress; the size of the result differs by less than 0.1 %.
const hashBits = 4;
const chunkBytes = 256 * 1024;

interface Compressor {
  push(bytes: Uint8Array, isLast: boolean): void;
}

/** Feeds the file to the compressor in chunks of one size, whatever the reader gives, and returns its CRC-32. */
async function deflate(entry: ZipEntry, compressor: Compressor): Promise<number> {
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, entry.sizeBytes));
  let checksum = 0;
  let doneBytes = 0;
  let heldBytes = 0;
  const push = (): void => {
    const bytes = chunk.subarray(0, heldBytes);
    checksum = crc32(bytes, checksum);
    doneBytes += heldBytes;
    heldBytes = 0;
    compressor.push(bytes, doneBytes === entry.sizeBytes);
  };
  for await (const bytes of entry.read()) {
    if (doneBytes + heldBytes + bytes.length > entry.sizeBytes) {
      throw new CodeProblems([changedProblem(entry.label)]);
    }
    for (let from = 0; from < bytes.length;) {
      const takenBytes = Math.min(bytes.length - from, chunk.length - heldBytes);
      chunk.set(bytes.subarray(from, from + takenBytes), heldBytes);
      heldBytes += takenBytes;
      from += takenBytes;
      if (heldBytes === chunk.length) {
        push();
      }
    }
  }
  if (heldBytes > 0 || entry.sizeBytes === 0) {
    push();
  }
  if (doneBytes !== entry.sizeBytes) {
    throw new CodeProblems([changedProblem(entry.label)]);
  }
  if (entry.crc32 !== undefined && entry.crc32 !== checksum) {
    throw new CodeProblems([`The file ${entry.label} is damaged: its checksum is wrong. Build the archive again.`]);
  }
  return checksum;
}
