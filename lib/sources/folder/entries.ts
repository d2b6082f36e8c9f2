import { closeSync } from "node:fs";
import { openFile, readFileChunks, readFileHead } from "../disk/files.js";
import type { FileState } from "../disk/files.js";
import { CodeProblems } from "../package/problems.js";
import type { ZipEntry } from "../package/zipEntry.js";

/** A file on disk as an entry of a package. */
export function entryOf(name: string, label: string, state: FileState): ZipEntry {
  return {
    name,
    label,
    sizeBytes: state.sizeBytes,
    fingerprint: state.fingerprint,
    changedAtMs: state.changedAtMs,
    read: () => readFileChunks(state, label),
    // eslint-disable-next-line @typescript-eslint/require-await -- a failure must reject, not throw
    readHead: async (lengthBytes) => readFileHead(state, label, lengthBytes),
  };
}

/** A symbolic link as an entry: what it says was read when it was listed, and is all that there is of it. */
export function linkEntryOf(name: string, label: string, linkTarget: string): ZipEntry {
  const bytes = Buffer.from(linkTarget);
  return {
    name,
    label,
    linkTarget,
    sizeBytes: bytes.length,
    fingerprint: `link to ${linkTarget}`,
    changedAtMs: 0,
    // eslint-disable-next-line @typescript-eslint/require-await -- the others come from a disk
    async *read() {
      yield bytes;
    },
    readHead: (lengthBytes) => Promise.resolve(bytes.subarray(0, lengthBytes)),
  };
}

/** The problem of a file that this user may not read, found without reading it. */
export function readingProblems(state: FileState, label: string): string[] {
  try {
    closeSync(openFile(state, label));
    return [];
  } catch (error) {
    if (error instanceof CodeProblems) {
      return error.problems;
    }
    throw error;
  }
}
