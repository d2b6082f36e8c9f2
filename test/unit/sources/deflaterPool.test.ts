import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import { expect } from "chai";
import { makeBatchDeflater, pieceBytes, sectionBytes } from "#lib/sources/zipWriting/deflateBatch.js";
import { DeflaterPool } from "#lib/sources/zipWriting/deflaterPool.js";
import { writeZip } from "#lib/sources/zipWriting/zipWriter.js";
import type { ZipEntry } from "#lib/sources/package/zipEntry.js";
import { entryOf, noise, text } from "./sampleEntries.js";
import { problemsOf, useTempFolder } from "./tempFolders.js";

describe("the pool of compressors", () => {
  const temp = useTempFolder();

  // Node tells of each thread that starts.
  let started: Worker[] = [];
  const note = (worker: Worker): void => {
    started.push(worker);
  };
  beforeEach(() => {
    started = [];
    process.on("worker", note);
  });
  afterEach(async () => {
    process.off("worker", note);
    await ended();
  });
  const ended = async (): Promise<void> => {
    for (const worker of started) {
      if (worker.threadId !== -1) {
        await once(worker, "exit");
      }
    }
  };

  const small = entryOf("a", text(50_000, 1));
  const large = entryOf("b", text(900_000, 2));

  it("starts no thread for a package that is done as soon as a thread would be", async () => {
    const pool = new DeflaterPool({ maxThreads: 2, worthBytes: 900_001 });
    await zip([large], pool);
    await Promise.all([zip([small], pool), zip([small], pool)]);
    expect(started).to.have.length(0);
  });

  it("starts threads as there is work for them, also when many small packages make the work", async () => {
    const pool = new DeflaterPool({ maxThreads: 3, worthBytes: 900_000 });
    await zip([large], pool);
    expect(started).to.have.length(1);
    await ended();
    await Promise.all(Array.from({ length: 18 }, () => zip([small], pool)));
    expect(started).to.have.length(4);
  });

  it("ends its threads with the last package, done or failed", async () => {
    const pool = new DeflaterPool({ maxThreads: 2, worthBytes: 0 });
    const changed = { ...large, sizeBytes: 900_001 };
    const first = zip([small, large], pool);
    await problemsOf(zip([large, small, changed], pool));
    await first;
    expect(started).to.have.length(2);
    await ended();
    const full = new Error("full");
    const refuse = (): void => {
      throw full;
    };
    expect(await writeZip([large], refuse, pool).catch((error: unknown) => error)).to.equal(full);
    expect(started).to.have.length(3);
  });

  it("goes on in the main thread where no thread can be started", async () => {
    const expected = await zip([small, large], new DeflaterPool({ maxThreads: 0 }));
    writeFileSync(temp("throws.js"), "throw new Error('no');");
    writeFileSync(temp("ends.js"), "process.exit(0);");
    for (const workerFile of [temp("missing.js"), temp("throws.js"), temp("ends.js"), "not absolute.js"]) {
      const pool = new DeflaterPool({ maxThreads: 2, worthBytes: 0, workerFile });
      const zips = await Promise.all([zip([small, large], pool), zip([small, large], pool)]);
      expect(zips, workerFile).to.deep.equal([expected, expected]);
    }
  });

  it("says so when a thread stops at work, and goes on without it", async () => {
    const serve = (reply: string): string => `
      const { parentPort } = require("node:worker_threads");
      parentPort.on("message", () => { ${reply} });
      parentPort.postMessage("started");`;
    for (const [reply, wording] of [
      ["throw new Error('out of luck');", "(Error: out of luck)"],
      ["process.exit(7);", "(7)"],
    ] as const) {
      writeFileSync(temp("stops.js"), serve(reply));
      const pool = new DeflaterPool({ maxThreads: 1, worthBytes: 0, workerFile: temp("stops.js") });
      const lane = await pool.join(0);
      const [problem] = await problemsOf(zip([small, large], pool));
      expect(problem).to.equal(`The thread that compresses files stopped ${wording}. Run again.`);
      expect(await zip([small, large], pool)).to.deep.equal(await zip([small, large]));
      lane.leave();
    }
  });

  it("lets the process do other work between two batches", async () => {
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns++;
      if (!isDone) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    // Already in memory: nothing but the compressor takes time.
    const files = Array.from({ length: 10 }, (_, index) => entryOf(`${index}`, noise(262_144, index), 262_144));
    await zip(files, new DeflaterPool({ maxThreads: 0 }));
    isDone = true;
    expect(turns).to.be.greaterThan(9);
  });

  it("reads only so far ahead of what is written, the less the more packages there are", async () => {
    const pool = new DeflaterPool({ maxThreads: 2, worthBytes: 0 });
    const content = noise(262_144, 3);
    const farthest = async (): Promise<number> => {
      let readFiles = 0;
      let writtenBytes = 0;
      let most = 0;
      const files = Array.from({ length: 50 }, (_, index): ZipEntry => {
        const entry = entryOf(`${index}`, content);
        return {
          ...entry,
          read: () => {
            readFiles++;
            most = Math.max(most, readFiles - Math.floor(writtenBytes / content.length));
            return entry.read();
          },
        };
      });
      await writeZip(files, (bytes) => void (writtenBytes += bytes.length), pool);
      return most;
    };
    expect(await farthest()).to.be.within(30, 34);
    const lanes = await Promise.all(Array.from({ length: 3 }, () => pool.join(0)));
    expect(await farthest()).to.be.within(7, 10);
    for (const lane of lanes) {
      lane.leave();
    }
  });

  it("lets four packages at a time in, and the next when one leaves", async () => {
    const pool = new DeflaterPool({ maxThreads: 0 });
    const lanes = await Promise.all(Array.from({ length: 4 }, () => pool.join(0)));
    const order: string[] = [];
    const zips = ["fifth", "sixth"].map((name) => zip([small], pool).then(() => order.push(name)));
    // Long enough for both, had they been let in.
    await zip([large], new DeflaterPool({ maxThreads: 0 }));
    expect(order).to.deep.equal([]);
    lanes[2]!.leave();
    await Promise.all(zips);
    expect(order).to.deep.equal(["fifth", "sixth"]);
    for (const lane of [lanes[0]!, lanes[1]!, lanes[3]!]) {
      lane.leave();
    }
  });

  it("forgets the beginning of a file that is not read to its end", async () => {
    const deflater = await makeBatchDeflater();
    const batch = (endsFile: boolean): Parameters<typeof deflater.deflate>[0] => ({
      lane: 1,
      bytes: new Uint8Array(text(100_000, 4)),
      pieces: [{ sizeBytes: 100_000, endsSection: endsFile, endsFile }],
    });
    const whole = deflater.deflate(batch(true)).sizesBytes;
    deflater.deflate(batch(false));
    expect(deflater.deflate(batch(true)).sizesBytes).not.to.deep.equal(whole);
    deflater.deflate(batch(false));
    deflater.forget(1);
    expect(deflater.deflate(batch(true)).sizesBytes).to.deep.equal(whole);
  });

  it("shares a file of several sections between threads, and keeps a section in one", async () => {
    const pool = new DeflaterPool({ maxThreads: 2, worthBytes: 0 });
    await zip([entryOf("one", text(sectionBytes, 3))], pool);
    expect(started).to.have.length(1);
    await ended();
    await zip([entryOf("two", text(2 * sectionBytes, 4))], pool);
    expect(started).to.have.length(3);
  });

  it("gives the result in the buffer of the input, also where nothing can be compressed", async () => {
    const pool = new DeflaterPool({ maxThreads: 0 });
    const lane = await pool.join(10 * sectionBytes);
    const pieces = sectionBytes / pieceBytes;
    for (let index = 0; index < 2 * pieces; index++) {
      const bytes = lane.takeBuffer();
      bytes.set(noise(pieceBytes, index));
      const piece = { sizeBytes: pieceBytes, endsSection: (index + 1) % pieces === 0, endsFile: false };
      const deflated = await lane.deflate({ bytes, pieces: [piece] });
      expect(deflated.bytes, `piece ${index}`).to.equal(bytes);
      lane.giveBuffer(deflated.bytes);
    }
    lane.leave();
  });

  it("gives back more bytes than came in where nothing can be compressed", async () => {
    const files = Array.from({ length: 700 }, (_, index) => entryOf(`${index}`, noise(index % 3, index)));
    const pool = new DeflaterPool({ maxThreads: 1, worthBytes: 0 });
    expect(await zip(files, pool)).to.deep.equal(await zip(files));
    const deflater = await makeBatchDeflater();
    const { bytes, sizesBytes } = deflater.deflate({
      lane: 1,
      bytes: new Uint8Array(noise(100, 5)),
      pieces: [{ sizeBytes: 100, endsSection: true, endsFile: true }],
    });
    expect(sizesBytes).to.deep.equal([105]);
    expect(bytes).to.have.length(105);
  });

  // Processes of their own: they end by themselves, or by the signal that ends a provider.
  const program = `
    const { DeflaterPool } = require("#lib/sources/zipWriting/deflaterPool.js");
    const { writeZip } = require("#lib/sources/zipWriting/zipWriter.js");
    const content = Buffer.alloc(20_000_000, "abcdefgh ".repeat(1_000));
    const entry = (sizeBytes) => ({ name: "a", label: "a", sizeBytes, async *read() { yield content; } });
    const zip = (sizeBytes) => writeZip([entry(sizeBytes)], () => undefined, new DeflaterPool({ maxThreads: 2 }));`;

  it("neither keeps a process from ending nor lets it end before its time", () => {
    const script = `${program}
      zip(20_000_000).then(() => zip(20_000_001)).catch((error) => console.log(error.name));`;
    expect(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })).to.equal("CodeProblems\n");
  });

  it("keeps no process from ending by SIGINT", async () => {
    const script = `${program}
      process.on("worker", (worker) => worker.on("online", () => console.log("at work")));
      zip(20_000_000);
      setInterval(() => undefined, 1_000);`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    child.kill("SIGINT");
    expect(await once(child, "exit")).to.deep.equal([null, "SIGINT"]);
  });
});

async function zip(entries: readonly ZipEntry[], pool?: DeflaterPool): Promise<Buffer> {
  const parts: Buffer[] = [];
  await writeZip(entries, (bytes) => parts.push(Buffer.from(bytes)), pool);
  return Buffer.concat(parts);
}
