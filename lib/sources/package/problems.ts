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
  return JSON.stringify(name.length > 120 ? `${name.slice(0, 100)}…${name.slice(-15)}` : name);
}

/** The sentence for a failed call of the file system, `what` being the subject, such as `The file "a.js"`. */
export function fileSystemProblem(what: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return `${what} does not exist. Build it first, or correct the path.`;
    case "EACCES":
    case "EPERM":
      return `${what} may not be read by this user. Give read permission, or leave it out.`;
    case "ELOOP":
      return `${what} is reached through symbolic links that lead in a circle. Remove one of them, or leave it out.`;
    case "EMFILE":
    case "ENFILE":
      return `${what} could not be opened, for too many files are open. Raise the limit of open files, or run fewer things at once.`;
    default:
      return `${what} could not be read (${code}). Look at the disk and the permissions, then run again.`;
  }
}
