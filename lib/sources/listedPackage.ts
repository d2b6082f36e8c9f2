import { createHash } from "node:crypto";
import { findNativeFiles, nativeFileWarnings } from "./elf.js";
import type { Architecture } from "./elf.js";
import { entryListProblems } from "./entryNames.js";
import { listFiles } from "./fileList.js";
import { type PackageLimits, zipTooLarge } from "./limits.js";
import { correctDigest, knownSizeBytes, recallDigest, slotFor, takeCacheWarnings } from "./digestCache.js";
import type { Slot } from "./digestCache.js";
import { BytesMemo } from "./memo.js";
import type { HashedBytes } from "./memo.js";
import type { CodeDigest, OpenCode } from "./openCode.js";
import { CodeProblems, failOn } from "./problems.js";
import { zipToFile } from "./zipToFile.js";
import { writeZip } from "./zipWriter.js";
import type { ZipEntry } from "./zipWriter.js";
import { codeSha256Of } from "../codeHash.js";

/** Entries ready to be read, and what to call when they have been. */
export interface OpenEntries {
  entries: ZipEntry[];
  close(): void;
}

/** A folder or an asset map, deployed as the reproducible zip of its files. `key` says which, for the cache. */
export function listedPackage(
  key: string,
  label: string,
  architecture: Architecture | undefined,
  limits: PackageLimits,
  openEntries: () => Promise<OpenEntries>,
): OpenCode {
  const withEntries = async <T>(use: (entries: ZipEntry[], slot: Slot | undefined) => Promise<T>): Promise<T> => {
    const listedAtMs = Date.now();
    const opened = await openEntries();
    try {
      const entries = arrangeEntries(opened.entries, label);
      return await use(entries, slotFor(key, entries, listedAtMs));
    } finally {
      opened.close();
    }
  };
  return {
    describe: (knownCodeSha256) =>
      withEntries(async (entries, slot) => {
        const make = (): Promise<CodeDigest> => digestOfZip(entries, label, limits);
        const digest = await (slot === undefined ? make() : recallDigest(slot, make));
        const nativeFiles = digest.codeSha256 === knownCodeSha256 ? [] : await findNativeFiles(entries);
        return { ...digest, warnings: [...takeCacheWarnings(), ...nativeFileWarnings(nativeFiles, architecture)] };
      }),
    load: () =>
      withEntries((entries, slot) =>
        slot === undefined ? load(entries, label, limits) : loadOnce(slot, entries, label, limits),
      ),
    list: () => withEntries((entries) => listFiles(entries)),
    openStream: () => withEntries((entries) => zipToFile((write) => writeWithin(entries, label, limits, write))),
  };
}

const contents = new BytesMemo();

/** Many who ask at once share the bytes, and the cache learns what they really hash to. */
function loadOnce(
  slot: Slot,
  entries: readonly ZipEntry[],
  label: string,
  limits: PackageLimits,
): Promise<HashedBytes> {
  return contents.get(`${slot.key} ${slot.fingerprint}`, slot.isSettledHere, async () => {
    const loaded = await load(entries, label, limits, await knownSizeBytes(slot));
    correctDigest(slot, { codeSha256: loaded.codeSha256, sizeBytes: loaded.bytes.length });
    return loaded;
  });
}

async function load(
  entries: readonly ZipEntry[],
  label: string,
  limits: PackageLimits,
  expectedBytes?: number,
): Promise<HashedBytes> {
  const bytes = await bytesOfZip(entries, label, limits, expectedBytes);
  return { bytes, codeSha256: codeSha256Of(bytes) };
}

/** Checks the entries as a whole and puts them in the order of the reproducible zip: by the bytes of the path. */
function arrangeEntries(entries: readonly ZipEntry[], label: string): ZipEntry[] {
  failOn(entryListProblems(entries, label));
  const keyed = entries.map((entry) => ({ entry, key: Buffer.from(entry.name) }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return keyed.map(({ entry }) => entry);
}

/** The hash of the entries' reproducible zip, which is never held in memory. */
async function digestOfZip(entries: readonly ZipEntry[], label: string, limits: PackageLimits): Promise<CodeDigest> {
  const hash = createHash("sha256");
  const sizeBytes = await writeWithin(entries, label, limits, (bytes) => {
    hash.update(bytes);
  });
  return { codeSha256: hash.digest("base64"), sizeBytes };
}

/** The entries' reproducible zip; `expectedBytes` spares growing the buffer where the size is known already. */
async function bytesOfZip(
  entries: readonly ZipEntry[],
  label: string,
  limits: PackageLimits,
  expectedBytes = 1024 * 1024,
): Promise<Uint8Array> {
  let buffer = Buffer.allocUnsafeSlow(expectedBytes);
  let doneBytes = 0;
  await writeWithin(entries, label, limits, (bytes) => {
    const sizeBytes = doneBytes + bytes.length;
    if (sizeBytes > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(limits.maxZipBytes, Math.max(sizeBytes, 2 * buffer.length)));
      buffer.copy(larger, 0, 0, doneBytes);
      buffer = larger;
    }
    buffer.set(bytes, doneBytes);
    doneBytes = sizeBytes;
  });
  return buffer.subarray(0, doneBytes);
}

/** Writes the zip, stops where it grows too large, and returns its size. */
async function writeWithin(
  entries: readonly ZipEntry[],
  label: string,
  limits: PackageLimits,
  write: (bytes: Uint8Array) => void,
): Promise<number> {
  let sizeBytes = 0;
  await writeZip(entries, (bytes) => {
    sizeBytes += bytes.length;
    if (sizeBytes > limits.maxZipBytes) {
      throw new CodeProblems([zipTooLarge(label, limits)]);
    }
    write(bytes);
  });
  return sizeBytes;
}
