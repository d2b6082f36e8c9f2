import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { describeCode } from "#lib/sources/index.js";
import { rawZip, zip64Field, zip64Records } from "./rawZip.js";
import type { RawEntry } from "./rawZip.js";
import { problemsOf, useTempFolder } from "./tempFolders.js";
import { archive } from "./wire.js";

describe("a zip that others made", () => {
  const temp = useTempFolder();
  const written = (bytes: Uint8Array): string => {
    writeFileSync(temp("work/a.zip"), bytes);
    return temp("work/a.zip");
  };
  /** The warnings, without the path; what is deployed are the very bytes. */
  const warningsOf = async (bytes: Uint8Array): Promise<string[]> => {
    const code = written(bytes);
    const { codeSha256, warnings } = await describeCode({ code });
    expect(codeSha256).to.equal(codeSha256Of(bytes));
    return warnings.map((warning) => warning.replaceAll(code, "a.zip"));
  };
  const problems = (bytes: Uint8Array): Promise<string[]> => problemsOf(describeCode({ code: written(bytes) }));
  const inAssets = (bytes: Uint8Array) =>
    describeCode({ code: archive({ assets: { lib: archive({ path: written(bytes) }) } }) });
  const one: RawEntry[] = [{ name: "index.js", data: "exports.handler = async () => 1;" }];
  const plain = rawZip(one);

  it("with a name twice is deployed: a warning where the bytes differ, none where they are equal", async () => {
    const twice = (second: RawEntry) => rawZip([...one, { name: "LICENSE", data: "MIT" }, second]);
    expect(await warningsOf(twice({ name: "LICENSE", data: "MIT", method: 0 }))).to.deep.equal([]);
    const expected =
      'The zip a.zip has several files of one name: "LICENSE". Nothing says which of them Lambda keeps: keep one.';
    for (const other of [
      { name: "LICENSE", data: "ISC" },
      { name: "./LICENSE", data: "Apache" },
      { name: "LICENSE", data: "MIT", mode: 0o120777 },
    ]) {
      expect(await warningsOf(twice(other))).to.deep.equal([expected]);
    }
    expect(await inAssets(twice({ name: "LICENSE", data: "MIT" }))).to.deep.equal(
      await inAssets(rawZip([...one, { name: "LICENSE", data: "MIT" }])),
    );
    const differing = await problemsOf(inAssets(twice({ name: "LICENSE", data: "ISC" })));
    expect(differing.join()).to.contain('"lib/LICENSE" more than once');
  });

  it("that was cut off behind a zip inside of it, as a jar of jars, is no zip with bytes around it", async () => {
    const jar = (index: number) => rawZip([{ name: `${index}.class`, data: "x".repeat(100) }]);
    const jars = [1, 2, 3].map((index) => ({ name: `lib/${index}.jar`, data: jar(index), method: 0 }));
    const whole = rawZip([...one, ...jars, { name: "last.js", data: "1" }]);
    expect(await warningsOf(whole)).to.deep.equal([]);
    const behindJars = whole.indexOf("lib/3.jar");
    for (const length of [behindJars, behindJars + 20, whole.length - 100, whole.length - 1]) {
      const found = await problems(whole.subarray(0, length));
      expect(found.join(), String(length)).to.match(
        /is a zip that was cut off: the last end in it is that of a zip inside of it\. Build it or copy it again\.$/,
      );
    }
  });

  it("with records of zip64 beside a complete last one is deployed, and warned of only where they contradict it", async () => {
    const agreeing = rawZip(one, { before: zip64Records });
    expect(await warningsOf(agreeing)).to.deep.equal([]);
    const contradiction = /a\.zip has records of zip64 that contradict its last one\. Nothing says which/;
    for (const lie of [{ count: 2 }, { directoryBytes: 1 }, { directoryStart: 7 }, { position: 3 }]) {
      const lying = rawZip(one, { before: (place) => zip64Records({ ...place, ...lie }) });
      // A wrong place is mended by looking right before the locator, as other readers do.
      const expected = "position" in lie ? [] : [contradiction];
      const found = await warningsOf(lying);
      expect(found, JSON.stringify(lie)).to.have.length(expected.length);
      expected.forEach((pattern, index) => expect(found[index]).to.match(pattern));
    }
    const locatorAlone = rawZip(one, { before: (place) => zip64Records(place).subarray(56) });
    expect((await warningsOf(locatorAlone)).join()).to.match(contradiction);
  });

  it("that needs zip64 to be read is deployed with a warning, by its last record and by an entry", async () => {
    for (const end of [{ count: 0xffff }, { start: 0xffffffff }, { size: 0xffffffff }]) {
      const [warning, ...others] = await warningsOf(rawZip(one, { ...end, before: zip64Records }));
      expect(others).to.deep.equal([]);
      expect(warning).to.equal(
        "The zip a.zip needs zip64 (in its last record). Nothing says whether Lambda unpacks that. Build it without zip64.",
      );
    }
    const [entry] = one as [RawEntry];
    const data = Buffer.from(entry.data as string);
    const saturated = { ...entry, method: 0, zippedBytes: 0xffffffff, sizeBytes: 0xffffffff };
    const inEntry = rawZip([{ ...saturated, extra: zip64Field(data.length, data.length) }]);
    expect((await warningsOf(inEntry)).join()).to.contain('needs zip64 (for "index.js"). Nothing says whether');
    // The field is there, and not needed.
    expect(await warningsOf(rawZip([{ ...entry, extra: zip64Field(data.length, data.length) }]))).to.deep.equal([]);
    expect(await warningsOf(rawZip([{ ...entry, extra: zip64Field() }]))).to.deep.equal([]);
    expect((await problems(rawZip([saturated]))).join()).to.contain("when unpacked");
  });

  it("with one backslash, or an absolute name, is deployed with a warning that says what becomes of it", async () => {
    expect(await warningsOf(rawZip([...one, { name: "systemd/dev-disk\\x2dby.mount", data: "1" }]))).to.deep.equal([
      'The package a.zip has names with a backslash: "systemd/dev-disk\\\\x2dby.mount". On Lambda that is a character like any other, and no separator of folders: where one is meant, build the package with forward slashes.',
    ]);
    const absolute = ["/etc/passwd", "C:\\a", "c:/a", "\\a"];
    const [warning] = await warningsOf(rawZip([...one, ...absolute.map((name) => ({ name, data: "1" }))]));
    expect(warning).to.contain(
      'names that are absolute paths: "/etc/passwd", "C:\\\\a", "c:/a", "\\\\a". Nothing says',
    );
  });

  it("with bytes behind its end, before its first entry, or an end that is missing, says how many", async () => {
    const sentence = async (bytes: Uint8Array) => (await warningsOf(bytes)).join();
    expect(await sentence(Buffer.concat([plain, Buffer.from("\n")]))).to.match(
      /^The zip a\.zip has 1 byte behind its end\./,
    );
    const padded = Buffer.alloc(10_240);
    plain.copy(padded);
    expect(await sentence(padded)).to.contain(
      `has ${(10_240 - plain.length).toLocaleString("en-US")} bytes behind its end`,
    );
    expect(await sentence(Buffer.concat([plain, Buffer.alloc(500_000)]))).to.contain("500,000 bytes behind its end");
    const script = Buffer.from("#!/bin/sh\nexec java -jar $0\n");
    for (const before of [script, Buffer.concat([script, plain])]) {
      const found = await sentence(Buffer.concat([before, plain]));
      expect(found).to.contain(`has ${before.length} bytes before its first entry, which its offsets do not count`);
    }
    // With offsets that count them, as Spring Boot has it, nothing is odd.
    const adjusted = rawZip(one, { prefix: script });
    expect(await warningsOf(adjusted)).to.deep.equal([]);
    const cut = rawZip(one, { comment: "built by hand" }).subarray(0, -4);
    expect(await sentence(cut)).to.contain("ends 4 bytes before the end of its comment");
  });

  it("whose bytes do not have the checksum or the size that it says is refused, by the names of the files", async () => {
    const large = Buffer.alloc(600_000, "exports.handler = async () => 1;");
    const bytes = rawZip([...one, { name: "big.js", data: large }, { name: "stored.js", data: large, method: 0 }]);
    bytes.writeUInt8(bytes[bytes.indexOf("stored.js") + 1000]! ^ 1, bytes.indexOf("stored.js") + 1000);
    expect(await problems(bytes)).to.deep.equal([
      `The entry "stored.js" of ${temp("work/a.zip")} is damaged: its checksum (CRC) is wrong. Build the zip or copy it again.`,
    ]);
    const lies: RawEntry[] = [
      { name: "crc.js", data: "1", crc: 7 },
      { name: "long.js", data: "1", sizeBytes: 2 },
      { name: "short.js", data: "12", sizeBytes: 1 },
      { name: "noise.js", data: "1", zippedBytes: 1 },
      { name: "far.js", data: "1", localOffset: 3 },
      { name: "big.js", data: large, crc: 7 },
    ];
    const found = await problems(rawZip([...one, ...lies]));
    expect(found).to.have.length(lies.length);
    lies.forEach(({ name }, index) => expect(found[index]).to.match(new RegExp(`"${String(name)}" of .* is damaged`)));
    // An empty file may be said to be deflated, and have not one byte.
    expect(await warningsOf(rawZip([...one, { name: "empty", data: Buffer.alloc(0), method: 0 }]))).to.deep.equal([]);
  });

  it("is not read through where its hash is known", async () => {
    const bytes = rawZip([{ name: "a.js", data: "1", crc: 7 }]);
    const described = await describeCode({ code: written(bytes) }, codeSha256Of(bytes));
    expect(described).to.deep.equal({ codeSha256: codeSha256Of(bytes), sizeBytes: bytes.length, warnings: [] });
  });

  it("with more entries than its last record counts is refused", async () => {
    const many = Array.from({ length: 65_540 }, (_, index) => ({ name: `f${index}`, method: 0 }));
    for (const [count, said] of [
      [65_540 % 65_536, "4"],
      [0, "0"],
    ] as const) {
      const [problem] = await problems(rawZip(many, { count }));
      expect(problem).to.match(
        new RegExp(`^The zip .* has more entries than its last record counts \\(${said}\\): some tools`),
      );
    }
    const [tooMany] = await problems(rawZip(many.slice(0, 65_535)));
    expect(tooMany).to.contain("holds 65,535 files; a zip takes at most 65,534. Leave some out.");
    const [inZip64] = await problems(rawZip(many, { count: 0xffff, before: zip64Records }));
    expect(inZip64).to.contain("holds 65,540 files; a zip takes at most 65,534");
    expect(await warningsOf(rawZip(many.slice(0, 65_534)))).to.deep.equal([]);
  });

  it("with files that Lambda's user may not read, or a bootstrap that nobody may start, is warned of", async () => {
    const private_ = rawZip([...one, { name: "a/", mode: 0o40700 }, { name: "a/b.js", data: "1", mode: 0o100600 }]);
    expect(await warningsOf(private_)).to.deep.equal([
      'The zip a.zip has files that Lambda\'s user may not read: "a/", "a/b.js" (0700). Give them mode 0644, and folders and programs 0755, before they are zipped.',
    ]);
    const bootstrap = async (mode: number, madeBy?: number) =>
      (await warningsOf(rawZip([{ name: "bootstrap", data: "#!/bin/sh", mode, madeBy }]))).join();
    expect(await bootstrap(0o100755)).to.equal("");
    expect(await bootstrap(0o100644)).to.match(
      /^The file "bootstrap" of a\.zip has mode 0644, so that Lambda may not be able to start it\./,
    );
    expect(await bootstrap(0)).to.contain('"bootstrap" of a.zip has no mode');
    // Of DOS and Windows, where the same bits mean something else.
    expect(await bootstrap(0o100755, 0)).to.contain("has no mode");
    expect(await warningsOf(rawZip([{ name: "index.js", data: "1", mode: 0o600, madeBy: 0 }]))).to.deep.equal([]);
    expect(await warningsOf(rawZip([...one, { name: "l", data: "a", mode: 0o120700 }]))).to.deep.equal([]);
  });

  it("with another compression is deployed with a warning, and named by its method where it must be unpacked", async () => {
    const bytes = rawZip([...one, { name: "a.js", data: "1", method: 9 }, { name: "b.js", data: "1", method: 77 }]);
    expect(await warningsOf(bytes)).to.deep.equal([
      'The zip a.zip has entries compressed by Deflate64 (method 9), method 77: "a.js", "b.js". Lambda is only known to unpack stored and deflated entries: build it with default settings.',
    ]);
    const found = await problemsOf(inAssets(bytes));
    expect(found).to.have.length(2);
    expect(found[0]).to.match(
      /^The entry "a\.js" of .* is compressed by Deflate64 \(method 9\), which cannot be unpacked here/,
    );
  });
});
