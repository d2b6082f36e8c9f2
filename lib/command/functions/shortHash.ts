/** The first characters of a hash, as many as tell the builds of one function apart. */
export function shortHash(codeSha256: string): string {
  return codeSha256.replace(/^sha256:/, "").slice(0, 8);
}
