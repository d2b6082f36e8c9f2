import { createHash } from "node:crypto";

/** SHA-256 of a package in the form in which Lambda shows it as `CodeSha256` of a Zip function: base64, 44 characters. */
export function codeSha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

/**
 * A hash in any of the forms in which people have one at hand, in the form of Lambda's `CodeSha256` for Zip functions.
 * Accepts base64 (as Lambda shows it) and 64 hex digits (as `sha256sum` prints it), with or without `sha256:` before them.
 * Anything else gives undefined.
 */
export function parseZipCodeSha256(text: string): string | undefined {
  const bare = text.trim().replace(/^sha256:/, "");
  if (/^[0-9a-fA-F]{64}$/.test(bare)) {
    return Buffer.from(bare, "hex").toString("base64");
  }
  if (/^[A-Za-z0-9+/]{43}=$/.test(bare)) {
    // The last digit of base64 carries two unused bits: decoding and encoding makes one spelling of them all.
    return Buffer.from(bare, "base64").toString("base64");
  }
  return undefined;
}

/** The digest of an image in the form of Lambda's `CodeSha256` for Image functions: 64 hex digits, `sha256:` before them or not. */
export function parseImageDigest(text: string): string | undefined {
  const match = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(text.trim());
  return match?.[1]?.toLowerCase();
}

/** Whether two hashes are of the same bytes, however each is written. */
export function isSameCode(one: string, other: string): boolean {
  return one === other || hexOf(one) === hexOf(other);
}

function hexOf(codeSha256: string): string {
  return parseImageDigest(codeSha256) ?? Buffer.from(codeSha256, "base64").toString("hex");
}
