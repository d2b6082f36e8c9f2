import { createHash } from "node:crypto";
import { type PackageLimits, zipTooLarge } from "../package/limits.js";
import type { CodeDigest } from "../package/openCode.js";
import { CodeProblems } from "../package/problems.js";
import { writeZip } from "./zipWriter.js";
import type { ZipEntry } from "../package/zipEntry.js";

/** The hash of the entries' reproducible zip, which is never held in memory. */
export async function digestOfZip(
  entries: readonly ZipEntry[],
  label: string,
  limits: PackageLimits,
): Promise<CodeDigest> {
  const hash = createHash("sha256");
  const sizeBytes = await writeWithin(entries, label, limits, (bytes) => {
    hash.update(bytes);
  });
  return { codeSha256: hash.digest("base64"), sizeBytes };
}

/** The entries' reproducible zip; `expectedBytes` spares growing the buffer where the size is known already. */
export async function bytesOfZip(
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
export async function writeWithin(
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
