import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { CodeProblems } from "#lib/sources/index.js";

/** A fresh folder for each test, and a cache of its own; both are gone afterwards. */
export function useTempFolder(): (path?: string) => string {
  let root = "";
  let cacheBefore: string | undefined;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "lambda-code-")));
    cacheBefore = process.env.PULUMI_LAMBDA_CODE_CACHE;
    process.env.PULUMI_LAMBDA_CODE_CACHE = join(root, "cache");
    mkdirSync(join(root, "work"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
    if (cacheBefore === undefined) {
      delete process.env.PULUMI_LAMBDA_CODE_CACHE;
    } else {
      process.env.PULUMI_LAMBDA_CODE_CACHE = cacheBefore;
    }
  });
  return (path = "work") => join(root, path);
}

/** Writes files, given by their paths below `folder`; returns the folder. */
export function writeFiles(folder: string, files: Record<string, string | Uint8Array>): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Sets the modification time back; the change time stays what the kernel says. */
export function makeOld(path: string): void {
  utimesSync(path, 1_600_000_000, 1_600_000_000);
}

/** The problems that a call fails with; any other outcome fails the test. */
export async function problemsOf(call: Promise<unknown>): Promise<string[]> {
  let outcome: unknown;
  try {
    outcome = await call;
  } catch (error) {
    if (error instanceof CodeProblems) {
      expect(error.problems, "at least one problem").not.to.be.empty;
      for (const problem of error.problems) {
        expect(problem).to.match(/^[`"A-Z].*[.)]$/su);
      }
      return error.problems;
    }
    throw error;
  }
  expect.fail(`no CodeProblems, but ${JSON.stringify(outcome)}`);
}

/** Waits until a file written now counts as settled for the life of the process (100 ms). */
export function settle(ms = 150): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
