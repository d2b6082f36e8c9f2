import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { stateOfFile } from "./files.js";
import type { FileState } from "./files.js";
import { CodeProblems, temporaryFileProblem } from "../package/problems.js";
import { cleanUpAtEnd } from "../../ground/endOfProcess.js";

/** A file in a folder of its own, readable by nobody else, that is gone once it is closed or this process ends. */
export interface TemporaryFile {
  /** All of the bytes, or CodeProblems. */
  write: (bytes: Uint8Array) => void;
  /** The file as it is now; nothing is written after this. */
  finish: () => FileState;
  /** Opens it at the first pull; a chunk is overwritten by the next one. */
  read: () => AsyncGenerator<Uint8Array, void, undefined>;
  /** Removes it, whoever may still be reading it; never throws. */
  close: () => Promise<void>;
}

const chunkBytes = 256 * 1024;

/** Makes one for what messages call `label`. Throws CodeProblems. */
export function openTemporaryFile(label: string): TemporaryFile {
  const folder = attempt(label, () => mkdtempSync(join(tmpdir(), "pulumi-lambda-code-")));
  const path = join(folder, "package.zip");
  // Windows removes no folder in which a file is open, and elsewhere the open file keeps its room on the disk.
  const descriptors = new Set<number>();
  const open = (flags: string): number => {
    const descriptor = openSync(path, flags, 0o600);
    descriptors.add(descriptor);
    return descriptor;
  };
  const release = (descriptor: number): void => {
    if (descriptors.delete(descriptor)) {
      closeSync(descriptor);
    }
  };
  const removeNow = (): void => {
    try {
      descriptors.forEach(release);
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // The end of the process waits for nobody.
    }
  };
  const isGone = cleanUpAtEnd(removeNow);
  let writing: number;
  try {
    writing = attempt(label, () => open("wx"));
  } catch (error) {
    removeNow();
    isGone();
    throw error;
  }
  return {
    write: (bytes) => {
      attempt(label, () => {
        for (let doneBytes = 0; doneBytes < bytes.length;) {
          doneBytes += writeSync(writing, bytes, doneBytes);
        }
      });
    },
    finish: () => {
      // Windows may set the time of the last write when the file is closed.
      release(writing);
      return attempt(label, () => stateOfFile(path, statSync(path, { bigint: true })));
    },
    read: async function* () {
      const descriptor = open("r");
      try {
        const buffer = Buffer.allocUnsafeSlow(chunkBytes);
        // Once it is closed its descriptor may be another file's; that bytes are missing is seen by whoever wants them all.
        while (descriptors.has(descriptor)) {
          const readBytes = readSync(descriptor, buffer);
          if (readBytes === 0) {
            return;
          }
          yield buffer.subarray(0, readBytes);
          await setImmediate();
        }
      } finally {
        release(descriptor);
      }
    },
    close: async () => {
      try {
        descriptors.forEach(release);
        // A scanner may hold it for a moment. Not rmSync, which on Windows gives up at once (nodejs/node#64698).
        await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
        isGone();
      } catch {
        // What was done with it counts. The end of the process tries once more.
      }
    },
  };
}

function attempt<T>(label: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CodeProblems([temporaryFileProblem(label, tmpdir(), error)]);
  }
}
