import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs, { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { devNull } from "node:os";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { limitsFor } from "#lib/sources/package/limits.js";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { describeCode, loadCode } from "#lib/sources/index.js";
import { fileSystem } from "../../support/fileSystem.js";
import { rawZip } from "./rawZip.js";
import { problemsOf, settle, useTempFolder, writeFiles } from "./tempFolders.js";
import { archive, asset } from "./wire.js";

describe("describeCode and loadCode", () => {
  const temp = useTempFolder();
  const zip = rawZip([{ name: "index.js", data: "exports.handler = async () => 1" }]);

  it("take a zip, a jar, or a zip by any name as it is, by path, FileAsset and FileArchive", async () => {
    for (const name of ["a.zip", "b.jar", "c"]) {
      const path = temp(`work/${name}`);
      writeFileSync(path, zip);
      if (fileSystem.hasLinks) {
        symlinkSync(path, temp(`work/link-${name}`));
      }
      const link = fileSystem.hasLinks ? [temp(`work/link-${name}`)] : [];
      for (const code of [path, ...link, asset({ path }), archive({ path })]) {
        const described = await describeCode({ code });
        expect(described).to.deep.include({ codeSha256: codeSha256Of(zip), sizeBytes: zip.length, warnings: [] });
        expect(Buffer.from(await loadCode({ code }, described.codeSha256)).equals(zip)).to.equal(true);
      }
    }
  });

  it("take paths relative to the program's folder", async () => {
    const before = process.cwd();
    process.chdir(writeFiles(temp(), { "a.zip": zip, "dist/index.js": "1" }));
    try {
      expect((await describeCode({ code: "./a.zip" })).codeSha256).to.equal(codeSha256Of(zip));
      expect(await describeCode({ code: "dist" })).to.deep.equal(await describeCode({ code: temp("work/dist") }));
    } finally {
      process.chdir(before);
    }
  });

  it("say which path is missing, where they looked, and what is wrong with other kinds of files", async () => {
    expect(await problemsOf(describeCode({ code: temp("work/nope") }))).to.deep.equal([
      `The path ${temp("work/nope")} does not exist. Build it first, or correct the path. Looked for: ${temp("work/nope")}.`,
    ]);
    if (fileSystem.hasDevices) {
      expect((await problemsOf(describeCode({ code: devNull }))).join()).to.contain("neither a file nor a folder");
    }
    if (fileSystem.hasLinks) {
      symlinkSync("round", temp("work/round"));
      expect((await problemsOf(describeCode({ code: temp("work/round") }))).join()).to.contain("in a circle");
    }
    const [folder] = await problemsOf(describeCode({ code: asset({ path: temp() }) }));
    expect(folder).to.match(/^The path FileAsset .* is a folder\. Use new pulumi\.asset\.FileArchive/);
    writeFileSync(temp("work/a.tgz"), gzipSync("x"));
    const [tar] = await problemsOf(describeCode({ code: archive({ path: temp("work/a.tgz") }) }));
    expect(tar).to.match(/^The file FileArchive .* is compressed by gzip \(a tar\.gz, .*Give a \.zip/);
  });

  it("refuse a zip over 50 MiB before reading it, and take one of exactly that", async () => {
    const path = temp("work/a.zip");
    writeFileSync(path, "");
    truncateSync(path, 52_428_801);
    const [problem] = await problemsOf(describeCode({ code: path }));
    expect(problem).to.contain("is 50.0 MiB (52,428,801 bytes), and Lambda takes at most 50.0 MiB (52,428,800 bytes)");
    expect(await problemsOf(loadCode({ code: path }, "x"))).to.deep.equal([problem]);
    const frameBytes = rawZip([{ name: "a", method: 0 }]).length;
    writeFileSync(path, rawZip([{ name: "a", data: Buffer.alloc(52_428_800 - frameBytes), method: 0 }]));
    const { codeSha256, sizeBytes } = await describeCode({ code: path });
    expect(sizeBytes).to.equal(52_428_800);
    expect(await loadCode({ code: path }, codeSha256)).to.have.length(52_428_800);
  });

  it("refuse a folder whose zip comes to more than 50 MiB", async () => {
    const folder = writeFiles(temp(), { "index.js": "1" });
    writeFileSync(temp("work/noise"), randomBytes(53_000_000));
    const [problem] = await problemsOf(describeCode({ code: folder }));
    expect(problem).to.match(
      /is 50\.6 MiB \(53,\d{3},\d{3} bytes\), and Lambda takes at most 50\.0 MiB \(52,428,800 bytes\) of zip in a direct upload\. Give a stagingBucket, or make it smaller/,
    );
  });

  it("give each of the functions that share a folder a verdict of its own, whichever asks first", async () => {
    const direct = limitsFor(false);
    const staged = limitsFor(true);
    for (const [index, order] of [
      [direct, staged],
      [staged, direct],
    ].entries()) {
      const code = writeFiles(temp(`work/${index}`), { "index.js": "1", noise: randomBytes(53_000_000) });
      await settle();
      for (const round of ["at once", "one after the other"]) {
        const asked = order.map((limits) => () => describeCode({ code, limits }));
        const outcomes =
          round === "at once"
            ? await Promise.allSettled(asked.map((ask) => ask()))
            : [await asked[0]!().catch(String), await asked[1]!().catch(String)];
        const texts = outcomes.map((outcome) =>
          JSON.stringify(outcome instanceof Object && "reason" in outcome ? String(outcome.reason) : outcome),
        );
        const [ofDirect, ofStaged] = order[0] === direct ? texts : [...texts].reverse();
        expect(ofDirect, round).to.contain("of zip in a direct upload. Give a stagingBucket");
        expect(ofStaged, round).to.contain("codeSha256");
      }
    }
  });

  it("send nothing but the bytes that were previewed", async () => {
    const path = temp("work/a.zip");
    writeFileSync(path, zip);
    const { codeSha256 } = await describeCode({ code: path });
    const other = rawZip([{ name: "index.js", data: "exports.handler = async () => 2" }]);
    writeFileSync(path, other);
    expect(await problemsOf(loadCode({ code: path }, codeSha256))).to.deep.equal([
      `The code ${path} changed between the preview and its deployment: the hash is ${codeSha256Of(other)} ` +
        `and should be ${codeSha256}. Nothing was sent. Run again.`,
    ]);
    const folder = writeFiles(temp("work/dist"), { "index.js": "1" });
    const previewed = await describeCode({ code: folder });
    writeFiles(folder, { "index.js": "2" });
    expect(await problemsOf(loadCode({ code: folder }, previewed.codeSha256))).to.have.length(1);
  });

  it("look no deeper into a zip whose hash is known", async () => {
    const path = temp("work/a.zip");
    const bad = rawZip([{ name: "../evil", data: "1" }]);
    writeFileSync(path, bad);
    expect(await problemsOf(describeCode({ code: path }))).to.have.length(1);
    expect((await describeCode({ code: path }, codeSha256Of(bad))).codeSha256).to.equal(codeSha256Of(bad));
  });

  it("read a zip once, however many functions share it, and again when it changes", async () => {
    const path = temp("work/a.zip");
    writeFileSync(path, zip);
    await settle();
    const opened = await countOpens(path, async () => {
      for (let index = 0; index < 10; index++) {
        await describeCode({ code: path }, codeSha256Of(zip));
        await describeCode({ code: archive({ path }) }, codeSha256Of(zip));
      }
      const all = await Promise.all(Array.from({ length: 10 }, () => loadCode({ code: path }, codeSha256Of(zip))));
      expect(new Set(all).size, "one buffer").to.equal(1);
    });
    expect(opened, "once to hash, once to send").to.equal(2);
    const other = rawZip([{ name: "other.js", data: "exports.handler = async () => 3" }]);
    writeFileSync(path, other);
    expect((await describeCode({ code: path })).codeSha256).to.equal(codeSha256Of(other));
  });

  it("do not trust a file that changed so shortly ago that it could change again at the same time of the clock", async () => {
    const path = temp("work/a.zip");
    writeFileSync(path, zip);
    const now = Date.now;
    const { mtimeMs } = fs.statSync(path);
    try {
      Date.now = () => mtimeMs + 50;
      const twice = async (): Promise<void> => {
        await describeCode({ code: path }, codeSha256Of(zip));
        await describeCode({ code: path }, codeSha256Of(zip));
      };
      expect(await countOpens(path, twice)).to.equal(2);
      Date.now = () => mtimeMs + 150;
      expect(await countOpens(path, twice)).to.equal(1);
    } finally {
      Date.now = now;
    }
  });

  it("look into a shared zip once for all architectures", async () => {
    const path = temp("work/a.zip");
    writeFileSync(path, zip);
    await settle();
    const opened = await countOpens(path, async () => {
      for (const architecture of ["x86_64", "arm64", undefined] as const) {
        await describeCode({ code: path, architecture });
      }
    });
    expect(opened, "once to hash, once to look into").to.equal(2);
  });

  it("make the zip of a shared folder once, and again when it changes", async () => {
    const folder = writeFiles(temp(), { "index.js": "1" });
    await settle();
    const opened = await countOpens(temp("work/index.js"), async () => {
      const { codeSha256 } = await describeCode({ code: folder });
      await describeCode({ code: folder });
      const all = await Promise.all(Array.from({ length: 10 }, () => loadCode({ code: folder }, codeSha256)));
      expect(new Set(all).size, "one buffer").to.equal(1);
    });
    expect(opened, "once to hash, once to send").to.equal(2);
    const before = await describeCode({ code: folder });
    writeFiles(folder, { "index.js": "2" });
    expect((await describeCode({ code: folder })).codeSha256).not.to.equal(before.codeSha256);
  });

  it("see every change of a file rewritten again and again within the clock's grain", async () => {
    const path = temp("work/a.zip");
    for (let round = 0; round < 50; round++) {
      const bytes = rawZip([{ name: "index.js", data: String(round).padStart(10, "0"), method: 0 }]);
      writeFileSync(path, bytes);
      expect((await describeCode({ code: path })).codeSha256).to.equal(codeSha256Of(bytes));
    }
    const hashes = new Set<string>();
    for (let round = 0; round < 50; round++) {
      hashes.add(
        (await describeCode({ code: writeFiles(temp("work/dist"), { "index.js": String(round + 100) }) })).codeSha256,
      );
    }
    expect(hashes.size).to.equal(50);
  });

  it("load neither the zip library nor the ignore library for a zip whose hash is known", () => {
    const path = temp("work/a.zip");
    writeFileSync(path, zip);
    const script = `
      const { describeCode } = require("#lib/sources/index.js");
      describeCode({ code: process.argv[1] }, process.argv[2]).then(() => {
        console.log(Object.keys(require.cache).filter((path) => path.includes("node_modules")).join());
      });`;
    const output = execFileSync(process.execPath, ["-e", script, path, codeSha256Of(zip)], { encoding: "utf8" });
    expect(output.trim()).to.equal("");
  });

  it("need little memory, however large a file is", () => {
    const folder = writeFiles(temp(), { "index.js": "1" });
    writeFileSync(temp("work/zeros"), "");
    truncateSync(temp("work/zeros"), 100 * 1024 * 1024);
    const script = `
      const { describeCode } = require("#lib/sources/index.js");
      const idleBytes = process.memoryUsage().rss;
      let peakBytes = 0;
      setInterval(() => { peakBytes = Math.max(peakBytes, process.memoryUsage().rss); }, 2).unref();
      describeCode({ code: process.argv[1] }).then(() => console.log(peakBytes - idleBytes));`;
    // Not resourceUsage().maxRSS, which begins with what this process has.
    const grownBytes = Number(execFileSync(process.execPath, ["-e", script, folder], { encoding: "utf8" }));
    expect(grownBytes / 1024 / 1024).to.be.within(0.1, 80);
  });
});

async function countOpens(path: string, use: () => Promise<void>): Promise<number> {
  const before = fs.openSync;
  let count = 0;
  fs.openSync = (opened, ...rest) => {
    count += String(opened) === path ? 1 : 0;
    return before(opened, ...rest);
  };
  try {
    await use();
    return count;
  } finally {
    fs.openSync = before;
  }
}
