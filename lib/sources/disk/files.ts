import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import { CodeProblems, fileSystemProblem } from "../package/problems.js";
import { waitForTurn } from "./turns.js";

/** A regular file as it was when it was listed. */
export interface FileState {
  path: string;
  sizeBytes: number;
  /** Size and times to the nanosecond: another value while we read means that somebody writes. */
  version: string;
  /** `version`, mode and inode: equal means the same bytes, unless the clock did not move on; undefined where inodes mean nothing. */
  fingerprint: string | undefined;
  changedAtMs: number;
  /** Whether its permissions let everybody read it. */
  isForAll: boolean;
}

/** Also what one read gives at a time: big enough that a call costs little, small enough that 100 MB pass in little memory. */
const chunkBytes = 256 * 1024;

/** The state of a regular file from its `stat`, taken with bigint for the nanoseconds. */
export function stateOfFile(path: string, stats: BigIntStats): FileState {
  const version = versionOf(stats);
  return {
    path,
    sizeBytes: Number(stats.size),
    version,
    fingerprint: stats.ino === 0n ? undefined : `${stats.dev} ${stats.ino} ${stats.mode} ${version}`,
    changedAtMs: Math.max(Number(stats.mtimeNs / 1_000_000n), Number(stats.ctimeNs / 1_000_000n)),
    isForAll: (Number(stats.mode) & 0o444) === 0o444,
  };
}

/**
 * The bytes of a file that must not have changed since it was listed. Read by synchronous calls, several times as fast for
 * thousands of small files as a trip through the thread pool for each. A chunk is overwritten by the next one, the last one by another file.
 */
export async function* readFileChunks(file: FileState, label: string): AsyncGenerator<Uint8Array, void, undefined> {
  const fd = openFile(file, label);
  const buffer = spareBuffer ?? Buffer.allocUnsafeSlow(chunkBytes);
  spareBuffer = undefined;
  try {
    for (let positionBytes = 0; positionBytes < file.sizeBytes;) {
      const readBytes = readAt(
        fd,
        buffer,
        Math.min(buffer.length, file.sizeBytes - positionBytes),
        positionBytes,
        label,
      );
      if (readBytes === 0) {
        throw new CodeProblems([changedProblem(label)]);
      }
      positionBytes += readBytes;
      yield buffer.subarray(0, readBytes);
      await waitForTurn();
    }
    assertVersion(fstatSync(fd, { bigint: true }), file, label);
  } finally {
    spareBuffer = buffer;
    closeSync(fd);
  }
  await waitForTurn();
}

// Thousands of files one after the other share one buffer: a new one for each would be as much garbage as there are bytes.
let spareBuffer: Buffer | undefined;

/** The first bytes of a file, fewer when it is shorter. */
export function readFileHead(file: FileState, label: string, lengthBytes: number): Uint8Array {
  const fd = openFile(file, label);
  try {
    const buffer = Buffer.alloc(lengthBytes);
    return buffer.subarray(0, readAt(fd, buffer, lengthBytes, 0, label));
  } finally {
    closeSync(fd);
  }
}

/** A descriptor of a file that must not have changed since it was listed; the caller closes it. */
export function openFile(file: FileState, label: string): number {
  let fd: number;
  try {
    // NONBLOCK: should the file have become a named pipe since it was listed, open would wait for a writer for ever.
    fd = openSync(file.path, constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0));
  } catch (error) {
    throw new CodeProblems([fileSystemProblem(`The file ${label}`, error)]);
  }
  try {
    assertVersion(fstatSync(fd, { bigint: true }), file, label);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/** Throws when the file was written to since it was listed. */
export function assertUnchanged(file: FileState, label: string): void {
  let stats: BigIntStats;
  try {
    stats = statSync(file.path, { bigint: true });
  } catch {
    throw new CodeProblems([changedProblem(label)]);
  }
  assertVersion(stats, file, label);
}

/** The sentence for a file that somebody writes to while we read it. */
export function changedProblem(label: string): string {
  return `The file ${label} changed while being read. Wait until the build has finished, then run again.`;
}

function assertVersion(stats: BigIntStats, file: FileState, label: string): void {
  // Not the inode: some network file systems make up a new one at each look.
  if (versionOf(stats) !== file.version) {
    throw new CodeProblems([changedProblem(label)]);
  }
}

function versionOf(stats: BigIntStats): string {
  return `${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

function readAt(fd: number, buffer: Buffer, lengthBytes: number, positionBytes: number, label: string): number {
  try {
    return readSync(fd, buffer, 0, lengthBytes, positionBytes);
  } catch (error) {
    throw new CodeProblems([fileSystemProblem(`The file ${label}`, error)]);
  }
}
