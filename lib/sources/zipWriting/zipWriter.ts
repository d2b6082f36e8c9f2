import type { ZipEntry } from "../package/zipEntry.js";
import { readBatches } from "./batches.js";
import type { Piece, ReadBatch } from "./batches.js";
import type { DeflatedBatch } from "./deflateBatch.js";
import { DeflaterPool } from "./deflaterPool.js";
import { dataDescriptor, directoryHeader, endOfDirectory, localHeader } from "./zipHeaders.js";

/**
 * The number of the layout below. It goes up together with the golden hashes in the tests: another layout, level, size of
 * pieces or sections, or pako gives every folder another CodeSha256, deploys every function again, and is therefore a
 * breaking release.
 */
export const zipFormat = 2;

/**
 * Writes the reproducible zip of these entries, already sorted, piece by piece into `write`, which must not keep a piece.
 * Nothing in it depends on the machine: fixed date, fixed permissions, no extra fields, a compressor in plain JavaScript.
 */
export async function writeZip(
  entries: readonly ZipEntry[],
  write: (bytes: Uint8Array) => void,
  pool = sharedPool,
): Promise<void> {
  const lane = await pool.join(entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  const zip = startZip(write);
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
    await readBatches(entries, () => lane.takeBuffer(), send);
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

function startZip(write: (bytes: Uint8Array) => void): ZipInProgress {
  const directory: Buffer[] = [];
  let offsetBytes = 0;
  let headerAtBytes = 0;
  let zippedBytes = 0;
  const put = (bytes: Uint8Array): void => {
    offsetBytes += bytes.length;
    write(bytes);
  };
  const addPiece = ({ entry, startsFile, endsFile, crc32 }: Piece, bytes: Uint8Array): void => {
    const name = Buffer.from(entry.name);
    if (startsFile) {
      headerAtBytes = offsetBytes;
      zippedBytes = 0;
      put(localHeader(name));
    }
    zippedBytes += bytes.length;
    put(bytes);
    if (endsFile) {
      const sums = { crc32, zippedBytes, sizeBytes: entry.sizeBytes };
      put(dataDescriptor(sums));
      directory.push(directoryHeader(name, sums, headerAtBytes));
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
      const startBytes = offsetBytes;
      directory.forEach(put);
      put(endOfDirectory(directory.length, offsetBytes - startBytes, startBytes));
    },
  };
}
