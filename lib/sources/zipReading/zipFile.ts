import { createHash } from "node:crypto";
import { correctDigest, recallDigest, slotFor } from "../remembered/digestCache.js";
import { nativeFileWarnings } from "../package/elf.js";
import type { Architecture } from "../package/elf.js";
import { readFileChunks } from "../disk/files.js";
import type { FileState } from "../disk/files.js";
import { type PackageLimits, zipTooLarge } from "../package/limits.js";
import { Memo } from "../../ground/memo.js";
import { BytesMemo, isSettled, isWorthKeeping } from "../remembered/memo.js";
import type { HashedBytes } from "../package/openCode.js";
import type { CodeDigest, Findings, OpenCode } from "../package/openCode.js";
import { failOn } from "../package/problems.js";
import { inspectZip, listZip } from "./inspectZip.js";

/** A zip or jar on disk, deployed as it is: read, hashed and inspected once, however many functions share it. */
export function zipOnDisk(
  file: FileState,
  label: string,
  architecture: Architecture | undefined,
  limits: PackageLimits,
): OpenCode {
  assertZipSize(file.sizeBytes, label, limits);
  const key = `${file.path}\0${file.fingerprint ?? file.version}`;
  const nowMs = Date.now();
  const keeps = isSettled(file.changedAtMs, nowMs);
  const slot = file.sizeBytes >= leastCachedBytes ? slotFor(file.path, [{ ...file, name: "" }], nowMs) : undefined;
  const makeDigest = () =>
    keeps && isWorthKeeping(file.sizeBytes) ? digestOfWhole(key, file, label) : digestOf(file, label);
  const inspect = async () => {
    // What was read for its hash, or will be for the update, serves this look too: the disk is asked once.
    const isHeld = keeps && isWorthKeeping(file.sizeBytes);
    const bytes = isHeld ? (await contents.get(key, true, () => load(file, label))).bytes : undefined;
    return inspectZip(bytes === undefined ? file : asBuffer(bytes), label);
  };
  return {
    describe: async (knownCodeSha256) => {
      const digest = await (slot === undefined ? digests.get(key, keeps, makeDigest) : recallDigest(slot, makeDigest));
      if (digest.codeSha256 === knownCodeSha256) {
        return { ...digest, warnings: [] };
      }
      contents.announce(key);
      const { warnings, nativeFiles, names } = await findings.get(key, keeps, inspect);
      return { ...digest, warnings: [...warnings, ...nativeFileWarnings(nativeFiles, architecture)], names };
    },
    load: () =>
      contents.take(key, keeps, async () => {
        const loaded = await load(file, label);
        if (slot !== undefined) {
          correctDigest(slot, { codeSha256: loaded.codeSha256, sizeBytes: file.sizeBytes });
        }
        return loaded;
      }),
    list: () => listZip(file, label),
    openStream: () =>
      Promise.resolve({
        stream: () => readFileChunks(file, label),
        sizeBytes: file.sizeBytes,
        close: () => Promise.resolve(),
      }),
  };
}

// A smaller zip is hashed sooner than a file of the cache is read.
const leastCachedBytes = 256 * 1024;

/** Throws when a zip is too large for the way that it takes. */
export function assertZipSize(sizeBytes: number, label: string, limits: PackageLimits): void {
  failOn(sizeBytes > limits.maxZipBytes ? [zipTooLarge(label, limits, sizeBytes)] : []);
}

const digests = new Memo<CodeDigest>();
const findings = new Memo<Findings>();
const contents = new BytesMemo();

async function digestOf(file: FileState, label: string): Promise<CodeDigest> {
  const hash = createHash("sha256");
  for await (const chunk of readFileChunks(file, label)) {
    hash.update(chunk);
  }
  return { codeSha256: hash.digest("base64"), sizeBytes: file.sizeBytes };
}

async function digestOfWhole(key: string, file: FileState, label: string): Promise<CodeDigest> {
  const { codeSha256 } = await contents.get(key, true, () => load(file, label));
  return { codeSha256, sizeBytes: file.sizeBytes };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function load(file: FileState, label: string): Promise<HashedBytes> {
  const bytes = Buffer.allocUnsafeSlow(file.sizeBytes);
  const hash = createHash("sha256");
  let doneBytes = 0;
  for await (const chunk of readFileChunks(file, label)) {
    bytes.set(chunk, doneBytes);
    doneBytes += chunk.length;
    hash.update(chunk);
  }
  return { bytes, codeSha256: hash.digest("base64") };
}
