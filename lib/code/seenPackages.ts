import { plainName } from "../sources/package/entryNames.js";

// A package whose size nobody has said counts as the largest that can be sent directly.
const largestSizeBytes = 50 * 1024 * 1024;

const sizes = new Map<string, number>();
// One text for each package: tens of thousands of names take a few megabytes so.
const namesOf = new Map<string, string>();

/** Remembers what check has seen of a package, so that a deploy can ask for room before it reads the bytes. */
export function rememberPackage(codeSha256: string, sizeBytes: number, names: readonly string[] | undefined): void {
  sizes.set(codeSha256, sizeBytes);
  if (names !== undefined) {
    namesOf.set(codeSha256, `\n${names.map(plainName).join("\n")}\n`);
  }
}

/** The size of the package with this hash, as check saw it in this process. */
export function sizeBytesOf(codeSha256: string): number {
  return sizes.get(codeSha256) ?? largestSizeBytes;
}

/** The files of the package with this hash, a name on each line, where check looked into it in this process. */
export function fileNamesOf(codeSha256: string): string | undefined {
  return namesOf.get(codeSha256);
}
