import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CodeProblems, fileSystemProblem } from "../package/problems.js";

/** The file with a folder's own patterns, by this name exactly, also where the file system takes others for it. */
export const lambdaIgnoreName = ".lambdaignore";

const maxRulesBytes = 1024 * 1024;

/** The lines of a folder's `.lambdaignore`; none where there is no such file. */
export function readLambdaIgnore(folder: string, label: string): string[] {
  const what = `The file .lambdaignore of ${label}`;
  let bytes: Buffer;
  try {
    if (!readdirSync(folder).includes(lambdaIgnoreName)) {
      return [];
    }
    const path = join(folder, lambdaIgnoreName);
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > maxRulesBytes) {
      throw new CodeProblems([
        `${what} is not a text file of at most 1 MiB. Remove it, or put ignore patterns into it.`,
      ]);
    }
    bytes = readFileSync(path);
  } catch (error) {
    throw error instanceof CodeProblems ? error : new CodeProblems([fileSystemProblem(what, error)]);
  }
  const text = decode(bytes);
  if (text === undefined || text.includes("\0")) {
    throw new CodeProblems([`${what} is not text in UTF-8, so that no pattern in it would count. Save it as UTF-8.`]);
  }
  // A carriage return alone ended lines on old Macs; beside others it is part of a name, as of Finder's "Icon\r".
  return text.split(text.includes("\n") ? /\r?\n/ : "\r");
}

/** UTF-8, or UTF-16 with its mark, as the `>` of Windows PowerShell writes it; undefined for anything else. */
function decode(bytes: Buffer): string | undefined {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  try {
    if (isLittle || isBig) {
      return bytes.length % 2 === 0
        ? (isBig ? Buffer.from(bytes).swap16() : bytes).subarray(2).toString("utf16le")
        : undefined;
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
