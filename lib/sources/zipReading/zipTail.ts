/** Reads `lengthBytes` at `positionBytes`, fewer at the end of the file. */
export type ReadBytes = (positionBytes: number, lengthBytes: number) => Buffer;

/**
 * Looks at the first and last bytes: why this is no zip that Lambda would take, as the rest of a sentence beginning with the
 * file; undefined for a zip. It comes before the library, which answers a hostile trailer of zip64 by an exception in a callback.
 */
export function zipFault(read: ReadBytes, sizeBytes: number): string | undefined {
  if (sizeBytes === 0) {
    return `is empty. ${remedy}`;
  }
  const tailBytes = Math.min(sizeBytes, maxTailBytes);
  const tail = read(sizeBytes - tailBytes, tailBytes);
  const end = findEnd(tail);
  if (end === undefined) {
    const head = read(0, 512);
    const kind = kindOf(head);
    if (kind !== undefined) {
      return `is ${kind}, not a zip. ${remedy}`;
    }
    return head.subarray(0, 4).equals(localSignature)
      ? "is a zip that was cut off: its directory is missing. Build it or copy it again."
      : `is not a zip. ${remedy}`;
  }
  return endFault(tail, end, sizeBytes);
}

const remedy = "Give a .zip or .jar file, or the path of a folder, which is then zipped.";

const endBytes = 22;
const maxCommentBytes = 0xffff;
const zip64LocatorBytes = 20;
const maxTailBytes = endBytes + maxCommentBytes + zip64LocatorBytes;
const localSignature = Buffer.from("PK\x03\x04", "latin1");

/** Where the last end-of-directory record begins in the tail. */
function findEnd(tail: Buffer): number | undefined {
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) === 0x06054b50) {
      return at;
    }
  }
  return undefined;
}

function endFault(tail: Buffer, end: number, sizeBytes: number): string | undefined {
  const [disk, directoryDisk, countHere, count] = [4, 6, 8, 10].map((at) => tail.readUInt16LE(end + at));
  const directoryBytes = tail.readUInt32LE(end + 12);
  const directoryStart = tail.readUInt32LE(end + 16);
  const hasLocator = end >= zip64LocatorBytes && tail.readUInt32LE(end - zip64LocatorBytes) === 0x07064b50;
  // A package of 250 MiB at most never needs zip64, and nothing says that Lambda reads it.
  if (hasLocator || count === 0xffff || directoryBytes === 0xffffffff || directoryStart === 0xffffffff) {
    return "is in the zip64 format, which is for more than 65,534 files or 4 GiB. Build it without zip64.";
  }
  if (disk !== 0 || directoryDisk !== 0 || countHere !== count) {
    return "is one part of a zip in several parts. Join them into one file.";
  }
  if (tail.readUInt16LE(end + 20) !== tail.length - end - endBytes) {
    return "has extra bytes at its end, or was cut off. Build it or copy it again.";
  }
  // Some tools prepend a script and leave the offsets as they were: then they count from another place than the file's start.
  if (directoryStart + directoryBytes > sizeBytes - (tail.length - end)) {
    return "is a damaged zip: its directory lies outside the file. Build it or copy it again.";
  }
  return undefined;
}

const magics: [number, string, string][] = [
  [0, "\x1f\x8b", "compressed by gzip (a tar.gz, if it is an archive)"],
  [257, "ustar", "a tar archive"],
  [0, "BZh", "compressed by bzip2 (a tar.bz2, if it is an archive)"],
  [0, "\xfd7zXZ\0", "compressed by xz (a tar.xz, if it is an archive)"],
  [0, "\x28\xb5\x2f\xfd", "compressed by zstd"],
  [0, "7z\xbc\xaf\x27\x1c", "a 7z archive"],
  [0, "Rar!", "a rar archive"],
  [0, "\x7fELF", "a Linux program or library (ELF)"],
  [0, "#!", "a script"],
  [0, "<", "HTML or XML"],
  [0, "{", "JSON or source text"],
  [0, "version https://git-lfs", "a pointer of Git LFS"],
];

function kindOf(head: Buffer): string | undefined {
  return magics.find(([at, magic]) => head.toString("latin1", at, at + magic.length) === magic)?.[2];
}
