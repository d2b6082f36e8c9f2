/** Pieces of files, one after the other in `bytes`, to be compressed in this order. */
export interface Batch {
  /** The first piece goes on with the file that the last batch of this lane left unfinished. */
  lane: number;
  bytes: Uint8Array<ArrayBuffer>;
  pieces: { sizeBytes: number; endsFile: boolean }[];
}

/** The same pieces compressed, in the same buffer wherever they fit into it. */
export interface DeflatedBatch {
  bytes: Uint8Array<ArrayBuffer>;
  sizesBytes: number[];
}

/** Compresses batches in the thread that calls it. */
export interface BatchDeflater {
  deflate(batch: Batch): DeflatedBatch;
  /** Drops what the lane left unfinished. */
  forget(lane: number): void;
}

// These decide the bytes, and with them the hash of every folder ever deployed, as zipHeaders does. The platform's zlib
// would be faster, but its output differs between builds of Node (zlib, zlib-ng, Chromium's fork).
const level = 6;
// fflate's `mem`: 2^(12 + 4) hash slots, 128 KiB a file. The default is 2 MiB, which costs more to clear than most files
// cost to compress; the size of the result differs by less than 0.1 %.
const hashBits = 4;
/** Each file is a Deflate stream of its own, fed in pieces of this size, the last one shorter. */
export const pieceBytes = 256 * 1024;

/** A compressor of batches; the library is loaded when the first is made. */
export async function makeBatchDeflater(): Promise<BatchDeflater> {
  const { Deflate } = await import("fflate");
  const unfinished = new Map<number, Stream>();
  let output = new Uint8Array(2 * pieceBytes);
  return {
    deflate: ({ lane, bytes, pieces }) => {
      let stream = unfinished.get(lane);
      let zippedBytes = 0;
      const write = (part: Uint8Array): void => {
        if (zippedBytes + part.length > output.length) {
          const larger = new Uint8Array(2 * output.length + part.length);
          larger.set(output);
          output = larger;
        }
        output.set(part, zippedBytes);
        zippedBytes += part.length;
      };
      let fromBytes = 0;
      const sizesBytes = pieces.map(({ sizeBytes, endsFile }) => {
        const beforeBytes = zippedBytes;
        const open: Stream = stream ?? new Deflate({ level, mem: hashBits });
        open.ondata = write;
        open.push(bytes.subarray(fromBytes, fromBytes + sizeBytes), endsFile);
        stream = endsFile ? undefined : open;
        fromBytes += sizeBytes;
        return zippedBytes - beforeBytes;
      });
      unfinished.delete(lane);
      if (stream !== undefined) {
        unfinished.set(lane, stream);
      }
      const result = zippedBytes > bytes.length ? new Uint8Array(zippedBytes) : bytes;
      result.set(output.subarray(0, zippedBytes));
      return { bytes: result, sizesBytes };
    },
    forget: (lane) => {
      unfinished.delete(lane);
    },
  };
}

interface Stream {
  ondata: ((part: Uint8Array<ArrayBuffer>, isLast: boolean) => void) | undefined;
  push(bytes: Uint8Array, isLast: boolean): void;
}
