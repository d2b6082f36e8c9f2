import { quoted } from "../../ground/printable.js";

/** One or more reasons why code cannot be deployed, each a complete sentence that says what to do. */
export class CodeProblems extends Error {
  readonly problems: string[];

  constructor(problems: readonly string[]) {
    super(problems.join(" "));
    this.name = "CodeProblems";
    this.problems = [...problems];
  }
}

/** Throws when there are problems; a long list is cut, so that one broken folder does not fill the screen. */
export function failOn(problems: readonly string[]): void {
  const shown = 20;
  if (problems.length > shown) {
    throw new CodeProblems([
      ...problems.slice(0, shown),
      `There are ${problems.length - shown} more problems like these.`,
    ]);
  }
  if (problems.length > 0) {
    throw new CodeProblems(problems);
  }
}

/** A name from outside, safe to print: control characters escaped, cut when very long. */
export function quoteName(name: string): string {
  return quoted(name.length > 120 ? `${name.slice(0, 100)}…${name.slice(-15)}` : name);
}

/** The sentence for a failed call of the file system, `what` being the subject, such as `The file "a.js"`. */
export function fileSystemProblem(what: string, error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return `${what} does not exist. Build it first, or correct the path.`;
    case "EACCES":
      return `${what} may not be read by this user. Give read permission, or leave it out.`;
    case "EPERM":
      // Windows says so, too, of a file that is deleted and still open somewhere.
      return `${what} may not be read by this user, or is just being removed. Give read permission, or let the build end first.`;
    case "EBUSY":
      return `${what} is in use: another program has it open. Close that program, then run again.`;
    case "ELOOP":
      return `${what} is reached through symbolic links that lead in a circle. Remove one of them, or leave it out.`;
    case "EMFILE":
    case "ENFILE":
      return `${what} could not be opened, for too many files are open. Raise the limit of open files, or run fewer things at once.`;
    default:
      return `${what} could not be read (${code}). Look at the disk and the permissions, then run again.`;
  }
}

/** The sentence for a temporary file of our own for `what`, which cannot be written to `folder`. */
export function temporaryFileProblem(what: string, folder: string, error: unknown): string {
  const code = codeOf(error);
  const fault = `The temporary file for ${what} could not be written to ${folder}`;
  const variable = "TMPDIR (on Windows TEMP)";
  return ["ENOSPC", "EDQUOT"].includes(code)
    ? `${fault}: the disk is full (${code}). Free up to 250 MiB there, or name a folder on another disk in ${variable}.`
    : `${fault} (${code}). Name a folder in which this user may write in ${variable}.`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
