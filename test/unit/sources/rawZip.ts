import { deflateRawSync } from "node:zlib";
import { slowCrc32 } from "#lib/sources/package/crc32.js";

/** An entry of a zip made by hand; every field can be made to lie. */
export interface RawEntry {
  name: string | Buffer;
  data?: string | Uint8Array;
  method?: number;
  flags?: number;
  crc?: number;
  zippedBytes?: number;
  sizeBytes?: number;
  extra?: Buffer;
  mode?: number;
  localOffset?: number;
}

/** A zip made by hand, independent of the code under test; `end` overrides 16-bit and 32-bit fields of the last record. */
export function rawZip(
  entries: RawEntry[],
  end: { count?: number; start?: number; size?: number; comment?: string } = {},
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name as string);
    const data = Buffer.from((entry.data ?? "") as string);
    const method = entry.method ?? 8;
    const stored = method === 8 ? deflateRawSync(data) : data;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(entry.flags ?? 0x0800, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(entry.crc ?? slowCrc32(data), 10);
    fields.writeUInt32LE(entry.zippedBytes ?? stored.length, 14);
    fields.writeUInt32LE(entry.sizeBytes ?? data.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const extra = entry.extra ?? Buffer.alloc(0);
    const central = Buffer.alloc(20);
    fields.writeUInt16LE(extra.length, 24);
    central.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 8 - 2);
    central.writeUInt32LE(entry.localOffset ?? offset, 12 - 2);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, extra, stored]);
    // comment length, disk, internal attributes: 6 bytes; external attributes: 4; offset: 4
    directory.push(
      Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 3]), fields, central.subarray(0, 14), name, extra]),
    );
    parts.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const comment = Buffer.from(end.comment ?? "");
  const last = Buffer.alloc(22);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(end.count ?? entries.length, 8);
  last.writeUInt16LE(end.count ?? entries.length, 10);
  last.writeUInt32LE(end.size ?? list.length, 12);
  last.writeUInt32LE(end.start ?? offset, 16);
  last.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, list, last, comment]);
}

/** The head of an ELF file for a machine, padded to a size that a header has. */
export function elf(machine: number, sizeBytes = 200): Buffer {
  const head = Buffer.alloc(sizeBytes);
  head.write("\x7fELF", "latin1");
  head.writeUInt8(2, 4);
  head.writeUInt8(1, 5);
  head.writeUInt16LE(3, 16);
  head.writeUInt16LE(machine, 18);
  return head;
}
