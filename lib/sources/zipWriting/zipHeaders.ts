/** What the zip says of the data of a file. */
export interface Sums {
  crc32: number;
  zippedBytes: number;
  sizeBytes: number;
}

/** What the headers say of a kind of entry. */
export interface EntryKind {
  flags: number;
  method: number;
  /** Type and permissions, as Unix has them. */
  mode: number;
}

/**
 * A regular file, deflated, 0755: a permission can neither differ between machines nor be missing, `bootstrap` included.
 * Bit 3: checksum and sizes follow the data, so that a file passes through without being held in memory, whatever its size;
 * the zips of CDK and the Serverless Framework are made so too. Bit 11: names are UTF-8.
 */
export const fileKind: EntryKind = { flags: 0x0808, method: 8, mode: 0o100755 };

/** A symbolic link, whose data is its target: stored, as Info-ZIP's `zip --symlinks` has it, which is known to run on Lambda. */
export const linkKind: EntryKind = { flags: 0x0800, method: 0, mode: 0o120777 };

/** Before the data of an entry; without `sums` checksum and sizes come after it. */
export function localHeader(name: Buffer, kind: EntryKind, sums?: Sums): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(version, 4);
  writeCommonFields(header, 6, name, kind);
  if (sums !== undefined) {
    writeSums(header, 14, sums);
  }
  return Buffer.concat([header, name]);
}

/** After the data of a file. */
export function dataDescriptor(sums: Sums): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  writeSums(descriptor, 4, sums);
  return descriptor;
}

/** One line of the directory at the end. */
export function directoryHeader(name: Buffer, kind: EntryKind, sums: Sums, startBytes: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(madeByUnix, 4);
  header.writeUInt16LE(version, 6);
  writeCommonFields(header, 8, name, kind);
  writeSums(header, 16, sums);
  header.writeUInt32LE(kind.mode * 0x10000, 38);
  header.writeUInt32LE(startBytes, 42);
  return Buffer.concat([header, name]);
}

/** The last record. */
export function endOfDirectory(entryCount: number, directoryBytes: number, startBytes: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entryCount, 8);
  end.writeUInt16LE(entryCount, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(startBytes, 16);
  return end;
}

const version = 20; // 2.0: Deflate
const madeByUnix = (3 << 8) | version;
// 1980-01-01 00:00, the least a zip can say, as the numbers themselves: a Date would bring in the time zone.
const time = 0;
const date = (1 << 5) | 1;

function writeCommonFields(header: Buffer, at: number, name: Buffer, { flags, method }: EntryKind): void {
  header.writeUInt16LE(flags, at);
  header.writeUInt16LE(method, at + 2);
  header.writeUInt16LE(time, at + 4);
  header.writeUInt16LE(date, at + 6);
  header.writeUInt16LE(name.length, at + 20);
}

function writeSums(header: Buffer, at: number, sums: Sums): void {
  header.writeUInt32LE(sums.crc32, at);
  header.writeUInt32LE(sums.zippedBytes, at + 4);
  header.writeUInt32LE(sums.sizeBytes, at + 8);
}
