import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { crc32 } from "node:zlib";
import { expect } from "chai";
import { fromBufferPromise } from "yauzl";

export interface FoundEntry {
  name: string;
  mode: number;
  date: number[];
  extraBytes: number;
  createSystem: number;
  sha256: string;
}

/**
 * What a library that shares no code with our writer finds in a zip; it fails on one that is damaged, or whose local headers
 * say otherwise than its directory.
 */
export async function readZip(bytes: Uint8Array): Promise<{ codeSha256: string; entries: FoundEntry[] }> {
  const zip = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
  const entries: FoundEntry[] = [];
  for await (const entry of zip.eachEntry()) {
    const local = await zip.readLocalFileHeaderPromise(entry);
    expect(local.fileName.equals(entry.fileNameRaw)).to.equal(true);
    for (const field of ["generalPurposeBitFlag", "compressionMethod", "lastModFileDate", "lastModFileTime"] as const) {
      expect(local[field], field).to.equal(entry[field]);
    }
    const content = await buffer(await zip.openReadStreamPromise(entry));
    expect(crc32(content), `CRC of ${entry.fileName}`).to.equal(entry.crc32);
    const { lastModFileDate: date, lastModFileTime: time } = entry;
    entries.push({
      name: entry.fileName,
      mode: entry.externalFileAttributes >>> 16,
      date: [1980 + (date >> 9), (date >> 5) & 15, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2],
      extraBytes: entry.extraFieldLength,
      createSystem: entry.versionMadeBy >> 8,
      sha256: createHash("sha256").update(content).digest("hex"),
    });
  }
  return { codeSha256: createHash("sha256").update(bytes).digest("base64"), entries };
}
