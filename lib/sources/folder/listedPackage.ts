import { findNativeFiles, nativeFileWarnings } from "../package/elf.js";
import type { Architecture } from "../package/elf.js";
import type { Listing } from "./directory.js";
import { duplicateProblems, entryListProblems, nameWarnings } from "../package/entryNames.js";
import { listFiles } from "../package/fileList.js";
import { limitsFor, type PackageLimits, zipTooLarge } from "../package/limits.js";
import { correctDigest, knownSizeBytes, recallDigest, slotFor, takeCacheWarnings } from "../remembered/digestCache.js";
import type { Slot } from "../remembered/digestCache.js";
import { BytesMemo, isWorthKeeping } from "../remembered/memo.js";
import type { HashedBytes } from "../package/openCode.js";
import type { CodeDigest, OpenCode } from "../package/openCode.js";
import { failOn } from "../package/problems.js";
import { zipToFile } from "../zipWriting/zipToFile.js";
import { bytesOfZip, digestOfZip, writeWithin } from "../zipWriting/zipOfEntries.js";
import type { ZipEntry } from "../package/zipEntry.js";
import { codeSha256Of } from "../../ground/codeHash.js";

/** Entries ready to be read, what was found on the way, and what to call when they have been. */
export interface OpenEntries extends Listing {
  close(): Promise<void>;
}

/** A folder or an asset map, deployed as the reproducible zip of its files. `key` says which, for the cache. */
export function listedPackage(
  key: string,
  label: string,
  architecture: Architecture | undefined,
  limits: PackageLimits,
  openEntries: () => Promise<OpenEntries>,
): OpenCode {
  const withEntries = async <T>(
    use: (entries: ZipEntry[], slot: Slot | undefined, found: Listing) => Promise<T>,
  ): Promise<T> => {
    const listedAtMs = Date.now();
    const opened = await openEntries();
    try {
      const entries = arrangeEntries(opened, label);
      return await use(entries, slotFor(key, entries, listedAtMs), opened);
    } finally {
      await opened.close();
    }
  };
  return {
    describe: (knownCodeSha256) =>
      withEntries(async (entries, slot, found) => {
        const digest = await digestOf(slot, entries, label);
        assertWithin(digest.sizeBytes, label, limits);
        if (digest.codeSha256 === knownCodeSha256) {
          return { ...digest, warnings: takeCacheWarnings() };
        }
        if (slot !== undefined) {
          contents.announce(contentKey(slot));
        }
        const ofNames = nameWarnings(entries, label);
        const ofNativeFiles = nativeFileWarnings(await findNativeFiles(entries), architecture);
        const warnings = [...takeCacheWarnings(), ...found.warnings, ...ofNames, ...ofNativeFiles];
        // The folders of an AssetArchive share the patterns of the program, and what is to be said of these.
        return {
          ...digest,
          warnings: [...new Set(warnings)],
          notes: found.notes,
          names: entries.map(({ name }) => name),
        };
      }),
    load: () =>
      withEntries(async (entries, slot) => {
        const loaded = await (slot === undefined ? load(entries, label) : loadOnce(slot, entries, label));
        assertWithin(loaded.bytes.length, label, limits);
        return loaded;
      }),
    list: () => withEntries((entries) => listFiles(entries)),
    openStream: () => withEntries((entries) => zipToFile(label, (write) => writeWithin(entries, label, limits, write))),
  };
}

const contents = new BytesMemo();

function contentKey({ key, fingerprint }: Slot): string {
  return `${key} ${fingerprint}`;
}

// Functions that share a package share what is found out about it, and each has limits of its own: these are for all of them.
const sharedLimits = limitsFor(true);

function assertWithin(sizeBytes: number, label: string, limits: PackageLimits): void {
  failOn(sizeBytes > limits.maxZipBytes ? [zipTooLarge(label, limits, sizeBytes)] : []);
}

/** The hash of the entries' zip; a zip that is not too large is held for a moment, for the update that may follow. */
function digestOf(slot: Slot | undefined, entries: readonly ZipEntry[], label: string): Promise<CodeDigest> {
  if (slot === undefined) {
    return digestOfZip(entries, label, sharedLimits);
  }
  const unzippedBytes = entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return recallDigest(slot, async () => {
    if (!slot.isSettledHere || !isWorthKeeping(unzippedBytes)) {
      return digestOfZip(entries, label, sharedLimits);
    }
    const { bytes, codeSha256 } = await contents.get(contentKey(slot), true, () => load(entries, label));
    return { codeSha256, sizeBytes: bytes.length };
  });
}

/** Many who ask at once share the bytes, and the cache learns what they really hash to. */
function loadOnce(slot: Slot, entries: readonly ZipEntry[], label: string): Promise<HashedBytes> {
  return contents.take(contentKey(slot), slot.isSettledHere, async () => {
    const loaded = await load(entries, label, await knownSizeBytes(slot));
    correctDigest(slot, { codeSha256: loaded.codeSha256, sizeBytes: loaded.bytes.length });
    return loaded;
  });
}

async function load(entries: readonly ZipEntry[], label: string, expectedBytes?: number): Promise<HashedBytes> {
  const bytes = await bytesOfZip(entries, label, sharedLimits, expectedBytes);
  return { bytes, codeSha256: codeSha256Of(bytes) };
}

/** Checks the entries as a whole and puts them in the order of the reproducible zip: by the bytes of the path. */
function arrangeEntries({ entries, problems }: Listing, label: string): ZipEntry[] {
  // Where something could not be packed, that nothing is left is no news.
  const ofList = problems.length > 0 && entries.length === 0 ? [] : entryListProblems(entries, label);
  failOn([...new Set([...problems, ...ofList, ...duplicateProblems(entries, label)])]);
  const keyed = entries.map((entry) => ({ entry, key: Buffer.from(entry.name) }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return keyed.map(({ entry }) => entry);
}
