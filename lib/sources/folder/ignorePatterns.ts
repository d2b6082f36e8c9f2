import { homedir } from "node:os";
import { resolve } from "node:path";

/** Patterns ready for the rules, and what is to be said of those that cannot mean what was meant. */
export interface Patterns {
  patterns: string[];
  problems: string[];
  warnings: string[];
}

/**
 * Reads gitignore patterns, each named by where it stands, for its text may be a secret. A leading `./` means the folder
 * itself, which gitignore does not know; what can only lead out of the folder would match nothing, and is a problem.
 */
export function readPatterns(
  lines: readonly string[],
  nameOfLine: (number: number) => string,
  folder: string,
): Patterns {
  const result: Patterns = { patterns: [], problems: [], warnings: [] };
  for (const [index, line] of lines.entries()) {
    const name = nameOfLine(index + 1);
    const [, negation = "", written = ""] = /^(!?)(.*)$/su.exec(line) ?? [];
    const isComment = line.startsWith("#");
    const pattern = isComment ? written : written.replace(/^(\.\/+)+/, "/");
    const fault = isComment ? undefined : faultOf(pattern.trimEnd(), written.trimEnd(), folder);
    if (fault !== undefined) {
      result.problems.push(`${name} ${fault}`);
      continue;
    }
    if (!isComment && /\\[\p{L}\p{N}_]/u.test(pattern)) {
      const meaning =
        "has a backslash before a letter, which separates nothing: in a pattern it only quotes what follows";
      result.warnings.push(`${name} ${meaning}. Write folders with forward slashes, as in src/test.`);
    }
    // Both Unicode forms of a name look alike, and people cannot tell which one they type.
    result.patterns.push((negation + pattern).normalize("NFC"));
  }
  return result;
}

function faultOf(pattern: string, written: string, folder: string): string | undefined {
  if (written === "." || (pattern === "/" && written !== "/")) {
    return "names the folder itself, of which nothing would be left. Name what in it is to be left out.";
  }
  if (pattern.split("/").includes("..")) {
    return "leads out of the folder by `..`, and patterns begin in it. Write the path from the folder on.";
  }
  if (/^[A-Za-z]:[\\/]|^\\\\/.test(pattern) || places(folder).some((place) => pattern.startsWith(place))) {
    return "is an absolute path, and patterns begin in the folder. Write the path from the folder on.";
  }
  return undefined;
}

/**
 * What a pattern with a path of this machine begins with. `/app` could mean an entry of the package as well, so that a place
 * right below the root of the disk tells nothing.
 */
function places(folder: string): string[] {
  return [folder, process.cwd(), home()]
    .map((place) => resolve(place).replaceAll("\\", "/"))
    .filter((place) => place.split("/").length > 2)
    .map((place) => `${place}/`);
}

function home(): string {
  try {
    return homedir();
  } catch {
    // No entry in /etc/passwd, and no HOME.
    return "/";
  }
}
