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
  /** The system of the tool: 3 for Unix, which is the default, 0 for DOS and Windows. */
  madeBy?: number;
  localOffset?: number;
}

/** Where a directory is, by whatever record. */
export interface RawPlace {
  count: number;
  directoryBytes: number;
  directoryStart: number;
  /** Of the record itself. */
  position: number;
}

export interface RawEnd {
  count?: number;
  start?: number;
  size?: number;
  comment?: string;
  /** Bytes before the first entry, which the offsets count. */
  prefix?: Buffer;
  /** What stands between the directory and the last record. */
  before?: (place: RawPlace) => Buffer;
}

/** Zip64's record and its locator. */
export function zip64Records({ count, directoryBytes, directoryStart, position }: RawPlace): Buffer {
  const records = Buffer.alloc(76);
  records.writeUInt32LE(0x06064b50, 0);
  records.writeBigUInt64LE(44n, 4);
  records.writeUInt16LE(45, 12);
  records.writeUInt16LE(45, 14);
  for (const [at, value] of [
    [24, count],
    [32, count],
    [40, directoryBytes],
    [48, directoryStart],
    [64, position],
  ] as const) {
    records.writeBigUInt64LE(BigInt(value), at);
  }
  records.writeUInt32LE(0x07064b50, 56);
  records.writeUInt32LE(1, 72);
  return records;
}

/** Zip64's field of an entry, with these numbers. */
export function zip64Field(...numbers: number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * numbers.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * numbers.length, 2);
  numbers.forEach((value, index) => field.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
  return field;
}

/** A zip made by hand, independent of the code under test; `end` overrides 16-bit and 32-bit fields of the last record. */
export function rawZip(entries: RawEntry[], end: RawEnd = {}): Buffer {
  const parts: Buffer[] = [end.prefix ?? Buffer.alloc(0)];
  const directory: Buffer[] = [];
  let offset = parts[0]!.length;
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
      Buffer.concat([
        Buffer.from("PK\x01\x02"),
        Buffer.from([20, entry.madeBy ?? 3]),
        fields,
        central.subarray(0, 14),
        name,
        extra,
      ]),
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
  const place = {
    count: entries.length,
    directoryBytes: list.length,
    directoryStart: offset,
    position: offset + list.length,
  };
  return Buffer.concat([...parts, list, end.before?.(place) ?? Buffer.alloc(0), last, comment]);
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
