import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { type Listing, listFolder } from "#lib/sources/folder/directory.js";
import { readIgnoreRules } from "#lib/sources/folder/ignoreRules.js";
import { CodeProblems, describeCode } from "#lib/sources/index.js";
import { rawZip } from "./rawZip.js";
import { fileSystem, itWhere } from "../../support/fileSystem.js";
import { problemsOf, useTempFolder, writeFiles } from "./tempFolders.js";

describe("ignore rules", () => {
  const temp = useTempFolder();
  const left = async (
    files: string[],
    rules: { lambdaignore?: string | Buffer; ignore?: string[] } = {},
  ): Promise<string[]> => {
    return (await listed(files, rules)).entries.map(({ name }) => name).sort();
  };
  const listed = (
    files: string[],
    rules: { lambdaignore?: string | Buffer; ignore?: string[] } = {},
  ): Promise<Listing> => {
    const folder = writeFiles(temp(), Object.fromEntries(files.map((name) => [name, name])));
    if (rules.lambdaignore !== undefined) {
      writeFiles(folder, { ".lambdaignore": rules.lambdaignore });
    }
    return listFolder(folder, "./work", { ignore: rules.ignore ?? [] });
  };

  it("leave out .git, .env*, .pulumi and .lambdaignore by default, at any depth", async () => {
    const files = [
      "index.js",
      ".git/HEAD",
      "sub/.git/HEAD",
      ".env",
      ".env.production",
      "sub/.envrc",
      ".pulumi/stacks/dev.json",
      ".github/a",
      "env.js",
    ];
    expect(await left(files, { lambdaignore: "" })).to.deep.equal([".github/a", "env.js", "index.js"]);
  });

  it("leave out what Finder and Explorer write where somebody opens a folder", async () => {
    const files = ["a.js", ".DS_Store", "sub/.DS_Store", "sub/._a.js", "Thumbs.db", "sub/desktop.ini"];
    const found = await listed(files);
    expect(found.entries.map(({ name }) => name)).to.deep.equal(["a.js"]);
    expect(found.notes).to.deep.equal([]);
    expect(await left(files, { ignore: ["!Thumbs.db"] })).to.deep.equal(["Thumbs.db", "a.js"]);
  });

  it("say in one line which settings they leave out unasked, and nothing of those that somebody named", async () => {
    const files = ["a.js", ".env", "sub/.env.production", ".git/HEAD"];
    const found = await listed(files);
    expect(found.notes).to.deep.equal([
      'Left out of ./work by default, for secrets are in such files: ".env", "sub/.env.production". To pack one, give a ' +
        'pattern such as "!.env"; to read this no more, name it in `ignore` or .lambdaignore.',
    ]);
    expect((await listed(files, { ignore: [".env*"] })).notes).to.deep.equal([]);
    expect((await listed(files, { lambdaignore: ".env\n!.env.production\n" })).notes).to.deep.equal([]);
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

  it("take a leading `./` for the folder itself", async () => {
    const files = ["a.ts", "sub/a.ts", "build/x", "sub/build/x", "keep/a"];
    expect(await left(files, { ignore: ["./a.ts", "././build", "./keep/**", "!./keep/a"] })).to.deep.equal([
      "keep/a",
      "sub/a.ts",
      "sub/build/x",
    ]);
    expect(await left(files, { lambdaignore: "./sub/\r\n./*.ts\r\n", ignore: ["#./", " ", ""] })).to.deep.equal([
      "build/x",
      "keep/a",
    ]);
  });

  it("have a problem with patterns that cannot lead into the folder, all at once, and quote none", async () => {
    const here = temp();
    const ignore = [
      "../x",
      "a/../b",
      "!../c",
      `${here}/a.ts`,
      "C:\\build",
      "c:/build",
      "\\\\nas\\x",
      ".",
      "./",
      "fine",
    ];
    const lambdaignore = `# ../\n..\n${process.cwd()}/dist\n/app/dist\n..a\nb..\n`;
    const { problems, entries } = await listed(["a.ts", "fine"], { lambdaignore, ignore });
    const leadsOut = "leads out of the folder by `..`, and patterns begin in it. Write the path from the folder on.";
    const isAbsolute = "is an absolute path, and patterns begin in the folder. Write the path from the folder on.";
    const isFolder = "names the folder itself, of which nothing would be left. Name what in it is to be left out.";
    expect(problems).to.deep.equal([
      `Line 2 of .lambdaignore of ./work ${leadsOut}`,
      `Line 3 of .lambdaignore of ./work ${isAbsolute}`,
      ...[1, 2, 3].map((number) => `Pattern ${number} of \`ignore\` ${leadsOut}`),
      ...[4, 5, 6, 7].map((number) => `Pattern ${number} of \`ignore\` ${isAbsolute}`),
      ...[8, 9].map((number) => `Pattern ${number} of \`ignore\` ${isFolder}`),
    ]);
    expect(entries.map(({ name }) => name)).to.deep.equal(["a.ts"]);
  });

  it("tell of a backslash before a letter, and of no other one", async () => {
    const { warnings } = await listed(["src/test/a", "b"], {
      ignore: ["src\\test", "\\#a", "\\!b", "a\\ ", "\\*.js", "\\.map"],
    });
    expect(warnings).to.deep.equal([
      "Pattern 1 of `ignore` has a backslash before a letter, which separates nothing: in a pattern it only quotes what " +
        "follows. Write folders with forward slashes, as in src/test.",
    ]);
    expect((await listed(["b"], { lambdaignore: "# a\\b\nsrc\\test\n" })).warnings.join()).to.match(
      /^Line 2 of .lambdaignore/,
    );
  });

  it("match a name in either Unicode form", async () => {
    for (const [name, pattern] of [
      ["cafe\u0301.pem", "caf\u00e9.pem"],
      ["caf\u00e9.pem", "cafe\u0301.pem"],
    ] as const) {
      const folder = writeFiles(temp(name), { "a.js": "1", [name]: "secret" });
      expect(
        (await listFolder(folder, "./work", { ignore: [pattern] })).entries.map((entry) => entry.name),
      ).to.deep.equal(["a.js"]);
      writeFiles(folder, { ".lambdaignore": pattern });
      expect((await listFolder(folder, "./work", { ignore: [] })).entries.map((entry) => entry.name)).to.deep.equal([
        "a.js",
      ]);
    }
  });

  it("are read from a .lambdaignore in UTF-16, as Windows PowerShell writes it, and with the line ends of old Macs", async () => {
    const text = "*.pem\r\nkeys/\r\n";
    const files = ["a.js", "b.pem", "keys/c"];
    const little = Buffer.from(`\uFEFF${text}`, "utf16le");
    for (const lambdaignore of [little, Buffer.from(little).swap16(), "*.pem\rkeys/\r"]) {
      expect(await left(files, { lambdaignore })).to.deep.equal(["a.js"]);
    }
  });

  itWhere("takesOddNames", "may name the file that Finder has for a folder's icon", async () => {
    expect(await left(["Icon\r", "a.js"], { lambdaignore: "Icon\r\r\n*.pem\n/keys\n" })).to.deep.equal(["a.js"]);
  });

  it("are refused where .lambdaignore is in another encoding", async () => {
    const problem =
      "The file .lambdaignore of ./work is not text in UTF-8, so that no pattern in it would count. Save it as UTF-8.";
    for (const lambdaignore of [
      Buffer.from("*.pem\n", "utf16le"),
      Buffer.from([0xff, 0xfe, 0x2a]),
      Buffer.from("caf\u00e9.pem\n", "latin1"),
    ]) {
      expect(await problemsOf(listed(["a.js"], { lambdaignore }))).to.deep.equal([problem]);
    }
  });

  it("are not read from a .lambdaignore elsewhere or of another spelling, which is told", async () => {
    const files = ["a.js", "sub/.lambdaignore", ".LambdaIgnore", "node_modules/x/.lambdaignore"];
    const found = await listed(files);
    expect(found.entries.map(({ name }) => name).sort()).to.deep.equal([...files].sort());
    expect(found.warnings).to.deep.equal([
      'Rules of ./work that are packed, and not read: ".LambdaIgnore", "sub/.lambdaignore". Patterns count in the file ' +
        ".lambdaignore at the top of the folder, spelt so, and nowhere else. Move them there.",
    ]);
    expect((await listed(files, { ignore: [".lambdaignore", ".LambdaIgnore"] })).warnings).to.deep.equal([]);
  });

  it("are told to count for nothing beside a zip, which is deployed as it is", async () => {
    const zip = writeFiles(temp(), { "a.zip": rawZip([{ name: "index.js", data: "1" }]) });
    const code = join(zip, "a.zip");
    const { warnings, codeSha256 } = await describeCode({ code, ignore: ["*.map"], links: "follow" });
    expect(warnings).to.deep.equal([
      `\`ignore\` and \`links\`: only for folders, and ${code} is deployed as it is. Give the folder, or leave them out where the zip is made.`,
    ]);
    expect((await describeCode({ code, ignore: ["*.map"] }, codeSha256)).warnings).to.deep.equal([]);
    expect((await describeCode({ code, ignore: [] })).warnings).to.deep.equal([]);
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
    const [first, second] = await Promise.all(
      folders.map((folder) => readIgnoreRules(folder, "./work", ["b"], { problems: [], warnings: [] })),
    );
    const other = await readIgnoreRules(folders[0]!, "./work", ["c"], { problems: [], warnings: [] });
    expect([other.leavesOut("b", false), other.leavesOut("c", false)]).to.deep.equal([false, true]);
    const rules = await readIgnoreRules(folders[0]!, "./work", ["b"], { problems: [], warnings: [] });
    expect(await readIgnoreRules(folders[1]!, "./work", ["b"], { problems: [], warnings: [] })).to.equal(rules);
    expect(first).to.equal(second).and.not.to.equal(rules);
    for (let index = 0; index <= 10_000; index++) {
      rules.leavesOut(`f${index}`, false);
    }
    expect(await readIgnoreRules(folders[1]!, "./work", ["b"], { problems: [], warnings: [] })).not.to.equal(rules);
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
    if (fileSystem.takesOddNames) {
      writeFiles(folder, { "node_modules/a\\b/x": "1" });
    }
    expect((await describeCode({ code: folder, ignore: ["node_modules"] })).warnings).to.deep.equal([]);
  });

  it("are refused when .lambdaignore is no text file", async () => {
    mkdirSync(join(temp(), ".lambdaignore"));
    const [problem] = await problemsOf(listFolder(temp(), "./work", { ignore: [] }));
    expect(problem).to.contain("The file .lambdaignore of ./work is not a text file");
    const other = writeFiles(temp("other"), { "a.js": "1", ".lambdaignore": "x".repeat(1_048_577) });
    expect((await problemsOf(listFolder(other, "./other", { ignore: [] }))).join()).to.contain("at most 1 MiB");
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
          const outcome = await listFolder(folder, "./work", { ignore }).catch((error: unknown) => error);
          if (outcome instanceof Error) {
            expect(outcome).to.be.instanceOf(CodeProblems);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
