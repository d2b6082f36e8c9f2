import type { NativeFile } from "./elf.js";
import type { ListedFile } from "./fileList.js";

/** What identifies a package. */
export interface CodeDigest {
  /** Base64 of the SHA-256 of the exact zip bytes, as Lambda shows it. */
  codeSha256: string;
  /** Of the zip. */
  sizeBytes: number;
}

/** A package in memory, and its hash. */
export interface HashedBytes {
  bytes: Uint8Array;
  codeSha256: string;
}

/** What would be deployed. */
export interface CodeDescription extends CodeDigest {
  /** Sentences, without the function's name. */
  warnings: string[];
  /** The same that ask for nothing. */
  notes?: string[];
  /** Of its files, where it was looked into. */
  names?: readonly string[];
}

/** What a look into a package finds that does not keep it from being deployed. */
export interface Findings {
  nativeFiles: NativeFile[];
  warnings: string[];
  names: readonly string[];
}

/** A source of code: a dispatch table's row in index.ts. */
export interface OpenCode {
  /** With a hash known to be sound, nothing but the hash is looked at. */
  describe(knownCodeSha256: string | undefined): Promise<CodeDescription>;
  load(): Promise<HashedBytes>;
  /** Its files, for a comparison with another package. */
  list(): Promise<ListedFile[]>;
  /** The bytes piece by piece, for packages too large to be held in memory; whoever takes them checks the hash. */
  openStream(): Promise<PackageStream>;
}

/** A package to be read as often as needed, until it is closed. */
export interface PackageStream {
  sizeBytes: number;
  stream: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Lets go of what it was read from, whoever may still be reading; never throws. */
  close: () => Promise<void>;
}
