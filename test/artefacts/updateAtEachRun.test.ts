import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { describeCode } from "#lib/sources/index.js";
import { artefactTools, runProgram } from "../support/artefacts/artefactTools.js";
import { readDocument } from "../support/documentedTests.js";
import { hermeticEnv } from "../support/engine/hermeticEnv.js";
import { installTools } from "../support/installs/installTools.js";
import { PackageManagers } from "../support/installs/packageManagers.js";

describe("a folder that was made anew has another hash, and the same one with the patterns of the page", () => {
  let root: string;
  let tools: PackageManagers;

  before(async () => {
    root = realpathSync(mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-anew-")));
    const found = await installTools();
    tools = new PackageManagers(found, hermeticEnv(found.nodeFolders[22] ?? "", root));
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const makers: Record<string, (folder: string, index: number) => Promise<void>> = {
    pnpm: (folder) => tools.pnpm(folder),
    // It writes the path of the folder into the scripts of .bin.
    "pnpm 10": (folder) => tools.pnpm(folder, "10"),
    "npm on two machines": async (folder, index) => {
      // As another registry, of which the lockfile has the addresses.
      await tools.npm(folder, [`omit-lockfile-registry-resolved=${index === 0}`]);
      for (const file of [".npmrc", "package-lock.json"]) rmSync(path.join(folder, file));
    },
    Python: (folder, index) => {
      const file = path.join(folder, "app.py");
      writeFileSync(file, "answer = 42\n");
      utimesSync(file, 1_700_000_000 + index, 1_700_000_000 + index);
      runProgram(artefactTools().python, ["-m", "compileall", "-q", "."], { cwd: folder });
      return Promise.resolve();
    },
    "pip from a place of the machine": (folder) => {
      const { python, wheels } = artefactTools();
      const name = readdirSync(wheels).find((file) => file.endsWith("-any.whl")) ?? expect.fail("no wheel");
      const downloaded = path.join(`${folder}-downloads`, name);
      mkdirSync(path.dirname(downloaded));
      cpSync(path.join(wheels, name), downloaded);
      const options = ["-q", "--disable-pip-version-check", "--no-index", "--no-deps"];
      runProgram(python, ["-m", "pip", "install", ...options, "-t", folder, downloaded], { cwd: root });
      return Promise.resolve();
    },
  };
  for (const [by, make] of Object.entries(makers)) {
    it(`where it was by ${by}`, async () => {
      const folders = [1, 2].map((index) => path.join(root, `${by}-${index}`));
      for (const [index, folder] of folders.entries()) {
        mkdirSync(folder);
        const manifest = { name: "app", version: "1.0.0", dependencies: { ms: "2.1.3", semver: "7.7.2" } };
        writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
        await make(folder, index);
      }
      const hashes = (ignore: string[]) =>
        Promise.all(folders.map(async (code) => (await describeCode({ code, ignore })).codeSha256));
      const [one, two] = await hashes([]);
      expect(one).not.to.equal(two);
      const [first, second] = await hashes(patternsOfPage());
      expect(first).to.equal(second);
    });
  }
});

/** The patterns that the page gives: the code spans of its list that are a path or have a star. */
function patternsOfPage(): string[] {
  const section = /## An update at each run\n(.*?)\n## /s.exec(readDocument("troubleshooting.md"))?.[1] ?? "";
  const spans = [...section.matchAll(/^- .*$/gm)].flatMap(([line]) => [...line.matchAll(/`([^` ]+)`/g)]);
  const patterns = spans.map(([, span = ""]) => span).filter((span) => /[/*_]/.test(span));
  expect(patterns).to.include.members(["node_modules/.package-lock.json", "__pycache__", "*.pyc", "/bin/", "*.map"]);
  return patterns;
}
