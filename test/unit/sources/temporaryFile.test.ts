import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { openTemporaryFile } from "#lib/sources/disk/temporaryFile.js";
import { describeCode, streamCode } from "#lib/sources/index.js";
import { openDescriptors } from "../../support/openDescriptors.js";
import { useOwnTmpdir } from "../../support/ownTmpdir.js";
import { noise } from "./sampleEntries.js";
import { problemsOf, useTempFolder, writeFiles } from "./tempFolders.js";

describe("A temporary file", () => {
  const temp = useTempFolder();
  const tmp = useOwnTmpdir();
  const left = () => fs.readdirSync(tmp());

  it("is read as often as needed, each time from its beginning, and is gone once it is closed", async () => {
    const file = openTemporaryFile("./dist");
    const bytes = noise(600_000, 1);
    file.write(bytes.subarray(0, 1));
    file.write(bytes.subarray(1));
    expect(file.finish().sizeBytes).to.equal(600_000);
    for (let round = 0; round < 2; round++) {
      expect((await collect(file.read())).equals(bytes)).to.equal(true);
    }
    await file.close();
    expect(left()).to.deep.equal([]);
    await file.close();
  });

  it("is readable by nobody else", function () {
    const file = openTemporaryFile("./dist");
    const [folder = ""] = left();
    if (process.platform !== "win32") {
      expect(fs.statSync(join(tmp(), folder)).mode & 0o777).to.equal(0o700);
      expect(fs.statSync(join(tmp(), folder, "package.zip")).mode & 0o777).to.equal(0o600);
    }
    return file.close();
  });

  it("is gone once it is closed, and its room on the disk with it, whoever is reading it", async () => {
    const file = openTemporaryFile("./dist");
    file.write(noise(600_000, 1));
    file.finish();
    const [midway, unread] = [file.read(), file.read()];
    await midway.next();
    await file.close();
    expect(left()).to.deep.equal([]);
    expect(openDescriptors("package.zip")).to.deep.equal([]);
    expect((await midway.next()).done, "and the reader gets no other file's bytes").to.equal(true);
    await unread.return();
  });

  it("is written whole where the system takes the bytes in parts", async () => {
    const { writeSync } = fs;
    fs.writeSync = ((fd: number, bytes: Buffer, from: number) =>
      writeSync(fd, bytes, from, Math.min(7, bytes.length - from))) as typeof writeSync;
    const file = openTemporaryFile("./dist");
    try {
      file.write(Buffer.from("one and a half, two"));
    } finally {
      fs.writeSync = writeSync;
    }
    expect(file.finish().sizeBytes).to.equal(19);
    await file.close();
  });

  it("for which there is no room names the package, the folder and the ways out, and is gone", async () => {
    const folder = writeFiles(temp("work/dist"), { "index.js": noise(300_000, 1) });
    const { writeSync } = fs;
    for (const code of ["ENOSPC", "EDQUOT"]) {
      fs.writeSync = () => {
        throw Object.assign(new Error(`${code}: no space left on device, write`), { code });
      };
      const problems = await problemsOf(streamCode({ code: folder })).finally(() => {
        fs.writeSync = writeSync;
      });
      expect(problems).to.deep.equal([
        `The temporary file for ${folder} could not be written to ${tmp()}: the disk is full (${code}). Free up to 250 MiB there, or name a folder on another disk in TMPDIR (on Windows TEMP).`,
      ]);
      expect(left()).to.deep.equal([]);
      expect(openDescriptors("package.zip")).to.deep.equal([]);
    }
  });

  it("for which there is no folder is told likewise", async () => {
    const folder = writeFiles(temp("work/dist"), { "index.js": "1" });
    fs.rmSync(tmp(), { recursive: true });
    expect(await problemsOf(streamCode({ code: folder }))).to.deep.equal([
      `The temporary file for ${folder} could not be written to ${tmp()} (ENOENT). Name a folder in which this user may write in TMPDIR (on Windows TEMP).`,
    ]);
    expect((await describeCode({ code: folder })).warnings, "a preview needs none").to.deep.equal([]);
  });

  it("that cannot be removed spoils nothing", async () => {
    const { rm } = fs.promises;
    const file = openTemporaryFile("./dist");
    file.finish();
    fs.promises.rm = () => Promise.reject(new Error("EBUSY"));
    try {
      await file.close();
    } finally {
      fs.promises.rm = rm;
    }
    expect(left()).to.have.length(1);
    await file.close();
    expect(left()).to.deep.equal([]);
  });

  const ends: [string, string, NodeJS.Signals | undefined][] = [
    ["the process ends by itself", "process.exit(0)", undefined],
    ["the process fails", "throw new Error('boom')", undefined],
  ];
  if (process.platform !== "win32") {
    ends.push(["the process is ended by SIGTERM", "setTimeout(() => undefined, 240_000)", "SIGTERM"]);
    ends.push(["the process is ended by SIGINT", "setTimeout(() => undefined, 240_000)", "SIGINT"]);
  }
  for (const [title, then, signal] of ends) {
    it(`is gone where ${title} while it is read`, async () => {
      const script = `
        const { openTemporaryFile } = require("#lib/sources/disk/temporaryFile.js");
        const file = openTemporaryFile("./dist");
        file.write(Buffer.alloc(600_000));
        file.finish();
        const { readdirSync, writeSync } = require("node:fs");
        file.read().next().then(() => { writeSync(1, readdirSync(${JSON.stringify(tmp())}).length + " file"); ${then}; });`;
      const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
      // The process says itself what it has: before this one hears of it, it may be over.
      let said = "";
      child.stdout.on("data", (text: Buffer) => {
        said += text.toString();
        if (signal !== undefined) {
          child.kill(signal);
        }
      });
      const [, endedBy] = (await once(child, "close")) as [number | null, string | null];
      expect(endedBy).to.equal(signal ?? null);
      expect(said).to.equal("1 file");
      expect(left()).to.deep.equal([]);
    });
  }
});

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const chunk of chunks) {
    copies.push(Buffer.from(chunk));
  }
  return Buffer.concat(copies);
}
