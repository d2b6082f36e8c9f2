import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { repositoryRoot } from "../../support/repositoryRoot.js";
import { rawZip } from "./rawZip.js";
import { noise } from "./sampleEntries.js";
import { settle, useTempFolder, writeFiles } from "./tempFolders.js";

interface Run {
  codeSha256?: string;
  problems?: string[];
  /** Of the file, by check and by check and update together. */
  checkedBytes: number;
  allBytes: number;
}

// In a process of its own, where the garbage is collected between check and update, and every read is counted.
const script = `
const { readFileSync } = require("node:fs");
const { describeCode, loadCode } = require(${JSON.stringify(join(repositoryRoot, "dist/sources/index.js"))});
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const readBytes = () => readFileSync(process.env.COUNT_READS, "utf8").split("\\n").reduce((sum, line) => sum + Number(line), 0);
void (async () => {
  const [code, known, wanted] = process.argv.slice(1);
  const run = {};
  try {
    run.codeSha256 = (await describeCode({ code }, known)).codeSha256;
    run.checkedBytes = readBytes();
    await settle();
    gc();
    await settle();
    await loadCode({ code }, wanted || run.codeSha256);
  } catch ({ problems }) {
    run.problems = problems;
  }
  run.allBytes = readBytes();
  console.log(JSON.stringify(run));
})();`;

describe("A package on disk", () => {
  const temp = useTempFolder();

  function run(code: string, { file = code, known = "", wanted = "" } = {}): Run {
    writeFileSync(temp("reads"), "");
    const countReads = join(repositoryRoot, "tools/bench/countReads.cjs");
    const args = ["--expose-gc", "--require", countReads, "-e", script, code, known, wanted];
    const env = { ...process.env, COUNT_READS: temp("reads"), COUNT_READS_OF: file };
    return JSON.parse(execFileSync(process.execPath, args, { env, encoding: "utf8" })) as Run;
  }

  function writeZip(sizeBytes: number): { zip: string; codeSha256: string } {
    const zip = temp("work/a.zip");
    const bytes = rawZip([{ name: "index.js", data: noise(sizeBytes, 1), method: 0 }]);
    writeFileSync(zip, bytes);
    return { zip, codeSha256: codeSha256Of(bytes) };
  }

  it("is read once for its check and its update, be it a zip or a folder", async () => {
    const { zip } = writeZip(6_000_000);
    const folder = writeFiles(temp("work/dist"), { "index.js": noise(6_000_000, 1) });
    await settle();
    for (const [code, file] of [
      [zip, zip],
      [folder, join(folder, "index.js")],
    ] as const) {
      // And a look at the directory of the zip, and at the head of each file in it.
      expect(run(code, { file }).allBytes).to.be.within(6_000_000, 6_200_000);
    }
  });

  it("is not held where the code is the known one, which no update will ask for", async () => {
    const { zip, codeSha256 } = writeZip(6_000_000);
    await settle();
    expect(run(zip, { known: codeSha256 }).allBytes).to.be.within(12_000_000, 12_200_000);
  });

  it("is read again where it is small, for which it is not worth being held: to look into, and to send", async () => {
    const { zip } = writeZip(1_000_000);
    await settle();
    expect(run(zip).allBytes).to.be.within(3_000_000, 3_300_000);
  });

  it("is not read by the next process's check where it is a zip of 256 KiB or more and has not changed", async () => {
    for (const [sizeBytes, checkedBytes] of [
      [300_000, 0],
      [200_000, 200_000],
    ] as const) {
      const { zip, codeSha256 } = writeZip(sizeBytes);
      await settle(2_200);
      const first = run(zip, { known: codeSha256 });
      expect(first).to.include({ codeSha256 });
      expect(first.checkedBytes).to.be.within(sizeBytes, sizeBytes + 1_000);
      const second = run(zip, { known: codeSha256 });
      expect(second).to.include({ codeSha256 });
      expect(second.checkedBytes).to.be.within(checkedBytes, checkedBytes + 1_000);
    }
  });

  it("is hashed as it is sent, whatever the cache says, which is then put right", async () => {
    const { zip, codeSha256 } = writeZip(300_000);
    await settle(2_200);
    expect(run(zip)).to.include({ codeSha256 });
    const [name] = readdirSync(temp("cache"));
    const kept = join(temp("cache"), name!);
    const wrong = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    writeFileSync(kept, readFileSync(kept, "utf8").replace(codeSha256, wrong));
    const { problems } = run(zip, { known: wrong, wanted: wrong });
    expect(problems?.join()).to.contain(`the hash is ${codeSha256} and should be ${wrong}`);
    expect(run(zip)).to.include({ codeSha256 });
  });
});
