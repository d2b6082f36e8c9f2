import { invalidParameter } from "./lambdaError.js";

const unzippedLimitBytes = 262_144_000;
const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;

/** Refuses what Lambda cannot unzip or finds too large, by the zip's own central directory. */
export function checkZip(bytes: Buffer): void {
  const sizes = declaredSizes(bytes);
  if (sizes === undefined) {
    throw invalidParameter("Could not unzip uploaded file. Please check your file, then try to upload again.");
  }
  if (sizes.length === 0) {
    throw invalidParameter("Uploaded file must be a non-empty zip");
  }
  if (sizes.reduce((sum, size) => sum + size, 0) >= unzippedLimitBytes) {
    throw invalidParameter(`Unzipped size must be smaller than ${unzippedLimitBytes} bytes`);
  }
}

/** The sizes that the entries declare; undefined where this is no zip. */
function declaredSizes(bytes: Buffer): number[] | undefined {
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== endOfDirectory) {
    return undefined;
  }
  const sizes: number[] = [];
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > end || bytes.readUInt32LE(at) !== directoryEntry) {
      return undefined;
    }
    const local = bytes.readUInt32LE(at + 42);
    if (local + 30 > end || bytes.readUInt32LE(local) !== localHeader) {
      return undefined;
    }
    sizes.push(bytes.readUInt32LE(at + 24));
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return sizes;
}
