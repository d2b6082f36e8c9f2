import { crc32 } from "./crc32.js";
import type { ZipEntry } from "./zipEntry.js";

/** One file of a package, as the directory of a zip has it. */
export interface ListedFile {
  name: string;
  /** Unpacked; of a symbolic link the length of where it leads. */
  sizeBytes: number;
  crc32: number;
  isLink: boolean;
}

/** What differs between the files of two packages, in the order of their names. */
export interface FileChanges {
  added: ListedFile[];
  changed: { before: ListedFile; after: ListedFile }[];
  removed: ListedFile[];
}

/** Compares by name, kind, size and CRC-32: nothing of the packages but their directories is needed. */
export function compareFiles(before: readonly ListedFile[], after: readonly ListedFile[]): FileChanges {
  const old = new Map(before.map((file) => [file.name, file]));
  const changes: FileChanges = { added: [], changed: [], removed: [] };
  for (const file of sorted(after)) {
    const known = old.get(file.name);
    old.delete(file.name);
    if (known === undefined) {
      changes.added.push(file);
    } else if (known.sizeBytes !== file.sizeBytes || known.crc32 !== file.crc32 || known.isLink !== file.isLink) {
      changes.changed.push({ before: known, after: file });
    }
  }
  changes.removed.push(...sorted([...old.values()]));
  return changes;
}

/**
 * The entries of a package with their checksums, which are computed where they do not come with them. `isLink` tells which
 * are symbolic links where the entries are those of a zip.
 */
export async function listFiles<Entry extends ZipEntry>(
  entries: readonly Entry[],
  isLink: (entry: Entry) => boolean = ({ linkTarget }) => linkTarget !== undefined,
): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  for (const entry of entries) {
    const { name, sizeBytes, crc32: known } = entry;
    let checksum = known ?? 0;
    if (known === undefined) {
      for await (const bytes of entry.read()) {
        checksum = crc32(bytes, checksum);
      }
    }
    files.push({ name, sizeBytes, crc32: checksum, isLink: isLink(entry) });
  }
  return files;
}

function sorted(files: readonly ListedFile[]): ListedFile[] {
  return [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
}
