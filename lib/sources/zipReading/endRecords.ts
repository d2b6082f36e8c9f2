import { otherKindOf } from "./notAZip.js";

/** Reads `lengthBytes` at `positionBytes`, fewer at the end of the file. */
export type ReadBytes = (positionBytes: number, lengthBytes: number) => Buffer;

/** Where the directory of a zip is. */
export interface DirectoryPlace {
  /** How many entries it has, folders included. */
  count: number;
  directoryBytes: number;
  /** Counted from the first byte of the zip itself. */
  directoryStart: number;
}

/** What the records at the end of a zip say. */
export interface EndRecords extends DirectoryPlace {
  /** Where they begin in the file. */
  recordsStart: number;
  /** Behind the last of them. */
  trailingBytes: number;
  /** Of the comment, with which the last of them ends: a copy that ended early. */
  missingBytes: number;
  /** Whether one of the numbers stands in the record of zip64 only. */
  needsZip64: boolean;
  /** Whether the record of zip64 contradicts the classic one. */
  isContradicted: boolean;
}

/** The records are looked for in so much of a zip's end: who pads to whole blocks adds little. */
export const maxTailBytes = 1024 * 1024;

/** Reads the records at the end; where there are none, why this is no zip, as the rest of a sentence that begins with the file. */
export function readEndRecords(read: ReadBytes, sizeBytes: number): EndRecords | string {
  if (sizeBytes === 0) {
    return `is empty. ${remedy}`;
  }
  const record = findEndRecord(read, sizeBytes);
  if (record === undefined) {
    return noZip(read(0, headBytes));
  }
  if (record.readUInt32LE(4) !== 0 || record.readUInt16LE(8) !== record.readUInt16LE(10)) {
    return "is one part of a zip in several parts. Join them into one file.";
  }
  const position = sizeBytes - record.length;
  const classic = {
    count: record.readUInt16LE(10),
    directoryBytes: record.readUInt32LE(12),
    directoryStart: record.readUInt32LE(16),
  };
  const zip64 = readZip64(read, position);
  const needsZip64 = zip64?.place !== undefined && placeNames.some((name) => classic[name] === saturated[name]);
  const behindBytes = record.length - endBytes - record.readUInt16LE(20);
  return {
    ...((needsZip64 ? zip64.place : undefined) ?? classic),
    recordsStart: zip64?.position ?? position,
    trailingBytes: Math.max(0, behindBytes),
    missingBytes: Math.max(0, -behindBytes),
    needsZip64,
    isContradicted:
      zip64 !== undefined &&
      placeNames.some((name) => classic[name] !== saturated[name] && classic[name] !== zip64.place?.[name]),
  };
}

/** How many bytes stand before the zip itself, uncounted by its offsets; a sentence's rest where its directory is not to be found. */
export function findPrependedBytes(records: EndRecords, read: ReadBytes): number | string {
  const { count, directoryStart, directoryBytes, recordsStart, trailingBytes } = records;
  const isDirectory = (at: number): boolean => read(at, 4).equals(lineSignature);
  const gapBytes = recordsStart - directoryBytes - directoryStart;
  if (gapBytes < 0) {
    return "is a damaged zip: its directory lies outside the file. Build it or copy it again.";
  }
  if (count === 0 || isDirectory(directoryStart)) {
    return 0;
  }
  if (!isDirectory(directoryStart + gapBytes)) {
    return "is a damaged zip: its directory is not where its last record says. Build it or copy it again.";
  }
  const head = read(0, headBytes);
  // A jar of jars holds them stored: where its own end is missing, the last one that is found is the end of one of these.
  if (beginsAsZip(head) && trailingBytes > 0) {
    return "is a zip that was cut off: the last end in it is that of a zip inside of it. Build it or copy it again.";
  }
  return otherKindOf(head)?.isArchive ? noZip(head) : gapBytes;
}

/** What every line of a directory begins with. */
export const lineSignature = Buffer.from("PK\x01\x02", "latin1");

const remedy = "Give a .zip or .jar file, or the path of a folder, which is then zipped.";

const headBytes = 512;
const endBytes = 22;
const locatorBytes = 20;
const zip64Bytes = 56;
const localSignature = Buffer.from("PK\x03\x04", "latin1");
const endSignature = Buffer.from("PK\x05\x06", "latin1");

const placeNames = ["count", "directoryBytes", "directoryStart"] as const;
// What the classic record has in place of a number that is in zip64's.
const saturated: DirectoryPlace = { count: 0xffff, directoryBytes: 0xffffffff, directoryStart: 0xffffffff };

/** From the last end record to the end of the file: nearly always in what a comment of 64 KiB can take. */
function findEndRecord(read: ReadBytes, sizeBytes: number): Buffer | undefined {
  for (const wantedBytes of [endBytes + 0xffff, maxTailBytes]) {
    const tailBytes = Math.min(sizeBytes, wantedBytes);
    const tail = read(sizeBytes - tailBytes, tailBytes);
    const end = tail.length < endBytes ? -1 : tail.lastIndexOf(endSignature, tail.length - endBytes);
    if (end >= 0) {
      return tail.subarray(end);
    }
  }
  return undefined;
}

/** Zip64's record, which a locator before the classic one announces; without a place where the locator leads nowhere. */
function readZip64(read: ReadBytes, end: number): { position: number; place?: DirectoryPlace } | undefined {
  const locator = end < locatorBytes ? undefined : read(end - locatorBytes, locatorBytes);
  if (locator?.readUInt32LE(0) !== 0x07064b50) {
    return undefined;
  }
  // Where bytes were put before the zip, its record is no longer where the locator says, but still right before it.
  for (const position of [Number(locator.readBigUInt64LE(8)), end - locatorBytes - zip64Bytes]) {
    const record = position >= 0 && position + zip64Bytes <= end ? read(position, zip64Bytes) : undefined;
    if (record?.length === zip64Bytes && record.readUInt32LE(0) === 0x06064b50) {
      const numberAt = (at: number): number => Number(record.readBigUInt64LE(at));
      return {
        position,
        place: { count: numberAt(32), directoryBytes: numberAt(40), directoryStart: numberAt(48) },
      };
    }
  }
  return { position: end - locatorBytes };
}

function noZip(head: Buffer): string {
  const kind = otherKindOf(head);
  if (kind !== undefined) {
    return `is ${kind.text}, not a zip. ${remedy}`;
  }
  return beginsAsZip(head)
    ? "is a zip that was cut off, or that has more than 1 MiB behind its end: its directory is missing. Build it or copy it again."
    : `is not a zip. ${remedy}`;
}

function beginsAsZip(head: Buffer): boolean {
  return head.subarray(0, 4).equals(localSignature);
}
