import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { expect } from "chai";
import { zipSync } from "fflate";
import { describeCode } from "#lib/sources/index.js";
import { lookAtPath } from "#lib/sources/disk/paths.js";
import { openZip } from "#lib/sources/zipReading/zipInspect.js";
import { elf, rawZip } from "./rawZip.js";
import type { RawEntry } from "./rawZip.js";
import { problemsOf, useTempFolder } from "./tempFolders.js";
import { archive } from "./wire.js";

describe("the inspection of a zip", () => {
  const temp = useTempFolder();
  const zipAt = (bytes: Uint8Array): string => {
    writeFileSync(temp("work/a.zip"), bytes);
    return temp("work/a.zip");
  };
  const problems = (...entries: RawEntry[]): Promise<string[]> =>
    problemsOf(describeCode({ code: zipAt(rawZip(entries)) }));
  const warnings = async (entries: RawEntry[], architecture?: "x86_64" | "arm64"): Promise<string[]> =>
    (await describeCode({ code: zipAt(rawZip(entries)), architecture })).warnings;

  it("passes a zip as other tools make them: folders, stored entries, comments, names with `./`", async () => {
    const bytes = rawZip(
      [
        { name: "lib/", mode: 0o40755 },
        { name: "lib/", mode: 0o40755 },
        { name: "lib/a.js", data: "1" },
        { name: "./b.js", data: "2", method: 0 },
      ],
      { comment: "made by hand" },
    );
    expect((await describeCode({ code: zipAt(bytes) })).warnings).to.deep.equal([]);
    const byTool = zipAt(zipSync({ "a.js": Buffer.from("1") }));
    expect((await describeCode({ code: byTool })).sizeBytes).to.be.greaterThan(100);
  });

  it("says what a file is that is no zip", async () => {
    const tar = Buffer.concat([Buffer.alloc(257), Buffer.from("ustar\0"), Buffer.alloc(300)]);
    const kinds: [Uint8Array, string][] = [
      [Buffer.alloc(0), "is empty"],
      [Buffer.from("hello"), "is not a zip"],
      [Buffer.from([0x1f, 0x8b, 8, 0, 0]), "tar.gz"],
      [tar, "is a tar archive"],
      [elf(62), "ELF"],
      [Buffer.from("#!/bin/sh\n"), "is a script"],
      [rawZip([{ name: "a", data: "1" }]).subarray(0, -30), "was cut off"],
      [Buffer.concat([rawZip([{ name: "a", data: "1" }]), Buffer.alloc(1_100_000)]), "more than 1 MiB behind its end"],
      [Buffer.concat([tar, rawZip([{ name: "a", data: "1" }])]), "is a tar archive"],
      [rawZip([{ name: "a", data: "1" }], { start: 5000 }), "its directory lies outside the file"],
      [rawZip([{ name: "a", data: "1" }], { start: 3 }), "is damaged"],
      [rawZip([{ name: "a", data: "1" }], { count: 2 }), "is damaged"],
    ];
    for (const [bytes, wording] of kinds) {
      expect((await problemsOf(describeCode({ code: zipAt(bytes) }))).join(), wording).to.contain(wording);
    }
  });

  it("refuses a zip without files", async () => {
    expect(await problems()).to.match(/holds no file/);
    expect((await problems({ name: "only/" }, { name: "folders/" })).join()).to.contain("holds no file");
  });

  it("refuses names that lead out of the package", async () => {
    for (const name of ["../a", "a/../../b", "..", "a/..", "/../a"]) {
      const found = await problems({ name, data: "1" }, { name: "ok", data: "1" });
      expect(found.join(), name).to.contain("leads out of the package");
    }
    // Info-ZIP's field with the name in Unicode wins over the name that one sees.
    const unicode = Buffer.from("../evil");
    const field = Buffer.alloc(9);
    field.writeUInt16LE(0x7075, 0);
    field.writeUInt16LE(5 + unicode.length, 2);
    field.writeUInt8(1, 4);
    field.writeUInt32LE(0xe8b7be43, 5); // CRC-32 of "a"
    const found = await problems({ name: "a", data: "1", extra: Buffer.concat([field, unicode]) });
    expect(found.join()).to.contain('"../evil"');
  });

  it("refuses empty, overlong and impossible names", async () => {
    expect((await problems({ name: "", data: "1" })).join()).to.contain("empty name");
    expect((await problems({ name: "x".repeat(256), data: "1" })).join()).to.contain("longer than 255 bytes");
    expect((await problems({ name: "é".repeat(128), data: "1" })).join()).to.contain("longer than 255 bytes");
    expect((await problems({ name: "xxxxxxx/".repeat(600) + "a", data: "1" })).join()).to.contain(
      "longer than 4085 bytes",
    );
    expect((await problems({ name: "a\0b", data: "1" })).join()).to.contain("no file system takes");
    expect(await warnings([{ name: "x".repeat(255), data: "1" }])).to.deep.equal([]);
  });

  it("refuses a file that is a folder too", async () => {
    expect((await problems({ name: "a/b", data: "1" }, { name: "a", data: "2" })).join()).to.contain("as a folder");
  });

  it("refuses encrypted entries, all of them by name", async () => {
    for (const flags of [0x0801, 0x0841, 0x2800]) {
      const found = await problems({ name: "open", data: "1" }, { name: "secret", data: "0".repeat(12), flags });
      expect(found.join(), String(flags)).to.match(/"secret" of .* is encrypted|encryption is not supported/);
    }
  });

  it("refuses one part of a zip in several parts", async () => {
    const end = rawZip([{ name: "a", data: "1" }]).length - 22;
    for (const at of [4, 6, 8]) {
      const bytes = rawZip([{ name: "a", data: "1" }]);
      bytes.writeUInt16LE(7, end + at);
      expect((await problemsOf(describeCode({ code: zipAt(bytes) }))).join()).to.contain(
        "one part of a zip in several",
      );
    }
  });

  it("refuses more than 250 MiB unpacked by the declared sizes, and takes exactly that", async () => {
    const half = 131_072_000;
    const over = await problems(
      { name: "a", data: "1", sizeBytes: half },
      { name: "b", data: "1", sizeBytes: half + 1 },
    );
    expect(over.join()).to.contain("is 250.0 MiB (262,144,001 bytes) when unpacked");
    const data = Buffer.alloc(half);
    expect(await warnings(["a.js", "b.js"].map((name) => ({ name, data })))).to.deep.equal([]);
  });

  it("refuses entries that share their bytes", async () => {
    const data = deflateRawSync(Buffer.alloc(100_000));
    const first = { name: "a", data, method: 8, zippedBytes: data.length };
    const shared = Array.from({ length: 50 }, (_, index) => ({ name: `b${index}`, zippedBytes: 500, localOffset: 0 }));
    expect((await problems(first, ...shared)).join()).to.contain("share their bytes");
  });

  it("warns of a compression that Lambda is not known to unpack", async () => {
    const [warning] = await warnings([{ name: "a.js", data: "1", method: 12 }]);
    expect(warning).to.match(
      /has entries compressed by bzip2 \(method 12\): "a.js"\. Lambda is only known to unpack stored/,
    );
  });

  it("stops inflating an entry that goes on beyond its declared size", async () => {
    const bomb = rawZip([{ name: "a", data: Buffer.alloc(50_000_000), sizeBytes: 10 }]);
    const code = archive({ assets: { lib: archive({ path: zipAt(bomb) }) } });
    const before = process.resourceUsage().maxRSS;
    const [problem] = await problemsOf(describeCode({ code }));
    expect(problem).to.contain("damaged");
    expect((process.resourceUsage().maxRSS - before) / 1024).to.be.lessThan(40);
  });

  it("reads heads of deflated and stored entries", async () => {
    const content = Buffer.from("0123456789".repeat(1000));
    const zip = await openZip(
      rawZip([
        { name: "a", data: content },
        { name: "b", data: content, method: 0 },
      ]),
      "a.zip",
    );
    for (const entry of zip.entries) {
      expect(Buffer.from(await entry.readHead(20)).toString()).to.equal("01234567890123456789");
    }
    zip.close();
  });

  it("reads heads of files at both ends of a large zip on disk", async () => {
    const noise = randomBytes(200_000);
    const names = ["a", "b", "c", "d"];
    const code = zipAt(rawZip(names.map((name) => ({ name, data: Buffer.concat([Buffer.from(`${name}:`), noise]) }))));
    const found = lookAtPath(code, "The path");
    const zip = await openZip(found.kind === "file" ? found.file : Buffer.alloc(0), "./a.zip");
    for (const index of [3, 0, 2, 1]) {
      const head = Buffer.from(await zip.entries[index]!.readHead(20));
      expect(head.equals(Buffer.concat([Buffer.from(`${names[index]!}:`), noise.subarray(0, 18)]))).to.equal(true);
    }
    zip.close();
  });

  it("notices a zip that is written to while being looked at", async () => {
    const code = zipAt(rawZip([{ name: "a", data: "1" }]));
    const found = lookAtPath(code, "The path");
    const zip = await openZip(found.kind === "file" ? found.file : Buffer.alloc(0), "./a.zip");
    writeFileSync(code, "other");
    expect(() => {
      zip.close();
    }).to.throw("changed while being read");
  });
});
