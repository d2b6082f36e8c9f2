import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { cachePath } from "#lib/sources/remembered/cacheFolder.js";
import { slotFor } from "#lib/sources/remembered/digestCache.js";
import { listFolder } from "#lib/sources/folder/directory.js";
import { stateOfFile } from "#lib/sources/disk/files.js";
import { fileSystem, itWhere } from "../../support/fileSystem.js";
import { makeOld, problemsOf, settle, useTempFolder, writeFiles } from "./tempFolders.js";

interface Outcome {
  codeSha256?: string;
  warnings?: string[];
  problems?: string[];
  loadedBytes?: number;
  written: boolean;
}

describe("the cache of digests", () => {
  const temp = useTempFolder();
  const cacheFiles = (): string[] => (existsSync(temp("cache")) ? readdirSync(temp("cache")) : []);
  const poison = (fields: Record<string, unknown>): void => {
    const [name] = cacheFiles();
    const path = join(temp("cache"), name!);
    const kept = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...kept, ...fields }));
  };
  // Folders that changed long enough ago are waited for once, and only looked at.
  let shared = "";
  before(async () => {
    shared = mkdtempSync(join(tmpdir(), "lambda-code-shared-"));
    writeFiles(join(shared, "work"), { "a.js": "secret content", "lib/secret-name.js": "2" });
    await settle(2_200);
  });
  after(() => {
    rmSync(shared, { recursive: true });
  });
  const wrong = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

  it("keeps the hash of a folder for the next process, in a file of mode 0600 in a folder of mode 0700", () => {
    const folder = join(shared, "work");
    const first = inProcess(folder);
    expect(first.written).to.equal(true);
    expect(cacheFiles()).to.have.length(1);
    if (fileSystem.hasModes) {
      expect(statSync(temp("cache")).mode & 0o777).to.equal(0o700);
      expect(statSync(join(temp("cache"), cacheFiles()[0]!)).mode & 0o777).to.equal(0o600);
    }
    const second = inProcess(folder);
    expect(second).to.deep.equal({ ...first, written: false });
  });

  it("holds digests only", () => {
    const folder = join(shared, "work");
    inProcess(folder);
    const text = readFileSync(join(temp("cache"), cacheFiles()[0]!), "utf8");
    expect(Object.keys(JSON.parse(text) as object)).to.deep.equal(["fingerprint", "codeSha256", "sizeBytes"]);
    expect(text + cacheFiles().join()).not.to.match(/secret/);
  });

  it("does not keep the hash of a folder that changed within the last 2 s", () => {
    const folder = writeFiles(temp(), { "a.js": "1" });
    // By its clock a minute ahead: a process may be seconds in starting.
    const ahead = new Date(Date.now() + 60_000);
    utimesSync(join(folder, "a.js"), ahead, ahead);
    inProcess(folder);
    expect(cacheFiles()).to.deep.equal([]);
  });

  it("is not asked when anything of a file changed: content, size, time, name, inode, or the ignore rules", async () => {
    const folder = writeFiles(temp(), { "a.js": "1", "b.js": "2" });
    const a = join(folder, "a.js");
    makeOld(a);
    await settle(2_200);
    const hashes = [inProcess(folder).codeSha256];
    // Same size, and by `touch` the same modification time: the change time alone tells.
    writeFileSync(a, "3");
    makeOld(a);
    await settle(2_200);
    hashes.push(inProcess(folder).codeSha256);
    renameSync(a, join(folder, "c.js"));
    hashes.push(inProcess(folder).codeSha256);
    hashes.push(inProcess(folder, { ignore: ["b.js"] }).codeSha256);
    expect(new Set(hashes).size).to.equal(4);
  });

  itWhere("hasLinks", "knows where the links of a folder lead, and what becomes of those that lead out", async () => {
    const folder = writeFiles(temp(), { "a.js": "1", "b.js": "2" });
    writeFiles(temp("out"), { "c.js": "3" });
    symlinkSync("a.js", join(folder, "index.js"));
    await settle(2_200);
    const first = inProcess(folder);
    expect(first.written).to.equal(true);
    expect(inProcess(folder)).to.deep.equal({ ...first, written: false });
    rmSync(join(folder, "index.js"));
    symlinkSync("b.js", join(folder, "index.js"));
    const second = inProcess(folder);
    expect(second.written).to.equal(true);
    expect(second.codeSha256).not.to.equal(first.codeSha256);
    symlinkSync("../out", join(folder, "out"));
    expect(inProcess(folder).problems).to.have.length(1);
    const followed = inProcess(folder, { links: "follow" });
    expect(followed.codeSha256).to.be.a("string").and.not.to.equal(second.codeSha256);
    expect(inProcess(folder, { links: "follow" }).written).to.equal(false);
    expect(inProcess(folder).problems).to.have.length(1);
  });

  it("keeps the hash of a folder that only a staging bucket can take, and tells one without its size", async () => {
    const folder = writeFiles(temp(), { "a.js": "1", noise: randomBytes(53_000_000) });
    await settle(2_200);
    const first = inProcess(folder, { isStaged: true });
    expect(first).to.include({ written: true });
    expect(inProcess(folder, { isStaged: true })).to.deep.equal({ ...first, written: false });
    const direct = inProcess(folder);
    expect(direct.problems?.join()).to.match(/is 50\.6 MiB \(53,.* of zip in a direct upload\. Give a stagingBucket/);
    expect(direct.written).to.equal(false);
  });

  it("cannot decide what is sent: a poisoned entry fails the deployment, and is put right by it", () => {
    const folder = join(shared, "work");
    const { codeSha256 } = inProcess(folder);
    poison({ codeSha256: wrong });
    expect(inProcess(folder).codeSha256).to.equal(wrong);
    const { problems } = inProcess(folder, { load: wrong });
    expect(problems?.join()).to.contain(`the hash is ${codeSha256!} and should be ${wrong}`);
    expect(inProcess(folder).codeSha256).to.equal(codeSha256);
    expect(inProcess(folder, { load: codeSha256! }).loadedBytes).to.be.greaterThan(0);
  });

  it("is passed over where an entry is damaged, or no file", () => {
    const folder = join(shared, "work");
    const { codeSha256 } = inProcess(folder);
    const [name] = cacheFiles();
    const path = join(temp("cache"), name!);
    const good = readFileSync(path, "utf8");
    for (const text of [
      "",
      "null",
      "[]",
      good.slice(0, 40),
      good.replace(codeSha256!, "short"),
      `${good}${" ".repeat(2000)}`,
    ]) {
      writeFileSync(path, text);
      expect(inProcess(folder), text).to.include({ codeSha256, written: true });
    }
    for (const fields of [
      { sizeBytes: "many" },
      { sizeBytes: -1 },
      { sizeBytes: 1e15 },
      { fingerprint: "other" },
      { codeSha256: 5 },
    ]) {
      poison({ codeSha256: wrong, ...fields });
      expect(inProcess(folder).codeSha256).to.equal(codeSha256);
    }
    if (fileSystem.hasLinks) {
      poison({ codeSha256: wrong });
      renameSync(path, temp("elsewhere"));
      symlinkSync(temp("elsewhere"), path);
      expect(inProcess(folder).codeSha256).to.equal(codeSha256);
      expect(readFileSync(temp("elsewhere"), "utf8")).to.contain(wrong);
    }
  });

  it("is refused with one warning when others may write to it, own it, or it is no folder", () => {
    const folder = join(shared, "work");
    const refused: [string, boolean, () => void][] = [
      [
        "other users may write to it",
        fileSystem.hasModes,
        () => {
          chmodSync(temp("cache"), 0o770);
        },
      ],
      [
        "other users may write to it",
        fileSystem.hasModes,
        () => {
          chmodSync(temp("cache"), 0o707);
        },
      ],
      [
        "it belongs to another user",
        process.getuid?.() === 0,
        () => {
          chownSync(temp("cache"), 65_534, 65_534);
        },
      ],
      [
        "it is not a folder",
        fileSystem.hasLinks,
        () => {
          renameSync(temp("cache"), temp("moved"));
          symlinkSync(temp("moved"), temp("cache"));
        },
      ],
    ];
    for (const [wording, , change] of refused.filter(([, isPossible]) => isPossible)) {
      rmSync(temp("cache"), { recursive: true, force: true });
      rmSync(temp("moved"), { recursive: true, force: true });
      const { codeSha256 } = inProcess(folder);
      poison({ codeSha256: wrong });
      change();
      const outcome = inProcess(folder, { times: 2 });
      expect(outcome.codeSha256, wording).to.equal(codeSha256);
      expect(outcome.warnings, wording).to.have.length(1);
      expect(outcome.warnings?.[0]).to.contain(wording).and.to.contain("PULUMI_LAMBDA_CODE_CACHE");
    }
  });

  it("costs no preview where Windows lets an entry be neither replaced nor its new file removed", () => {
    const folder = join(shared, "work");
    const old = `${"0".repeat(64)}.json`;
    const { codeSha256 } = inProcess(folder);
    for (const broken of [["renameSync", "rmSync"], ["rmSync"]]) {
      cacheFiles().forEach((name) => {
        rmSync(join(temp("cache"), name));
      });
      writeFileSync(join(temp("cache"), old), "{}");
      utimesSync(join(temp("cache"), old), 1, 1);
      expect(inProcess(folder, { broken })).to.include({ codeSha256, written: true });
      expect(cacheFiles(), "the one that is to be pruned, and one that is new or lies there unfinished").to.have.length(
        2,
      );
    }
  });

  it("lies where each system has its caches", () => {
    const local = "C:\\Users\\me\\AppData\\Local";
    const places: [NodeJS.Platform, NodeJS.ProcessEnv, string | undefined][] = [
      ["linux", {}, "/home/me/.cache/pulumi-lambda-code"],
      ["linux", { XDG_CACHE_HOME: "/var/xdg" }, "/var/xdg/pulumi-lambda-code"],
      ["linux", { XDG_CACHE_HOME: "relative" }, "/home/me/.cache/pulumi-lambda-code"],
      ["darwin", {}, "/home/me/Library/Caches/pulumi-lambda-code"],
      ["darwin", { XDG_CACHE_HOME: "/var/xdg" }, "/var/xdg/pulumi-lambda-code"],
      ["win32", { LOCALAPPDATA: local }, `${local}\\pulumi-lambda-code`],
      // As Git's shell has it: Windows would take it for a folder of the current drive.
      ["win32", { LOCALAPPDATA: local, XDG_CACHE_HOME: "/home/me" }, `${local}\\pulumi-lambda-code`],
      ["win32", {}, undefined],
      ["linux", { PULUMI_LAMBDA_CODE_CACHE: "./cache", XDG_CACHE_HOME: "/var/xdg" }, "./cache"],
      ["win32", { PULUMI_LAMBDA_CODE_CACHE: "D:\\cache", LOCALAPPDATA: local }, "D:\\cache"],
    ];
    for (const [platform, env, place] of places) {
      expect(
        cachePath(env, platform, () => "/home/me"),
        JSON.stringify([platform, env]),
      ).to.equal(place);
    }
    const noHome = () => {
      throw new Error("no home");
    };
    expect(cachePath({}, "linux", noHome)).to.equal(undefined);
  });

  it("loses its entries of a month ago, and nothing else", () => {
    const folder = join(shared, "work");
    mkdirSync(temp("cache"), { mode: 0o700 });
    const old = `${"0".repeat(64)}.json`;
    writeFiles(temp("cache"), {
      [old]: "{}",
      [`${old}.${"1".repeat(12)}.tmp`]: "",
      "not ours": "",
      [`${"2".repeat(64)}.json`]: "{}",
    });
    for (const name of [old, `${old}.${"1".repeat(12)}.tmp`, "not ours"]) {
      utimesSync(join(temp("cache"), name), 1, 1);
    }
    inProcess(folder);
    expect(cacheFiles())
      .to.have.length(3)
      .and.to.include("not ours")
      .and.to.include(`${"2".repeat(64)}.json`);
  });

  it("is not used on file systems without inodes, nor for what has no fingerprint", async () => {
    writeFiles(temp(), { "a.js": "1" });
    const { entries } = await listFolder(temp(), "./work", { ignore: [] });
    const settledAfter = (ms: number) => slotFor("key", entries, entries[0]!.changedAtMs! + ms);
    expect(settledAfter(100)).to.include({ isSettledHere: false, isSettledOnDisk: false });
    expect(settledAfter(2_000)).to.include({ isSettledHere: true, isSettledOnDisk: false });
    expect(settledAfter(2_001)).to.include({ isSettledHere: true, isSettledOnDisk: true });
    const stats = statSync(join(temp(), "a.js"), { bigint: true });
    expect(stateOfFile("a.js", stats).fingerprint).to.be.a("string");
    expect(stateOfFile("a.js", Object.assign(stats, { ino: 0n })).fingerprint).to.equal(undefined);
    const renamed = entries.map((entry) => ({ ...entry, name: "b.js" }));
    expect(slotFor("key", renamed, 0)?.fingerprint).not.to.equal(slotFor("key", entries, 0)?.fingerprint);
    const without = entries.map((entry) => ({ ...entry, fingerprint: undefined }));
    expect(slotFor("key", without, Date.now())).to.equal(undefined);
    expect(await problemsOf(listFolder(temp("none"), "./none", { ignore: [] }))).to.have.length(1);
  });
});

/** Describes (and loads) in a process of its own, so that nothing but the disk remembers. `written`: whether a zip was made, that is, files were read. */
function inProcess(
  folder: string,
  options: {
    ignore?: string[];
    links?: "follow";
    isStaged?: boolean;
    load?: string;
    times?: number;
    broken?: string[];
  } = {},
): Outcome {
  const script = `
    const { describeCode, loadCode } = require("#lib/sources/index.js");
    const { limitsFor } = require("#lib/sources/package/limits.js");
    (async () => {
      const [folder, options] = JSON.parse(process.argv[1]);
      const { ignore, links, isStaged = false } = options;
      const request = { code: folder, ignore, links, limits: limitsFor(isStaged) };
      const result = {};
      try {
        for (let time = 0; time < (options.times ?? 1); time++) {
          const { codeSha256, warnings } = await describeCode(request);
          Object.assign(result, { codeSha256, warnings: [...(result.warnings ?? []), ...warnings] });
        }
        if (options.load) result.loadedBytes = (await loadCode(request, options.load)).length;
      } catch (error) {
        result.problems = error.problems ?? [error.stack];
      }
      result.written = globalThis.__opened.some((path) => path.endsWith("a.js"));
      console.log(JSON.stringify(result));
    })();
  `;
  const record = `
    const fs = require("node:fs");
    globalThis.__opened = [];
    const open = fs.openSync;
    fs.openSync = (path, ...rest) => { globalThis.__opened.push(String(path)); return open(path, ...rest); };
    for (const name of JSON.parse(process.argv[1])[1].broken ?? []) {
      fs[name] = () => { throw Object.assign(new Error(name), { code: "EPERM" }); };
    }
  `;
  const output = execFileSync(process.execPath, ["-e", record + script, JSON.stringify([folder, options])], {
    encoding: "utf8",
  });
  return JSON.parse(output) as Outcome;
}
