/** One file or symbolic link of a package, to be read when its turn comes. */
export interface ZipEntry {
  /** Its path in the package, with forward slashes. */
  name: string;
  /** Of a symbolic link, where it leads, which is all its bytes: relative to the folder that it lies in, or absolute. */
  linkTarget?: string;
  /** The file as messages name it. */
  label: string;
  sizeBytes: number;
  /** Where the bytes come with a checksum of their own (out of another zip), they are held against it. */
  crc32?: number;
  /** Equal values mean equal bytes, unless the clock did not move on since `changedAtMs`; absent where nothing can be said. */
  fingerprint?: string | undefined;
  changedAtMs?: number;
  /** All bytes; a chunk may be overwritten by the next one. */
  read(): AsyncIterable<Uint8Array>;
  readHead(lengthBytes: number): Promise<Uint8Array>;
}
