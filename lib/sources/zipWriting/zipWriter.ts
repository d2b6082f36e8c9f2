import type { ZipEntry } from "../package/zipEntry.js";
import { readBatches } from "./batches.js";
import type { Piece, ReadBatch } from "./batches.js";
import { crc32 } from "../package/crc32.js";
import type { DeflatedBatch } from "./deflateBatch.js";
import { DeflaterPool } from "./deflaterPool.js";
import { dataDescriptor, directoryHeader, endOfDirectory, fileKind, linkKind, localHeader } from "./zipHeaders.js";

/**
 * The number of the layout below. It goes up together with the golden hashes in the tests: another layout, level, size of
 * pieces or sections, or pako gives every folder another CodeSha256, deploys every function again, and is therefore a
 * breaking release.
 */
export const zipFormat = 3;

/**
 * Writes the reproducible zip of these entries, already sorted, piece by piece into `write`, which must not keep a piece.
 * Nothing in it depends on the machine: fixed date, fixed permissions, no extra fields, a compressor in plain JavaScript.
 */
export async function writeZip(
  entries: readonly ZipEntry[],
  write: (bytes: Uint8Array) => void,
  pool = sharedPool,
): Promise<void> {
  const files = entries.filter(({ linkTarget }) => linkTarget === undefined);
  const lane = await pool.join(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const zip = startZip(entries, write);
  // Compressed by several threads in any order, and written in the order of the entries.
  const ahead: { pieces: Piece[]; deflated: Promise<DeflatedBatch> }[] = [];
  const writeNext = async (): Promise<void> => {
    const next = ahead.shift();
    if (next !== undefined) {
      const { bytes, sizesBytes } = await next.deflated;
      zip.add(next.pieces, bytes, sizesBytes);
      lane.giveBuffer(bytes);
    }
  };
  const send = async ({ bytes, pieces }: ReadBatch): Promise<void> => {
    const deflated = lane.deflate({
      bytes,
      pieces: pieces.map(({ sizeBytes, endsSection, endsFile }) => ({ sizeBytes, endsSection, endsFile })),
    });
    deflated.catch(() => undefined); // It may fail before its turn comes.
    ahead.push({ pieces, deflated });
    while (ahead.length > lane.maxAhead()) {
      await writeNext();
    }
  };
  try {
    await readBatches(files, () => lane.takeBuffer(), send);
    while (ahead.length > 0) {
      await writeNext();
    }
    zip.end();
  } finally {
    await Promise.allSettled(ahead.map(({ deflated }) => deflated));
    lane.leave();
  }
}

/** The compressors of this process. */
const sharedPool = new DeflaterPool();

interface ZipInProgress {
  /** The compressed pieces lie in `bytes` one after the other. */
  add(pieces: readonly Piece[], bytes: Uint8Array, sizesBytes: readonly number[]): void;
  end(): void;
}

function startZip(entries: readonly ZipEntry[], write: (bytes: Uint8Array) => void): ZipInProgress {
  const directory: Buffer[] = [];
  let nextEntry = 0;
  let offsetBytes = 0;
  let headerAtBytes = 0;
  let zippedBytes = 0;
  const put = (bytes: Uint8Array): void => {
    offsetBytes += bytes.length;
    write(bytes);
  };
  const addLink = (name: Buffer, target: Buffer): void => {
    const sums = { crc32: crc32(target), zippedBytes: target.length, sizeBytes: target.length };
    directory.push(directoryHeader(name, linkKind, sums, offsetBytes));
    put(localHeader(name, linkKind, sums));
    put(target);
  };
  // Links pass by the compressor, and take their places among the files here.
  const addLinksBefore = (file: ZipEntry | undefined): void => {
    for (let entry = entries[nextEntry]; entry !== undefined && entry !== file; entry = entries[++nextEntry]) {
      if (entry.linkTarget !== undefined) {
        addLink(Buffer.from(entry.name), Buffer.from(entry.linkTarget));
      }
    }
  };
  const addPiece = ({ entry, startsFile, endsFile, crc32: checksum }: Piece, bytes: Uint8Array): void => {
    const name = Buffer.from(entry.name);
    if (startsFile) {
      addLinksBefore(entry);
      headerAtBytes = offsetBytes;
      zippedBytes = 0;
      put(localHeader(name, fileKind));
    }
    zippedBytes += bytes.length;
    put(bytes);
    if (endsFile) {
      const sums = { crc32: checksum, zippedBytes, sizeBytes: entry.sizeBytes };
      put(dataDescriptor(sums));
      directory.push(directoryHeader(name, fileKind, sums, headerAtBytes));
    }
  };
  return {
    add: (pieces, bytes, sizesBytes) => {
      let fromBytes = 0;
      for (const [index, piece] of pieces.entries()) {
        const toBytes = fromBytes + (sizesBytes[index] ?? 0);
        addPiece(piece, bytes.subarray(fromBytes, toBytes));
        fromBytes = toBytes;
      }
    },
    end: () => {
      addLinksBefore(undefined);
      const startBytes = offsetBytes;
      directory.forEach(put);
      put(endOfDirectory(directory.length, offsetBytes - startBytes, startBytes));
    },
  };
}
