import type { Ignore } from "ignore";
import { readPatterns } from "./ignorePatterns.js";
import { lambdaIgnoreName, readLambdaIgnore } from "./lambdaIgnore.js";
import { CodeProblems } from "../package/problems.js";

/** Which files of a folder stay out of its package. */
export interface IgnoreRules {
  /** `path` is relative to the folder, with forward slashes. */
  leavesOut(path: string, isFolder: boolean): boolean;
  /** Whether what is left out is so by our own rules alone, which nobody has written down. */
  leavesOutUnasked(path: string, isFolder: boolean): boolean;
}

/** What the rules found wrong with the patterns, to be told with what else is wrong with the folder. */
export interface PatternFindings {
  problems: string[];
  warnings: string[];
}

/**
 * The rules for a folder, each able to undo the ones before by `!`: our own, the folder's `.lambdaignore`, and `patterns`.
 * They are gitignore's, so that a file in a folder that is left out cannot be brought back alone.
 */
export async function readIgnoreRules(
  folder: string,
  label: string,
  patterns: readonly string[],
  findings: PatternFindings,
): Promise<IgnoreRules> {
  const { default: ignore } = await import("ignore");
  const lines = readLambdaIgnore(folder, label);
  const ofFolder = readPatterns(lines, (number) => `Line ${number} of .lambdaignore of ${label}`, folder);
  const ofProgram = readPatterns(patterns, (number) => `Pattern ${number} of \`ignore\``, folder);
  findings.problems.push(...ofFolder.problems, ...ofProgram.problems);
  findings.warnings.push(...ofFolder.warnings, ...ofProgram.warnings);
  // The library reads a text as git reads a file, where a line can end in a carriage return of its own, and a list otherwise.
  const asked: Asked = [ofFolder.patterns.map((line) => `${line}\r\n`).join(""), ofProgram.patterns];
  const text = JSON.stringify(asked);
  if (lastRules?.text === text) {
    return lastRules;
  }
  try {
    // Case counts, as on Lambda itself: a package must not depend on the machine on which it is built.
    return (lastRules = compile(() => ignore({ ignorecase: false }), asked, text));
  } catch {
    const where = lines.length === 0 ? "`ignore`" : "`ignore` or .lambdaignore";
    throw new CodeProblems([
      `A pattern in ${where} for ${label} cannot be understood. Write it as in a .gitignore file.`,
    ]);
  }
}

// The history, secrets, Pulumi's own state and the rules themselves are no code, and a secret once deployed is in each old
// version. Finder and Explorer write their files where somebody opens a folder: a look at it would be a deploy.
const leftOutByDefault = [
  ".git",
  ".env*",
  ".pulumi",
  `/${lambdaIgnoreName}`,
  ".DS_Store",
  "._*",
  "Thumbs.db",
  "desktop.ini",
];

// The library remembers each path that it was asked about, so that rules asked this often are let go.
const maxUses = 10_000;

// A fleet's folders mostly have the same rules, and compiling them takes as long as a look at fifty files.
let lastRules: (IgnoreRules & { text: string }) | undefined;

/** The patterns of .lambdaignore, and those of the program. */
type Asked = [ofFolder: string, ofProgram: string[]];

function compile(newRules: () => Ignore, [ofFolder, ofProgram]: Asked, text: string): IgnoreRules & { text: string } {
  const all = newRules().add(leftOutByDefault).add(ofFolder).add(ofProgram);
  const asked = newRules().add(ofFolder).add(ofProgram);
  // The library compiles a pattern at its first use.
  all.ignores("a");
  let uses = 0;
  const rules = {
    text,
    leavesOut(path: string, isFolder: boolean) {
      uses += 1;
      if (uses > maxUses && lastRules === rules) {
        lastRules = undefined;
      }
      return all.ignores(toRules(path, isFolder));
    },
    leavesOutUnasked: (path: string, isFolder: boolean) => !asked.ignores(toRules(path, isFolder)),
  };
  return rules;
}

function toRules(path: string, isFolder: boolean): string {
  // Nearly every name is ASCII, which has one form only: a look is a third of the work.
  const name = /[^\0-\x7f]/.test(path) ? path.normalize("NFC") : path;
  return isFolder ? `${name}/` : name;
}
