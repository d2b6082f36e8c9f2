import { isUtf8 } from "node:buffer";
import type { Entry } from "yauzl";

/** The name of an entry. */
export interface EntryName {
  name: string;
  /** Its bytes in the zip, where they are not those of `name` in UTF-8: what file systems count. */
  rawName?: Buffer;
}

const utf8Flag = 0x0800;

/**
 * Answers how names are read: as UTF-8 where they are that, whether the zip says so or not, for Debian's `zip`, bsdtar in the C
 * locale, Perl and macOS do not; else in the code page of DOS. The name in a field of Info-ZIP's own goes before both.
 */
export async function nameReader(): Promise<(entry: Entry) => EntryName> {
  const { getFileNameLowLevel } = await import("yauzl");
  return ({ generalPurposeBitFlag, fileNameRaw, extraFields }) => {
    const isInUtf8 = isUtf8(fileNameRaw);
    const flags = isInUtf8 ? generalPurposeBitFlag | utf8Flag : generalPurposeBitFlag;
    // Strict: a backslash stays one.
    const name = getFileNameLowLevel(flags, fileNameRaw, extraFields, true);
    const isFromField = !isInUtf8 && extraFields.some(({ id }) => id === 0x7075);
    return isInUtf8 || isFromField ? { name } : { name, rawName: fileNameRaw };
  };
}
