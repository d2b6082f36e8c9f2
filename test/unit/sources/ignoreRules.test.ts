import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { listFolder } from "#lib/sources/folder/directory.js";
import { readIgnoreRules } from "#lib/sources/folder/ignoreRules.js";
import { CodeProblems, describeCode } from "#lib/sources/index.js";
import { problemsOf, useTempFolder, writeFiles } from "./tempFolders.js";

describe("ignore rules", () => {
  const temp = useTempFolder();
  const left = async (files: string[], rules: { lambdaignore?: string; ignore?: string[] } = {}): Promise<string[]> => {
    const folder = writeFiles(temp(), Object.fromEntries(files.map((name) => [name, name])));
    if (rules.lambdaignore !== undefined) {
      writeFiles(folder, { ".lambdaignore": rules.lambdaignore });
    }
    return (await listFolder(folder, "./work", rules.ignore ?? [])).map(({ name }) => name).sort();
  };

  it("leave out .git, .env* and .lambdaignore by default, at any depth", async () => {
    const files = [
      "index.js",
      ".git/HEAD",
      "sub/.git/HEAD",
      ".env",
      ".env.production",
      "sub/.envrc",
      ".github/a",
      "env.js",
    ];
    expect(await left(files, { lambdaignore: "" })).to.deep.equal([".github/a", "env.js", "index.js"]);
  });

  it("give back by `!` what is left out by default", async () => {
    const files = [".env", ".env.example", "a.js"];
    expect(await left(files, { lambdaignore: "!.env.example\n!.lambdaignore" })).to.deep.equal([
      ".env.example",
      ".lambdaignore",
      "a.js",
    ]);
    expect(await left(files, { lambdaignore: "", ignore: ["!.env"] })).to.deep.equal([".env", "a.js"]);
  });

  it("come from .lambdaignore first and from `ignore` on top of it", async () => {
    const files = ["a.ts", "b.ts", "c.js"];
    expect(await left(files, { lambdaignore: "*.ts\r\n# remark\r\n" })).to.deep.equal(["c.js"]);
    expect(await left(files, { lambdaignore: "\uFEFF*.ts\n", ignore: ["!b.ts", "c.js"] })).to.deep.equal(["b.ts"]);
  });

  it("are those of each folder, whichever was listed before", async () => {
    const files = ["a.ts", "b.js"];
    for (const [rules, expected] of [
      [{ lambdaignore: "*.ts" }, ["b.js"]],
      [{ lambdaignore: "*.ts" }, ["b.js"]],
      [{ lambdaignore: "*.js" }, ["a.ts"]],
      [{ lambdaignore: "*.js", ignore: ["!b.js"] }, ["a.ts", "b.js"]],
      [{ lambdaignore: "*.js", ignore: ["*.ts"] }, []],
      [{ lambdaignore: "" }, ["a.ts", "b.js"]],
    ] as const) {
      expect(await left(files, { ...rules, ignore: [...("ignore" in rules ? rules.ignore : [])] })).to.deep.equal(
        expected,
      );
    }
  });

  it("are compiled once for folders with the same ones, until they remember too many paths", async () => {
    const folders = [temp("one"), temp("two")].map((folder) => writeFiles(folder, { "a.js": "" }));
    const [first, second] = await Promise.all(folders.map((folder) => readIgnoreRules(folder, "./work", ["b"])));
    const other = await readIgnoreRules(folders[0]!, "./work", ["c"]);
    expect([other.leavesOut("b", false), other.leavesOut("c", false)]).to.deep.equal([false, true]);
    const rules = await readIgnoreRules(folders[0]!, "./work", ["b"]);
    expect(await readIgnoreRules(folders[1]!, "./work", ["b"])).to.equal(rules);
    expect(first).to.equal(second).and.not.to.equal(rules);
    for (let index = 0; index <= 10_000; index++) {
      rules.leavesOut(`f${index}`, false);
    }
    expect(await readIgnoreRules(folders[1]!, "./work", ["b"])).not.to.equal(rules);
  });

  it("are gitignore's: anchors, folders, double stars, and no way back into a folder left out", async () => {
    const files = ["build/a.js", "sub/build/b.js", "test/x.js", "sub/test", "docs/a/b.md", "keep/docs/c.md"];
    expect(await left(files, { ignore: ["/build", "test/", "docs/**/*.md", "!docs/a/b.md"] })).to.deep.equal([
      "docs/a/b.md",
      "keep/docs/c.md",
      "sub/build/b.js",
      "sub/test",
    ]);
    expect(await left(files, { ignore: ["docs/", "!docs/a/b.md", "sub", "build", "test"] })).to.deep.equal([]);
  });

  it("tell upper case from lower case on every machine", async () => {
    // In two folders, for a file system may have but one of them in one.
    expect(await left(["readme", "sub/README"], { ignore: ["README"] })).to.deep.equal(["readme"]);
  });

  it("keep what they leave out from being looked at", async () => {
    const folder = writeFiles(temp(), { "a.js": "1", "node_modules/.bin/x": "1" });
    mkdirSync(join(folder, "node_modules/a\\b"));
    expect((await describeCode({ code: folder, ignore: ["node_modules"] })).warnings).to.deep.equal([]);
  });

  it("are refused when .lambdaignore is no text file", async () => {
    mkdirSync(join(temp(), ".lambdaignore"));
    const [problem] = await problemsOf(listFolder(temp(), "./work", []));
    expect(problem).to.contain("The file .lambdaignore of ./work is not a text file");
    const other = writeFiles(temp("other"), { "a.js": "1", ".lambdaignore": "x".repeat(1_048_577) });
    expect((await problemsOf(listFolder(other, "./other", []))).join()).to.contain("at most 1 MiB");
  });

  it("never break on a pattern, however strange", async () => {
    const folder = writeFiles(temp(), { "a.js": "1", "b/c.js": "2" });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.string({
              unit: fc.constantFrom("[", "]", "!", "*", "?", "/", "\\", "a", "-", "{", "}", "(", ")", "+", "^", "$"),
            }),
          ),
        ),
        async (ignore) => {
          const outcome = await listFolder(folder, "./work", ignore).catch((error: unknown) => error);
          if (outcome instanceof Error) {
            expect(outcome).to.be.instanceOf(CodeProblems);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
