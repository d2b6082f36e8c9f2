// A package whose size nobody has said counts as the largest that can be sent directly.
const largestSizeBytes = 50 * 1024 * 1024;

const sizes = new Map<string, number>();

/** Remembers the size of a package, so that a deploy can ask for room before it reads the bytes. */
export function rememberSize(codeSha256: string, sizeBytes: number): void {
  sizes.set(codeSha256, sizeBytes);
}

/** The size of the package with this hash, as check saw it in this process. */
export function sizeBytesOf(codeSha256: string): number {
  return sizes.get(codeSha256) ?? largestSizeBytes;
}
