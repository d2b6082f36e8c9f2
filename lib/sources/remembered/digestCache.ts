import { createHash, randomBytes } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openCacheFolder } from "./cacheFolder.js";
import { maxUnzippedBytes } from "../package/limits.js";
import { Memo } from "../../ground/memo.js";
import { isSettled } from "./memo.js";
import type { CodeDigest } from "../package/openCode.js";
import { zipFormat } from "../zipWriting/zipWriter.js";
import type { ZipEntry } from "../package/zipEntry.js";
import { parseZipCodeSha256 } from "../../ground/codeHash.js";

/** Where the digest of a package is kept, and what must be the same for it to hold. */
export interface Slot {
  key: string;
  fingerprint: string;
  /** Whether a later run may trust it, and whether this process may. */
  isSettledOnDisk: boolean;
  isSettledHere: boolean;
}

/** What tells whether a file is still the one that was hashed. */
export type Fingerprinted = Pick<ZipEntry, "name" | "sizeBytes" | "fingerprint" | "changedAtMs">;

/**
 * The slot for these files, listed at `listedAtMs`; undefined where they have no fingerprint.
 * A file that changed within the clock's grain before it was listed could change again unseen ("racy git"): file systems
 * stamp by steps of up to 2 s (FAT). Its digest is not kept beyond this process.
 */
export function slotFor(key: string, files: readonly Fingerprinted[], listedAtMs: number): Slot | undefined {
  const fingerprints: unknown[] = [];
  let changedAtMs = 0;
  for (const { name, sizeBytes, ...file } of files) {
    if (file.fingerprint === undefined || file.changedAtMs === undefined) {
      return undefined;
    }
    changedAtMs = Math.max(changedAtMs, file.changedAtMs);
    fingerprints.push(name, sizeBytes, file.fingerprint);
  }
  return {
    key: createHash("sha256")
      .update(JSON.stringify([zipFormat, key]))
      .digest("hex"),
    fingerprint: createHash("sha256").update(JSON.stringify(fingerprints)).digest("base64"),
    isSettledOnDisk: isSettled(changedAtMs, listedAtMs, 2_000),
    isSettledHere: isSettled(changedAtMs, listedAtMs),
  };
}

/** The digest kept in the slot, else a new one, which is kept. Many who ask at once share one. */
export function recallDigest(slot: Slot, make: () => Promise<CodeDigest>): Promise<CodeDigest> {
  return digests.get(`${slot.key} ${slot.fingerprint}`, slot.isSettledHere, async () => {
    const kept = readSlot(slot);
    if (kept !== undefined) {
      return kept;
    }
    const digest = await make();
    writeSlot(slot, digest);
    return digest;
  });
}

/** The size that this process has found before for the slot. */
export async function knownSizeBytes(slot: Slot): Promise<number | undefined> {
  return (await digests.peek(`${slot.key} ${slot.fingerprint}`))?.sizeBytes;
}

/** Puts the digest of bytes just made into the slot, so that a wrong one there misleads no later run. */
export function correctDigest(slot: Slot, digest: CodeDigest): void {
  digests.set(`${slot.key} ${slot.fingerprint}`, slot.isSettledHere, digest);
  if (readSlot(slot)?.codeSha256 !== digest.codeSha256) {
    writeSlot(slot, digest);
  }
}

/** A warning about the cache folder, the first time that it is asked for. */
export function takeCacheWarnings(): string[] {
  const { path, warning } = openCacheFolder();
  if (path !== undefined || warning === undefined || warned.has(warning)) {
    return [];
  }
  warned.add(warning);
  return [warning];
}

const digests = new Memo<CodeDigest>();
const warned = new Set<string>();

const maxSlotBytes = 1024;

function readSlot(slot: Slot): CodeDigest | undefined {
  const { path } = openCacheFolder();
  if (path === undefined) {
    return undefined;
  }
  try {
    const file = join(path, `${slot.key}.json`);
    const stats = lstatSync(file);
    if (!stats.isFile() || stats.size > maxSlotBytes) {
      return undefined;
    }
    const kept = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown> | null;
    const codeSha256 = parseZipCodeSha256(String(kept?.codeSha256));
    const sizeBytes = Number(kept?.sizeBytes);
    const isSound = kept?.fingerprint === slot.fingerprint && sizeBytes > 0 && sizeBytes <= maxUnzippedBytes;
    return isSound && codeSha256 !== undefined ? { codeSha256, sizeBytes } : undefined;
  } catch {
    // Not there, or not readable as what we write: as good as not there.
    return undefined;
  }
}

function writeSlot(slot: Slot, { codeSha256, sizeBytes }: CodeDigest): void {
  const { path } = openCacheFolder();
  if (path === undefined || !slot.isSettledOnDisk) {
    return;
  }
  const file = join(path, `${slot.key}.json`);
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const text = JSON.stringify({ fingerprint: slot.fingerprint, codeSha256, sizeBytes });
    writeFileSync(temporary, text, { flag: "wx", mode: 0o600 });
    // Two deployments may write at once: a reader sees the one or the other whole.
    renameSync(temporary, file);
    prune(path);
  } catch {
    // A full or read-only disk, or on Windows a reader, costs time at the next run, and nothing else.
    remove(temporary);
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A later run prunes it.
  }
}

let hasPruned = false;
const maxAgeMs = 30 * 24 * 3600 * 1000;

/** Once a process: entries of a month ago go, for build machines use a new folder at each run. */
function prune(path: string): void {
  if (hasPruned) {
    return;
  }
  hasPruned = true;
  for (const name of readdirSync(path)) {
    const file = join(path, name);
    if (/^[0-9a-f]{64}\.json(\.[0-9a-f]{12}\.tmp)?$/.test(name) && lstatSync(file).mtimeMs < Date.now() - maxAgeMs) {
      remove(file);
    }
  }
}
