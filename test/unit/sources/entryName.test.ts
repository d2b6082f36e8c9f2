import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { describeCode, listCode, loadCode } from "#lib/sources/index.js";
import { rawZip } from "./rawZip.js";
import { readZip } from "./readZip.js";
import { problemsOf, useTempFolder } from "./tempFolders.js";
import { archive } from "./wire.js";

describe("the name of an entry of a zip that others made", () => {
  const temp = useTempFolder();
  const zip = (...names: (string | Buffer)[]): string => {
    writeFileSync(temp("work/a.zip"), rawZip(names.map((name) => ({ name, data: "1", flags: 0 }))));
    return temp("work/a.zip");
  };
  const inCodePage437 = Buffer.from([0x63, 0x61, 0x66, 0x82, 0x2e, 0x6a, 0x73]);

  it("is UTF-8 where it is that, whether or not the zip says so, else of code page 437", async () => {
    const code = zip("café.js", "日本語/資料.txt", inCodePage437.subarray(0, 4));
    const names = ["café.js", "日本語/資料.txt", "café"];
    expect((await listCode({ code })).map(({ name }) => name)).to.deep.equal(names);
    expect((await describeCode({ code })).names).to.deep.equal(names);
  });

  it("is the same in an AssetArchive", async () => {
    const code = archive({ assets: { lib: archive({ path: zip("日本語.txt", inCodePage437) }) } });
    const { codeSha256 } = await describeCode({ code });
    const { entries } = await readZip(await loadCode({ code }, codeSha256));
    expect(entries.map(({ name }) => name)).to.deep.equal(["lib/café.js", "lib/日本語.txt"]);
  });

  it("is measured by its own bytes", async () => {
    expect((await describeCode({ code: zip("日".repeat(85)) })).warnings).to.deep.equal([]);
    expect((await problemsOf(describeCode({ code: zip("日".repeat(86)) }))).join()).to.contain("longer than 255 bytes");
    // In code page 437 a byte is a character, which in UTF-8 has two or three.
    expect((await describeCode({ code: zip(Buffer.alloc(255, 0x82)) })).warnings).to.deep.equal([]);
    expect((await problemsOf(describeCode({ code: zip(Buffer.alloc(256, 0x82)) }))).join()).to.contain("255 bytes");
    const deep = (count: number): Buffer =>
      Buffer.concat(Array.from({ length: count }, () => Buffer.from([0x82, 0x2f])).concat(inCodePage437));
    expect((await describeCode({ code: zip(deep(2_039)) })).warnings).to.deep.equal([]);
    expect((await problemsOf(describeCode({ code: zip(deep(2_040)) }))).join()).to.contain("longer than 4085 bytes");
  });
});
