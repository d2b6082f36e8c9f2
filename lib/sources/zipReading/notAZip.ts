/** What a file is that is no zip, as far as its first bytes tell. */
export interface OtherKind {
  /** As in "is …, not a zip". */
  text: string;
  /** An archive may have a zip inside of it, at its end even; a program or script may be put before one. */
  isArchive: boolean;
}

/** Undefined for what begins like none of them. */
export function otherKindOf(head: Buffer): OtherKind | undefined {
  const found = kinds.find(([at, magic]) => head.toString("latin1", at, at + magic.length) === magic);
  return found && { text: found[2], isArchive: found[3] === "archive" };
}

const kinds: [number, string, string, "archive"?][] = [
  [0, "\x1f\x8b", "compressed by gzip (a tar.gz, if it is an archive)", "archive"],
  [257, "ustar", "a tar archive", "archive"],
  [0, "BZh", "compressed by bzip2 (a tar.bz2, if it is an archive)", "archive"],
  [0, "\xfd7zXZ\0", "compressed by xz (a tar.xz, if it is an archive)", "archive"],
  [0, "\x28\xb5\x2f\xfd", "compressed by zstd", "archive"],
  [0, "7z\xbc\xaf\x27\x1c", "a 7z archive", "archive"],
  [0, "Rar!", "a rar archive", "archive"],
  [0, "\x7fELF", "a Linux program or library (ELF)"],
  [0, "#!", "a script"],
  [0, "<", "HTML or XML"],
  [0, "{", "JSON or source text"],
  [0, "version https://git-lfs", "a pointer of Git LFS"],
];
