import { writeFileSync } from "node:fs";
import { expect } from "chai";
import { findNativeFiles, nativeFileWarnings } from "#lib/sources/package/elf.js";
import { describeCode } from "#lib/sources/index.js";
import { openZip } from "#lib/sources/zipReading/zipInspect.js";
import { elf, rawZip } from "./rawZip.js";
import { useTempFolder, writeFiles } from "./tempFolders.js";
import { archive, asset } from "./wire.js";

describe("native files", () => {
  const temp = useTempFolder();
  const files = { bootstrap: elf(183), "node_modules/a/b.node": elf(62), "lib/libx.so.1.2": elf(62), "index.js": "1" };

  it("for another machine than the function's are named, in a folder, in a zip and in an AssetArchive", async () => {
    const folder = writeFiles(temp(), files);
    const zip = temp("a.zip");
    writeFileSync(
      zip,
      rawZip(
        Object.entries(files).map(([name, data], index) => ({ name, data, method: index % 2 ? 8 : 0, mode: 0o100755 })),
      ),
    );
    const codes = [folder, zip, archive({ assets: { ".": archive({ path: folder }) } })];
    for (const code of codes) {
      const [warning, ...others] = (await describeCode({ code, architecture: "x86_64" })).warnings;
      expect(others).to.deep.equal([]);
      expect(warning).to.equal(
        'Native files for another machine than the function\'s architecture, x86_64: "bootstrap" (arm64). ' +
          "Lambda cannot run them there. Build them for x86_64, or set `architectures`.",
      );
      const [arm] = (await describeCode({ code, architecture: "arm64" })).warnings;
      expect(arm).to.contain('"lib/libx.so.1.2" (x86_64)').and.to.contain('"node_modules/a/b.node" (x86_64)');
    }
  });

  it("are found in a zip also behind the tables of a long compressed block", async () => {
    const words = Array.from({ length: 4_000 }, (_, index) => ((index * 7_919) % 9_973).toString(36)).join(" ");
    writeFileSync(temp("a.zip"), rawZip([{ name: "a.so", data: Buffer.concat([elf(183, 64), Buffer.from(words)]) }]));
    const { warnings } = await describeCode({ code: temp("a.zip"), architecture: "x86_64" });
    expect(warnings).to.have.length(1);
  });

  it("cannot be shorter than their head, whatever the zip says of their size", async () => {
    const zip = await openZip(rawZip([{ name: "a.so", data: "\x7fELF", sizeBytes: 100 }]), "a.zip");
    expect(await findNativeFiles(zip.entries)).to.deep.equal([]);
    zip.close();
  });

  it("are not looked at again when the hash is known", async () => {
    const code = writeFiles(temp(), files);
    const { codeSha256 } = await describeCode({ code, architecture: "x86_64" });
    expect((await describeCode({ code, architecture: "x86_64" }, codeSha256)).warnings).to.deep.equal([]);
  });

  it("that contradict each other are named where no architecture is said; those that agree are not", async () => {
    const [warning] = (await describeCode({ code: writeFiles(temp(), files) })).warnings;
    expect(warning).to.match(
      /different machines are in one package: "\S+" \((arm64|x86_64)\), "\S+" \((arm64|x86_64)\)\./,
    );
    const agreeing = writeFiles(temp("agreeing"), { a: elf(62), "b.so": elf(62) });
    expect((await describeCode({ code: agreeing })).warnings).to.deep.equal([]);
  });

  it("are told by their head, whatever else is called so", async () => {
    const bigEndian = elf(0);
    bigEndian.writeUInt8(2, 5);
    bigEndian.writeUInt16BE(183, 18);
    const assets = {
      "a.so": asset({ text: "not native, though long enough to be so ".repeat(3) }),
      "short.so": asset({ text: "\x7fELF" }),
    };
    expect((await describeCode({ code: archive({ assets }), architecture: "arm64" })).warnings).to.deep.equal([]);
    const folder = writeFiles(temp(), { "be.so": bigEndian, "risc.so": elf(243), "odd.so": elf(4711) });
    const [warning] = (await describeCode({ code: folder, architecture: "arm64" })).warnings;
    expect(warning).to.contain('"odd.so" (machine 4711), "risc.so" (RISC-V)').and.not.to.contain("be.so");
  });

  it("are looked for in 1,000 files at most, the likeliest first", async () => {
    let looks = 0;
    const entries = Array.from({ length: 3_000 }, (_, index) => ({
      name: index === 2_999 ? "lib/last.so" : `LICENSE${index}`,
      label: "",
      sizeBytes: 500,
      read: () => expect.fail("only heads are read"),
      readHead: () => {
        looks++;
        return Promise.resolve(elf(62));
      },
    }));
    const found = await findNativeFiles(entries);
    expect(looks).to.equal(1_000);
    expect(await findNativeFiles([{ ...entries[0]!, sizeBytes: 51 }])).to.deep.equal([]);
    expect(found[0]).to.deep.equal({ name: "lib/last.so", machine: "x86_64", isLinux: true });
    expect(nativeFileWarnings(found, "arm64")[0]).to.contain("and 995 more");
  });
});
