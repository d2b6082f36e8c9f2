import { createHash } from "node:crypto";
import { symlinkSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { describeCode, loadCode } from "#lib/sources/index.js";
import { fileSystem, itWhere } from "../../support/fileSystem.js";
import { openDescriptors } from "../../support/openDescriptors.js";
import { rawZip } from "./rawZip.js";
import { readZip } from "./readZip.js";
import { problemsOf, settle, useTempFolder, writeFiles } from "./tempFolders.js";
import { archive, asset } from "./wire.js";

describe("an AssetArchive", () => {
  const temp = useTempFolder();
  const contentsOf = async (code: Record<string, unknown>): Promise<string[]> => {
    const { codeSha256 } = await describeCode({ code });
    const found = await readZip(await loadCode({ code }, codeSha256));
    expect(found.codeSha256).to.equal(codeSha256);
    return found.entries.map(({ name }) => name);
  };

  it("puts files, texts, folders and the entries of zips under their names", async () => {
    writeFiles(temp(), { "app/index.js": "1", "app/lib/a.js": "2", "app/.env": "S=1", "one.txt": "3" });
    writeFileSync(
      temp("z.zip"),
      rawZip([{ name: "x/" }, { name: "x/y.js", data: "4" }, { name: "./z.js", data: "5", method: 0 }]),
    );
    const code = archive({
      assets: {
        ".": archive({ path: temp("work/app") }),
        "texts/hello.txt": asset({ text: "hello" }),
        "./one.txt": asset({ path: temp("work/one.txt") }),
        "vendor/": archive({ path: temp("z.zip") }),
        deep: archive({ assets: { er: archive({ assets: { "a.txt": asset({ text: "deep" }) } }) } }),
        "empty.txt": asset({ hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }),
      },
    });
    expect(await contentsOf(code)).to.deep.equal([
      "deep/er/a.txt",
      "empty.txt",
      "index.js",
      "lib/a.js",
      "one.txt",
      "texts/hello.txt",
      "vendor/x/y.js",
      "vendor/z.js",
    ]);
  });

  it("of a single folder at its top is the same package as that folder", async () => {
    const folder = writeFiles(temp(), { "index.js": "1", "lib/a.js": "2", "left-out.log": "" });
    const ignore = ["*.log"];
    const map = await describeCode({ code: archive({ assets: { ".": archive({ path: folder }) } }), ignore });
    expect(map).to.deep.equal(await describeCode({ code: folder, ignore }));
    expect(map).to.deep.equal(await describeCode({ code: archive({ path: folder }), ignore }));
  });

  it("has the same hash whatever the order of its keys", async () => {
    const [a, b] = [asset({ text: "a" }), asset({ text: "b" })];
    const one = await describeCode({ code: archive({ assets: { a, b } }) });
    expect(await describeCode({ code: archive({ assets: { b, a } }) })).to.deep.equal(one);
  });

  itWhere(
    "hasLinks",
    "keeps the links of its folders and of its zips, and holds those of a zip against their checksums",
    async () => {
      writeFileSync(
        temp("z.zip"),
        rawZip([
          { name: "a", data: "1" },
          { name: "l", data: "../x/a", mode: 0o120777 },
        ]),
      );
      const folder = writeFiles(temp(), { "real/a.js": "1" });
      symlinkSync("real/a.js", temp("work/index.js"));
      const code = archive({ assets: { zip: archive({ path: temp("z.zip") }), app: archive({ path: folder }) } });
      const { codeSha256 } = await describeCode({ code });
      const { entries } = await readZip(await loadCode({ code }, codeSha256));
      const found = entries.map(({ name, mode, sha256 }) => [name, mode.toString(8), sha256]);
      const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
      expect(found).to.deep.equal([
        ["app/index.js", "120777", sha256("real/a.js")],
        ["app/real/a.js", "100755", sha256("1")],
        ["zip/a", "100755", sha256("1")],
        ["zip/l", "120777", sha256("../x/a")],
      ]);
      writeFileSync(temp("z.zip"), rawZip([{ name: "l", data: "../x/a", mode: 0o120777, crc: 7 }]));
      expect((await problemsOf(describeCode({ code }))).join()).to.contain('"l" of "zip"');
    },
  );

  itWhere(
    "hasLinks",
    'keeps the links of folders that lead out only by links: "follow", as a folder by itself does',
    async () => {
      writeFiles(temp("out"), { "c.js": "3" });
      symlinkSync("../out", temp("work/out"));
      writeFiles(temp(), { ".env": "A=1", "b\\c": "" });
      const code = archive({ assets: { app: archive({ path: temp() }) } });
      expect((await problemsOf(describeCode({ code }))).join()).to.contain(
        '"out" of "app" of AssetArchive of 1 entry leads out',
      );
      const { notes } = await describeCode({ code, links: "follow", ignore: ["!.envrc"] });
      expect(notes?.join()).to.contain('Left out of "app" of AssetArchive of 1 entry by default');
      const twice = archive({ assets: { one: archive({ path: temp("out") }), two: archive({ path: temp("out") }) } });
      expect((await describeCode({ code: twice, ignore: ["a\\b"] })).warnings).to.have.length(1);
      expect(await problemsOf(describeCode({ code: twice, ignore: ["../b"] }))).to.have.length(1);
    },
  );

  it("is refused when two of its parts want the same name", async () => {
    const folder = writeFiles(temp(), { "index.js": "1" });
    const code = archive({ assets: { ".": archive({ path: folder }), "index.js": asset({ text: "2" }) } });
    expect((await problemsOf(describeCode({ code }))).join()).to.contain('"index.js" more than once');
    const nested = archive({ assets: { index: asset({ text: "1" }), "index/a": asset({ text: "2" }) } });
    expect((await problemsOf(describeCode({ code: nested }))).join()).to.contain("both as a file and as a folder");
  });

  it("is refused when it is empty", async () => {
    expect((await problemsOf(describeCode({ code: archive({ assets: {} }) }))).join()).to.contain("holds no file");
  });

  it("names each part that is missing, of the wrong kind, or damaged, all at once", async () => {
    writeFiles(temp(), { "folder/a": "1", "a.tar": Buffer.concat([Buffer.alloc(257), Buffer.from("ustar\0")]) });
    writeFileSync(temp("work/link.zip"), rawZip([{ name: "l", data: "x".repeat(4_096), mode: 0o120777 }]));
    const code = archive({
      assets: {
        missing: asset({ path: temp("work/missing") }),
        folder: asset({ path: temp("work/folder") }),
        tar: archive({ path: temp("work/a.tar") }),
        link: archive({ path: temp("work/link.zip") }),
        ...(fileSystem.hasDevices ? { device: asset({ path: devNull }) } : {}),
      },
    });
    const whole = `AssetArchive of ${fileSystem.hasDevices ? 5 : 4} entries`;
    const problems = await problemsOf(describeCode({ code }));
    expect(problems.map((problem) => problem.replace(/ Looked for: .*/, ""))).to.deep.equal([
      `The path of "missing" of ${whole} does not exist. Build it first, or correct the path.`,
      `The entry "folder" of ${whole} is a FileAsset of a folder. Use new pulumi.asset.FileArchive(…) for it.`,
      `The file "tar" of ${whole} is a tar archive, not a zip. Give a .zip or .jar file, or the path of a folder, which is then zipped.`,
      `The symbolic link "l" of "link" of ${whole} is longer than 4095 bytes, which Lambda cannot unpack. Shorten it.`,
      ...(fileSystem.hasDevices
        ? [`The path of "device" of ${whole} is neither a file nor a folder. Give the path of a .zip or of a folder.`]
        : []),
    ]);
  });

  it("is refused when an entry of a zip in it has another checksum than it says", async () => {
    writeFileSync(temp("z.zip"), rawZip([{ name: "a", data: "1", crc: 7 }]));
    const code = archive({ assets: { lib: archive({ path: temp("z.zip") }) } });
    expect((await problemsOf(describeCode({ code }))).join()).to.contain("its checksum is wrong");
  });

  it("leaves no file open, sound or not", async () => {
    const [sound, unsound] = [temp("sound.zip"), temp("unsound.zip")];
    writeFileSync(sound, rawZip([{ name: "a", data: "1" }]));
    writeFileSync(unsound, rawZip([{ name: "a", data: "1", crc: 7 }]));
    writeFileSync(temp("text"), "no zip");
    for (let round = 0; round < 10; round++) {
      await describeCode({ code: archive({ assets: { a: archive({ path: sound }) } }) });
      const bad = archive({
        assets: { a: archive({ path: sound }), b: archive({ path: unsound }) },
      });
      await problemsOf(describeCode({ code: bad }));
      const missing = archive({ assets: { a: archive({ path: sound }), b: asset({ path: temp("missing") }) } });
      await problemsOf(describeCode({ code: missing }));
      await problemsOf(describeCode({ code: archive({ assets: { b: archive({ path: temp("text") }) } }) }));
    }
    expect(openDescriptors(temp(""))).to.deep.equal([]);
  });

  it("is hashed again when a file, a zip or a folder in it changes", async () => {
    writeFiles(temp(), { "a.js": "1", "lib/b.js": "2" });
    writeFileSync(temp("z.zip"), rawZip([{ name: "z", data: "1" }]));
    const code = archive({
      assets: {
        a: asset({ path: temp("work/a.js") }),
        lib: archive({ path: temp("work/lib") }),
        z: archive({ path: temp("z.zip") }),
      },
    });
    const hashes = new Set<string>();
    for (const change of [
      () => undefined,
      () => writeFiles(temp(), { "a.js": "x" }),
      () => writeFiles(temp(), { "lib/b.js": "y" }),
      () => {
        writeFileSync(temp("z.zip"), rawZip([{ name: "z", data: "2" }]));
      },
    ]) {
      change();
      await settle();
      hashes.add((await describeCode({ code })).codeSha256);
    }
    expect(hashes.size).to.equal(4);
  });

  it("takes paths relative to the program's folder, links followed", async () => {
    const before = process.cwd();
    writeFiles(temp(), { "app/a.js": "1" });
    if (fileSystem.hasLinks) {
      symlinkSync("app", join(temp(), "linked"));
    }
    process.chdir(temp());
    try {
      for (const path of ["./app", ...(fileSystem.hasLinks ? ["./linked"] : [])]) {
        expect(await contentsOf(archive({ assets: { ".": archive({ path }) } })), path).to.deep.equal(["a.js"]);
      }
    } finally {
      process.chdir(before);
    }
  });
});
