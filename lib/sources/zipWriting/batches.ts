import { crc32 } from "../package/crc32.js";
import { pieceBytes, sectionBytes } from "./deflateBatch.js";
import { changedProblem } from "../disk/files.js";
import { CodeProblems } from "../package/problems.js";
import type { ZipEntry } from "../package/zipEntry.js";

/** A piece of a file in a batch. */
export interface Piece {
  entry: ZipEntry;
  sizeBytes: number;
  startsFile: boolean;
  endsSection: boolean;
  endsFile: boolean;
  /** Of the file up to the end of this piece. */
  crc32: number;
}

/** Pieces of consecutive files, one after the other in `bytes`. */
export interface ReadBatch {
  bytes: Uint8Array<ArrayBuffer>;
  pieces: Piece[];
}

/**
 * Reads all files into batches, each sent on as soon as the next piece does not fit into it. A piece is always `pieceBytes`
 * long, whatever the reader gives, and shorter only at the end of its file.
 */
export async function readBatches(
  entries: readonly ZipEntry[],
  takeBuffer: () => Uint8Array<ArrayBuffer>,
  send: (batch: ReadBatch) => Promise<void>,
): Promise<void> {
  let batch: ReadBatch = { bytes: takeBuffer(), pieces: [] };
  let heldBytes = 0;
  const makeRoom = async (sizeBytes: number): Promise<Uint8Array> => {
    if (heldBytes + sizeBytes > pieceBytes || batch.pieces.length === maxPieces) {
      await send(batch);
      batch = { bytes: takeBuffer(), pieces: [] };
      heldBytes = 0;
    }
    return batch.bytes.subarray(heldBytes, heldBytes + sizeBytes);
  };
  const add = (piece: Piece): void => {
    batch.pieces.push(piece);
    heldBytes += piece.sizeBytes;
  };
  for (const entry of entries) {
    await readPieces(entry, makeRoom, add);
  }
  await send(batch);
}

// However small they are, a file costs the compressor some 0.2 ms; nobody should wait long for a batch to end.
const maxPieces = 32;

async function readPieces(
  entry: ZipEntry,
  makeRoom: (sizeBytes: number) => Promise<Uint8Array>,
  add: (piece: Piece) => void,
): Promise<void> {
  let doneBytes = 0;
  let checksum = 0;
  let heldBytes = 0;
  let room = await makeRoom(Math.min(entry.sizeBytes, pieceBytes));
  const addPiece = (): void => {
    checksum = crc32(room, checksum);
    const startsFile = doneBytes === 0;
    doneBytes += room.length;
    heldBytes = 0;
    const endsFile = doneBytes === entry.sizeBytes;
    const endsSection = endsFile || doneBytes % sectionBytes === 0;
    add({ entry, sizeBytes: room.length, startsFile, endsSection, endsFile, crc32: checksum });
  };
  for await (const bytes of entry.read()) {
    if (doneBytes + heldBytes + bytes.length > entry.sizeBytes) {
      throw new CodeProblems([changedProblem(entry.label)]);
    }
    for (let from = 0; from < bytes.length;) {
      if (heldBytes === 0 && doneBytes > 0) {
        room = await makeRoom(Math.min(entry.sizeBytes - doneBytes, pieceBytes));
      }
      const takenBytes = Math.min(bytes.length - from, room.length - heldBytes);
      room.set(bytes.subarray(from, from + takenBytes), heldBytes);
      heldBytes += takenBytes;
      from += takenBytes;
      if (heldBytes === room.length) {
        addPiece();
      }
    }
  }
  if (entry.sizeBytes === 0) {
    addPiece();
  }
  if (doneBytes !== entry.sizeBytes) {
    throw new CodeProblems([changedProblem(entry.label)]);
  }
  if (entry.crc32 !== undefined && entry.crc32 !== checksum) {
    throw new CodeProblems([`The file ${entry.label} is damaged: its checksum is wrong. Build the archive again.`]);
  }
}
