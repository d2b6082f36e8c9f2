import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CodeProblems, fileSystemProblem } from "../package/problems.js";

/** Which files of a folder stay out of its package. */
export interface IgnoreRules {
  /** `path` is relative to the folder, with forward slashes. */
  leavesOut(path: string, isFolder: boolean): boolean;
}

/**
 * The rules for a folder, each able to undo the ones before by `!`: our own, the folder's `.lambdaignore`, and `patterns`.
 * They are gitignore's, so that a file in a folder that is left out cannot be brought back alone.
 */
export async function readIgnoreRules(
  folder: string,
  label: string,
  patterns: readonly string[],
): Promise<IgnoreRules> {
  const { default: ignore } = await import("ignore");
  const ofFolder = readLambdaIgnore(folder, label);
  const text = JSON.stringify([ofFolder, patterns]);
  if (lastRules?.text === text) {
    return lastRules;
  }
  try {
    // Case counts, as on Lambda itself: a package must not depend on the machine on which it is built.
    const rules = ignore({ ignorecase: false })
      .add(leftOutByDefault)
      .add(ofFolder)
      .add([...patterns]);
    // The library compiles a pattern at its first use.
    rules.ignores("a");
    let uses = 0;
    const compiled = {
      text,
      leavesOut(path: string, isFolder: boolean) {
        uses += 1;
        if (uses > maxUses && lastRules === compiled) {
          lastRules = undefined;
        }
        return rules.ignores(isFolder ? `${path}/` : path);
      },
    };
    lastRules = compiled;
    return compiled;
  } catch {
    const where = ofFolder === "" ? "`ignore`" : "`ignore` or .lambdaignore";
    throw new CodeProblems([
      `A pattern in ${where} for ${label} cannot be understood. Write it as in a .gitignore file.`,
    ]);
  }
}

// The library remembers each path that it was asked about, so that rules asked this often are let go.
const maxUses = 10_000;

// A fleet's folders mostly have the same rules, and compiling them takes as long as a look at fifty files.
let lastRules: (IgnoreRules & { text: string }) | undefined;

// The history, secrets, and the rules themselves are no code, and a secret once deployed is in each old version.
const leftOutByDefault = [".git", ".env*", "/.lambdaignore"];

const maxRulesBytes = 1024 * 1024;

function readLambdaIgnore(folder: string, label: string): string {
  const path = join(folder, ".lambdaignore");
  const what = `The file .lambdaignore of ${label}`;
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) {
      return "";
    }
    if (!stats.isFile() || stats.size > maxRulesBytes) {
      throw new CodeProblems([
        `${what} is not a text file of at most 1 MiB. Remove it, or put ignore patterns into it.`,
      ]);
    }
    return readFileSync(path, "utf8");
  } catch (error) {
    throw error instanceof CodeProblems ? error : new CodeProblems([fileSystemProblem(what, error)]);
  }
}
