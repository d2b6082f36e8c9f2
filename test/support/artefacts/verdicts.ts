import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { CodeProblems, describeCode, listCode, loadCode } from "#lib/sources/index.js";
import { artefactTools, type ProgramName, runProgram, type ProgramOptions } from "./artefactTools.js";

/** Where a package is made. */
export interface Workbench {
  /** A folder with the files of a function, named by `sampleNames`. */
  sample: string;
  /** A path in an empty folder beside it. */
  out: (name: string) => string;
  /** Runs a program in the sample, or elsewhere; see runProgram. */
  run: (program: string, args: readonly string[], options?: Partial<ProgramOptions>) => Buffer;
}

/** A way to make a package, and the library's verdict on it. */
export interface Verdict {
  /** The title's first words. */
  by: string;
  needs?: ProgramName[];
  /** Makes the package, a zip or a folder, and answers its path. */
  make(bench: Workbench): string | Promise<string>;
  architecture?: "x86_64" | "arm64";
  /** Each warning, in their order; a package with none is deployed in silence. */
  warnings?: RegExp[];
  /** Each problem: the package is refused. */
  problems?: RegExp[];
  /** The names of its files; those of the sample where nothing is said. */
  names?: readonly string[] | "any";
}

/** The files of the sample: one with a name beyond ASCII, one empty, one a program. */
export const sampleFiles: Record<string, string> = {
  "bin/run": "#!/bin/sh\necho run\n",
  "café/日本.txt": "1",
  "empty.txt": "",
  "index.js": "exports.handler = async () => 1;\n".repeat(40),
  "lib/util.js": "exports.util = () => 2;\n",
};
export const sampleNames = Object.keys(sampleFiles);

/** A test for each way whose tools are here; those that are not are named on the screen. */
export function describeVerdicts(title: string, verdicts: readonly Verdict[]): void {
  const { leftOut } = artefactTools();
  const missing = leftOut.map(({ name }) => name);
  describe(title, () => {
    let root = "";
    beforeEach(() => {
      root = realpathSync(mkdtempSync(path.join(tmpdir(), "artefacts-")));
    });
    afterEach(() => {
      rmSync(root, { recursive: true, force: true });
    });
    for (const verdict of verdicts) {
      const { by, needs = [], warnings = [], problems } = verdict;
      const lacking = needs.filter((name) => missing.includes(name));
      if (lacking.length > 0) {
        process.stdout.write(`left out, for ${lacking.join(" and ")} cannot be had on this machine: ${title} ${by}\n`);
        continue;
      }
      const outcome =
        problems !== undefined
          ? "is refused"
          : warnings.length > 0
            ? "is deployed with a warning"
            : "is deployed in silence";
      it(`${by} ${outcome}`, async () => {
        await hold(verdict, await verdict.make(workbench(root)));
      });
    }
  });
}

/** Holds the library's verdict on a package against the one expected. */
async function hold(
  { warnings = [], problems, names = sampleNames, architecture }: Verdict,
  code: string,
): Promise<void> {
  const outcome = await describeCode({ code, architecture }).catch((error: unknown) => error);
  if (problems !== undefined) {
    expect(outcome).to.be.instanceOf(CodeProblems);
    matchEach((outcome as CodeProblems).problems, problems);
    return;
  }
  if (outcome instanceof Error) {
    throw outcome;
  }
  const described = outcome as Awaited<ReturnType<typeof describeCode>>;
  // A zip is deployed as it is, and a folder as what is sent of it.
  const sent = statSync(code).isFile() ? readFileSync(code) : await loadCode({ code }, described.codeSha256);
  expect(described.codeSha256).to.equal(codeSha256Of(sent));
  matchEach(described.warnings, warnings);
  if (names !== "any") {
    const listed = (await listCode({ code })).map(({ name }) => name.replace(/^\.\//, ""));
    expect(listed.sort()).to.deep.equal([...names].sort());
  }
}

function matchEach(found: readonly string[], expected: readonly RegExp[]): void {
  expect(found, found.join("\n")).to.have.length(expected.length);
  for (const [index, pattern] of expected.entries()) {
    expect(found[index]).to.match(pattern);
  }
}

function workbench(root: string): Workbench {
  const sample = path.join(root, "sample");
  for (const [name, text] of Object.entries(sampleFiles)) {
    mkdirSync(path.dirname(path.join(sample, name)), { recursive: true });
    writeFileSync(path.join(sample, name), text, { mode: name.startsWith("bin/") ? 0o755 : 0o644 });
  }
  mkdirSync(path.join(root, "out"));
  return {
    sample,
    out: (name) => path.join(root, "out", name),
    run: (program, args, options) => runProgram(program, args, { cwd: sample, ...options }),
  };
}
