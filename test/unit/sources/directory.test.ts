import { execFileSync } from "node:child_process";
import fs, { chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { type Listing, listFolder } from "#lib/sources/folder/directory.js";
import { describeCode, loadCode } from "#lib/sources/index.js";
import { itWhere } from "../../support/fileSystem.js";
import { readZip } from "./readZip.js";
import { makeOld, problemsOf, settle, useTempFolder, writeFiles } from "./tempFolders.js";

describe("a folder", () => {
  const temp = useTempFolder();
  const namesIn = async (folder: string, patterns: string[] = []): Promise<string[]> =>
    (await listFolder(folder, "./work", { ignore: patterns })).entries.map(({ name }) => name).sort();
  const entriesOf = async (folder: string) => (await listFolder(folder, "./work", { ignore: [] })).entries;

  it("becomes a zip that others read, sorted by the bytes of the path, whose hash is what we said", async () => {
    const files = {
      "b.js": "b",
      "a/z.js": "z",
      "a.js": "a",
      "Z.js": "Z",
      "é.js": "e",
      "a-b/c.js": "c",
      "～.js": "1",
      "𝒳.js": "2",
    };
    const folder = writeFiles(temp(), files);
    const described = await describeCode({ code: folder });
    const bytes = await loadCode({ code: folder }, described.codeSha256);
    const found = await readZip(bytes);
    expect(found.codeSha256).to.equal(described.codeSha256);
    expect(described.sizeBytes).to.equal(bytes.length);
    const sorted = ["Z.js", "a-b/c.js", "a.js", "a/z.js", "b.js", "é.js", "～.js", "𝒳.js"];
    expect(found.entries.map(({ name }) => name)).to.deep.equal(sorted);
  });

  it("gives the same hash whatever the times, the permissions and the order of making", async () => {
    const one = writeFiles(temp("work/one"), { "a.js": "1", "lib/b.js": "2" });
    const two = writeFiles(temp("work/two"), { "lib/b.js": "2", "a.js": "1" });
    makeOld(join(two, "a.js"));
    chmodSync(join(two, "lib/b.js"), 0o755);
    mkdirSync(join(two, "nothing in it"));
    const first = await describeCode({ code: one });
    expect(await describeCode({ code: two })).to.deep.equal(first);
    writeFiles(two, { "lib/b.js": "3" });
    expect((await describeCode({ code: two })).codeSha256).not.to.equal(first.codeSha256);
  });

  it("is refused when it holds no file, or none that the ignore rules leave", async () => {
    mkdirSync(temp("work/empty/nested"), { recursive: true });
    const [empty] = await problemsOf(describeCode({ code: temp("work/empty") }));
    expect(empty).to.contain("holds no file");
    writeFiles(temp("work/hidden"), { ".env": "A=1", "a.log": "" });
    const [hidden] = await problemsOf(describeCode({ code: temp("work/hidden"), ignore: ["*.log"] }));
    expect(hidden).to.contain("holds no file");
  });

  it("has the names that the disk has, whose two Unicode forms are two files", async () => {
    const folder = writeFiles(temp(), { "cafe\u0301.js": "1", "caf\u00e9.js": "2" });
    if ((await namesIn(folder)).length === 2) {
      expect(await namesIn(folder)).to.deep.equal(["cafe\u0301.js", "caf\u00e9.js"]);
      expect((await describeCode({ code: folder })).warnings).to.deep.equal([]);
    } else {
      // A file system to which they are one.
      expect(await namesIn(folder)).to.deep.equal(["caf\u00e9.js"]);
    }
  });

  itWhere("hasLinks", "may itself be reached through a symbolic link", async () => {
    writeFiles(temp("real"), { "a.js": "1" });
    symlinkSync(temp("real"), temp("work/link"));
    expect((await describeCode({ code: temp("work/link") })).warnings).to.deep.equal([]);
  });

  it("lets other work of the process go on while many files, or many folders at once, are listed", async () => {
    const files = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}.js`, ""]));
    const large = writeFiles(temp("large"), files(600));
    const small = Array.from({ length: 30 }, (_, index) => writeFiles(temp(`small${index}`), files(20)));
    await namesIn(small[0]!);
    await onSlowDisk(async () => {
      for (const folders of [[large], small]) {
        const turns = await turnsBeside(() => Promise.all(folders.map((folder) => namesIn(folder))));
        expect(turns).to.be.above(5);
      }
    });
  });

  itWhere(
    "hasLinks",
    "refuses a folder that has become a link out of the package since its parent was read",
    async () => {
      const folder = writeFiles(temp("package"), { "a/b.js": "", "z/inside.js": "" });
      writeFiles(temp("outside"), { "secret.js": "" });
      const patched = fs as { lstatSync: typeof fs.lstatSync };
      const before = fs.lstatSync;
      let listing: Listing;
      try {
        patched.lstatSync = ((path: string, options: object) => {
          if (path.endsWith("b.js")) {
            rmSync(join(folder, "z"), { recursive: true });
            symlinkSync("../outside", join(folder, "z"));
          }
          return before(path, options);
        }) as typeof before;
        listing = await listFolder(folder, "./work", { ignore: [] });
      } finally {
        patched.lstatSync = before;
      }
      expect(listing.problems.join()).to.include("leads out of the folder");
    },
  );

  itWhere("hasDevices", "refuses named pipes, sockets and devices by name, without opening them", async () => {
    const folder = writeFiles(temp(), { "a.js": "1" });
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "sock"), resolve));
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      execFileSync("mknod", [join(folder, "null"), "c", "1", "3"]);
    }
    try {
      const problems = (await problemsOf(describeCode({ code: folder }))).map((problem) =>
        problem.replace(/ of .*work/, ""),
      );
      expect(problems).to.include(
        '"pipe" is a named pipe, which cannot be deployed. Remove it, or leave it out by `ignore`.',
      );
      expect(problems).to.include(
        '"sock" is a socket, which cannot be deployed. Remove it, or leave it out by `ignore`.',
      );
      expect(problems.some((problem) => problem.startsWith('"null" is a device'))).to.equal(isRoot);
    } finally {
      server.close();
    }
  });

  itWhere("hasModes", "refuses unreadable files and folders by name, with all that is wrong besides", async () => {
    const folder = writeFiles(temp(), { "a.js": "1", "secret.js": "2" });
    await describeCode({ code: folder });
    chmodSync(temp(""), 0o755);
    chmodSync(join(folder, "secret.js"), 0o000);
    await asUser(async () => {
      // Found where the digest is known, too, before anything is read.
      const [file] = await problemsOf(describeCode({ code: folder }));
      expect(file).to.match(/^The file "secret.js" of .* may not be read by this user\./);
    });
    writeFiles(folder, { big: "", "own.js": "1" });
    truncateSync(join(folder, "big"), 262_144_001);
    chmodSync(join(folder, "own.js"), 0o600);
    await asUser(async () => {
      const all = await problemsOf(describeCode({ code: folder, ignore: ["../x"] }));
      const [pattern, own, secret, size] = all;
      expect(all).to.have.length(4);
      expect(pattern).to.contain("leads out of the folder by `..`");
      expect(own).to.match(/^The file "own.js" of .* may not be read by this user\./);
      expect(secret).to.match(/^The file "secret.js" of .* may not be read by this user\./);
      expect(size).to.contain("is 250.0 MiB");
    });
    chmodSync(join(folder, "own.js"), 0o644);
    rmSync(join(folder, "big"));
    writeFiles(folder, { "locked/a.js": "3" });
    chmodSync(join(folder, "locked"), 0o000);
    await asUser(async () => {
      const [subfolder] = await problemsOf(describeCode({ code: folder }));
      expect(subfolder).to.match(/^The folder "locked" of .* may not be read by this user\./);
    });
    chmodSync(join(folder, "locked"), 0o755);
  });

  itWhere("takesAnyBytes", "refuses names that are not UTF-8", async () => {
    const folder = writeFiles(temp(), { "a.js": "1" });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xfc, 0x72])]), "1");
    const [encoding] = await problemsOf(describeCode({ code: folder }));
    expect(encoding).to.contain("a name that is not UTF-8");
    const folders = writeFiles(temp("folders"), { "a.js": "1" });
    mkdirSync(Buffer.concat([Buffer.from(`${folders}/`), Buffer.from([0x66, 0xfc, 0x72])]));
    expect((await problemsOf(describeCode({ code: folders })))[0]).to.contain("a name that is not UTF-8");
  });

  itWhere("takesOddNames", "warns of names with a backslash", async () => {
    const other = writeFiles(temp("other"), { "a\\b.js": "1" });
    const [backslash] = (await describeCode({ code: other })).warnings;
    expect(backslash).to.match(
      /has names with a backslash: "a\\\\b\.js"\. On Lambda that is a character like any other/,
    );
  });

  it("notices a file that changes while being read", async () => {
    const folder = writeFiles(temp(), { "a.js": "12345", "b.js": "12345" });
    for (const change of ["123456", "1234", "54321"]) {
      const [a, b] = await entriesOf(folder);
      for await (const chunk of a!.read()) {
        expect(chunk).to.have.length(5);
      }
      writeFiles(folder, { "b.js": change });
      // Another time than before, however soon after it was listed.
      makeOld(join(folder, "b.js"));
      const [problem] = await problemsOf(drain(b!.read()));
      expect(problem).to.match(/"b.js" of .* changed while being read\. .*run again\.$/);
      writeFiles(folder, { "b.js": "12345" });
    }
    writeFiles(folder, { "big.js": "x".repeat(1_000_000) });
    const big = (await entriesOf(folder)).find(({ name }) => name === "big.js")!;
    const reading = big.read()[Symbol.asyncIterator]();
    await reading.next();
    writeFiles(folder, { "big.js": "y".repeat(300_000) });
    const [truncated] = await problemsOf(drain({ [Symbol.asyncIterator]: () => reading }));
    expect(truncated).to.contain("changed while being read");
    writeFiles(folder, { "big.js": "x".repeat(1_000_000) });
    const same = (await entriesOf(folder)).find(({ name }) => name === "big.js")!;
    const other = same.read()[Symbol.asyncIterator]();
    await other.next();
    await settle(20);
    writeFiles(folder, { "big.js": "y".repeat(1_000_000) });
    expect(await problemsOf(drain({ [Symbol.asyncIterator]: () => other }))).to.deep.equal([truncated]);
    expect(await problemsOf(same.readHead(20))).to.have.length(1);
  });

  it("has files that can be read side by side, and one after the other", async () => {
    const folder = writeFiles(temp(), { "a.js": "a".repeat(600_000), "b.js": "b".repeat(300_000), "c.js": "c" });
    const [a, b, c] = (await entriesOf(folder)).map((entry) => entry.read()[Symbol.asyncIterator]());
    const first = (await a!.next()).value as Buffer;
    const other = (await b!.next()).value as Buffer;
    expect([first.length, first.indexOf("b"), other.length, other.indexOf("a")]).to.deep.equal([
      262_144, -1, 262_144, -1,
    ]);
    await b!.return?.();
    expect(Buffer.from((await c!.next()).value as Buffer).toString()).to.equal("c");
    expect(first.every((byte) => byte === 97)).to.equal(true);
    for (const sizeBytes of [262_144, 75_712]) {
      expect((await a!.next()).value as Buffer).to.deep.equal(Buffer.alloc(sizeBytes, "a"));
    }
    expect(await a!.next()).to.include({ done: true });
    expect(await c!.next()).to.include({ done: true });
  });

  itWhere("hasDevices", "notices a file that became a named pipe, without waiting for a writer", async () => {
    const folder = writeFiles(temp(), { "a.js": "12345" });
    const [a] = await entriesOf(folder);
    rmSync(join(folder, "a.js"));
    execFileSync("mkfifo", [join(folder, "a.js")]);
    expect(await problemsOf(drain(a!.read()))).to.have.length(1);
  });

  it("is refused before anything is read when it is over 250 MiB unpacked", async () => {
    const folder = writeFiles(temp(), { "a.js": "1" });
    writeFileSync(join(folder, "big"), "");
    truncateSync(join(folder, "big"), 262_144_000);
    const [size] = await problemsOf(describeCode({ code: folder }));
    expect(size).to.contain("is 250.0 MiB (262,144,001 bytes) when unpacked");
    expect(size).to.contain("at most 250.0 MiB (262,144,000 bytes)");
  });

  it("survives any tree of names, and says why where it refuses", async () => {
    const segment = fc
      .string({ unit: "binary", minLength: 1, maxLength: 12 })
      .filter((name) => !/[/\0]/.test(name) && name !== "." && name !== ".." && Buffer.byteLength(name) < 250)
      // On which the libuv of Node 20 and 22 ends the process on Windows.
      .filter((name) => !name.includes("\u{10ffff}"));
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join("/"));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(path, fc.string()), { maxLength: 8 }), async (files) => {
        const folder = temp(`work/${run++}`);
        mkdirSync(folder);
        for (const [name, content] of files) {
          try {
            writeFiles(folder, { [name]: content });
          } catch {
            // A file where a folder should be, or a name that this file system does not take.
          }
        }
        const outcome = await describeCode({ code: folder }).catch((error: unknown) => error);
        if (outcome instanceof Error) {
          await problemsOf(Promise.reject(outcome));
        }
      }),
      { numRuns: 100 },
    );
  });
});

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    expect(chunk).not.to.be.empty;
  }
}

/** How many turns the rest of the process has had by the time that the work is done. */
async function turnsBeside(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await work().finally(() => (isDone = true));
  return turns;
}

/** Each look at a file takes a millisecond, and nothing else takes any time. */
async function onSlowDisk(work: () => Promise<unknown>): Promise<void> {
  const { lstatSync } = fs;
  let nowMs = performance.now();
  performance.now = () => nowMs;
  const slowLook = (...args: Parameters<typeof lstatSync>) => {
    nowMs += 1;
    return lstatSync(...args);
  };
  Object.assign(fs, { lstatSync: slowLook });
  try {
    await work();
  } finally {
    Object.assign(fs, { lstatSync });
    Reflect.deleteProperty(performance, "now");
  }
}

/** Tests may run as root, whom no permission stops. */
async function asUser(use: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  try {
    if (isRoot) {
      process.seteuid?.(65_534);
    }
    await use();
  } finally {
    if (isRoot) {
      process.seteuid?.(0);
    }
  }
}
