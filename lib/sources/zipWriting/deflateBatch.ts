import type { Deflate } from "pako";
import { CodeProblems } from "../package/problems.js";

/** Pieces of files, one after the other in `bytes`, to be compressed in this order. */
export interface Batch {
  /** The first piece goes on with the section that the last batch of this lane left unfinished. */
  lane: number;
  bytes: Uint8Array<ArrayBuffer>;
  /** `endsSection` also where the file ends. */
  pieces: { sizeBytes: number; endsSection: boolean; endsFile: boolean }[];
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
/** Each file is a Deflate stream of its own, fed in pieces of this size, the last one shorter. */
export const pieceBytes = 256 * 1024;
/** Nothing in a section refers to what lies before it, so that several threads can share a file: a file grows by 0.2 %. */
export const sectionBytes = 8 * pieceBytes;

const outputBytes = 64 * 1024;

/** A compressor of batches; the library is loaded when the first is made. */
export async function makeBatchDeflater(): Promise<BatchDeflater> {
  const { Deflate, Z_FINISH, Z_NO_FLUSH, Z_SYNC_FLUSH } = await import("pako");
  const unfinished = new Map<number, Deflate>();
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
      const sizesBytes = pieces.map(({ sizeBytes, endsSection, endsFile }) => {
        const beforeBytes = zippedBytes;
        // A new one each time: one that is reset still has what it knew of the file before, which shows in the result.
        const open = stream ?? new Deflate({ level, raw: true, chunkSize: outputBytes });
        open.onData = write;
        const flush = endsFile ? Z_FINISH : endsSection ? Z_SYNC_FLUSH : Z_NO_FLUSH;
        if (!open.push(bytes.subarray(fromBytes, fromBytes + sizeBytes), flush)) {
          throw new CodeProblems([`A file could not be compressed (${open.msg}). Run again.`]);
        }
        stream = endsSection ? undefined : open;
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
