import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { expect } from "chai";
import * as fc from "fast-check";
import { DeflaterPool } from "#lib/sources/zipWriting/deflaterPool.js";
import type { Lane } from "#lib/sources/zipWriting/deflaterPool.js";
import { linkEntryOf } from "#lib/sources/folder/entries.js";
import { crc32 } from "#lib/sources/package/crc32.js";
import { CodeProblems } from "#lib/sources/index.js";
import { sectionBytes } from "#lib/sources/zipWriting/deflateBatch.js";
import { writeZip, zipFormat } from "#lib/sources/zipWriting/zipWriter.js";
import { readZip } from "./readZip.js";
import { entryOf, letters, noise, sparse, text } from "./sampleEntries.js";

describe("writeZip", () => {
  // As long as somebody has a lane, the threads stay.
  const inMainThread = new DeflaterPool({ maxThreads: 0 });
  const pools = [1, 2, 3].map((maxThreads) => new DeflaterPool({ maxThreads, worthBytes: 0 }));
  let lanes: Lane[] = [];
  before(async () => {
    lanes = await Promise.all(pools.map((pool) => pool.join(0)));
  });
  after(() => {
    for (const lane of lanes) {
      lane.leave();
    }
  });

  // The hashes of zip format 3. Should one of these change, every folder ever deployed gets another CodeSha256 and is
  // deployed again at the next up: that is a breaking release, with a new `zipFormat`, and never a mere update of pako.
  const golden: [string, Record<string, Buffer>, string][] = [
    [
      "one small file",
      { "index.js": Buffer.from("exports.handler = async () => 1;\n") },
      "RysfVHUz7UTBhZPRVu3LhXCp7/Lwp36k6Fa4zTdlasQ=",
    ],
    ["an empty file", { empty: Buffer.alloc(0) }, "FoW2zwQcK9y/fZh+8P8CZ9sGXyEMGUoCXRs9y+6fAbQ="],
    ["a file of exactly one chunk", { a: text(262_144, 1) }, "/yBmCNbljS7FYHqNRUMw+yeC/pOCicIRnCBkDzlT914="],
    ["a file of one chunk and a byte", { a: text(262_145, 2) }, "cbY0RU4qU+WyZuIFBpOWDD7bk3x8OW4VU0C6+k40tcs="],
    ["a file of several chunks", { a: text(1_000_000, 3) }, "ODbH4X0hrDw68LWfUOMdDTeX/DlPiOg68uPgUJvovXY="],
    ["bytes that cannot be compressed", { a: noise(300_000, 4) }, "TooZhthv1NwJJXZ+GsyvVqvQV1c+5aq27s7dXRtwtiw="],
    ["letters in no order", { a: letters(600_000, 8) }, "nAOR7e3uEYCkcJ/cboyepUCuVrSDdLQtySk7QqhLAM0="],
    [
      "names outside ASCII",
      { "ä/é.js": Buffer.from("1"), "日本/🎉": Buffer.from("2") },
      "WKju5L72IxFMlVdHHgpZlyUHQGjWKvag4ZANKifotfo=",
    ],
    ["a file of several sections", { a: text(5_000_000, 9) }, "ebq3AvaFaSvjhgL4/JIJzDyzqFyDS2H+tC97jFYT+40="],
    ["a file of exactly two sections", { a: text(4_194_304, 10) }, "fMpMqPq9NyeaEJ/ojPwxj0P8iGCA4vCJd8Xs7TSL5SE="],
    ["mostly zeros", { a: sparse(3_000_000, 11) }, "5yjPfIoRZCiCTM7AGAKCOhP5hrJX1Uxwrs27Dzr5eDw="],
    ["a megabyte of zeros", { zeros: Buffer.alloc(1_048_576) }, "frgXgnD/zAWsgWWug7KknX4oBnuR8iR05rPnMUiXLtc="],
  ];
  for (const [what, files, hash] of golden) {
    it(`gives ${what} the same hash for ever, in the main thread and in others`, async () => {
      for (const pool of [inMainThread, pools[1]!]) {
        const { bytes } = await zipOf(files, { pool });
        expect(sha256(bytes, "base64")).to.equal(hash);
      }
    });
  }

  // Before, between and after files, one alone, to where Lambda has its layers, and outside of ASCII.
  const goldenLinks: [string, Record<string, Buffer | string>, string][] = [
    [
      "links among files",
      { a: "z/b", b: text(300_000, 12), c: "../b", "z/b": Buffer.from("1"), "z/c": "." },
      "uunIWJ7vkJjAkog+9OTs3Q52lcFVFMuF5L3XIcewhwY=",
    ],
    ["nothing but a link", { a: "/opt/nodejs/node_modules" }, "2WSspBv2pLHO9+mswPhuX1Nei29xD8gRAemBlJF8Vto="],
    [
      "a link outside of ASCII",
      { ä: "日本/🎉", "日本/🎉": Buffer.alloc(0) },
      "DkqrxxB7jtMsjvD2r88OTneLy+m4Bccj9iUeXqKUKwI=",
    ],
  ];
  for (const [what, files, hash] of goldenLinks) {
    it(`gives ${what} the same hash for ever`, async () => {
      for (const pool of [inMainThread, pools[1]!]) {
        expect(sha256((await zipOf(files, { pool })).bytes, "base64")).to.equal(hash);
      }
    });
  }

  it("has symbolic links that others find stored, 0777, with the target for their data, in the order of the entries", async () => {
    const files = { a: "z/b", b: text(70_000, 13), c: "../b", d: Buffer.alloc(0), e: "b" };
    const { bytes } = await zipOf(files);
    expect((await readZip(bytes)).entries).to.deep.equal(
      Object.entries(files).map(([name, content]) => ({
        name,
        mode: typeof content === "string" ? 0o120777 : 0o100755,
        date: [1980, 1, 1, 0, 0, 0],
        extraBytes: 0,
        createSystem: 3,
        sha256: sha256(Buffer.from(content as string)),
      })),
    );
    // What reads a zip from its beginning finds the size of a stored entry nowhere but in front of it.
    const header = bytes.subarray(0, 30);
    expect([header.readUInt16LE(6), header.readUInt16LE(8)]).to.deep.equal([0x0800, 0]);
    expect([header.readUInt32LE(14), header.readUInt32LE(18), header.readUInt32LE(22)]).to.deep.equal([
      crc32(Buffer.from("z/b")),
      3,
      3,
    ]);
  });

  it("has the format number that the golden hashes are of", () => {
    expect(zipFormat).to.equal(3);
  });

  it("gives the same bytes however the reader cuts the file", async () => {
    const content = text(600_000, 5);
    const whole = await zipOf({ a: content });
    for (const pieceBytes of [1_000, 65_536, 262_143, 262_144, 262_145, 599_999]) {
      const cut = await zipOf({ a: content }, { pieceBytes });
      expect(sha256(cut.bytes), `pieces of ${pieceBytes}`).to.equal(sha256(whole.bytes));
    }
  });

  it("gives the same bytes in every time zone", async () => {
    const before = process.env.TZ;
    try {
      const hashes = new Set<string>();
      for (const zone of ["UTC", "Pacific/Kiritimati", "America/St_Johns", "Pacific/Niue"]) {
        process.env.TZ = zone;
        hashes.add(sha256((await zipOf({ a: Buffer.from("x") })).bytes));
      }
      expect(hashes.size).to.equal(1);
    } finally {
      process.env.TZ = before;
      if (before === undefined) {
        delete process.env.TZ;
      }
    }
  });

  it("is read by others: the files, 0755 by Unix, one date, nothing extra", async () => {
    const files = { "bin/tool": noise(70_000, 6), empty: Buffer.alloc(0), "ü.txt": text(900_000, 7) };
    const { bytes } = await zipOf(files);
    const found = await readZip(bytes);
    expect(found.codeSha256).to.equal(sha256(bytes, "base64"));
    expect(found.entries).to.deep.equal(
      Object.entries(files).map(([name, content]) => ({
        name,
        mode: 0o100755,
        date: [1980, 1, 1, 0, 0, 0],
        extraBytes: 0,
        createSystem: 3,
        sha256: sha256(content),
      })),
    );
  });

  it("compresses losslessly whatever the size and the content, by the word of the platform's zlib", async () => {
    const contents = fc.tuple(
      fc.oneof(
        fc.integer({ min: 0, max: 2_000 }),
        fc.constantFrom(32_767, 32_768, 65_535, 65_536, 98_304, 262_143, 262_144, 262_145, 524_288, 524_289),
      ),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.constantFrom(text, noise, sparse, sparse),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(contents, { minLength: 20, maxLength: 20 }), async (several) => {
        const files = several.map(([sizeBytes, seed, make]) => make(sizeBytes, seed));
        const { bytes } = await zipOf(Object.fromEntries(files.map((content, index) => [`${index}`, content])));
        expect(inflated(bytes).map((content) => sha256(content))).to.deep.equal(
          files.map((content) => sha256(content)),
        );
      }),
      { numRuns: 12 },
    );
  });

  it("compresses losslessly across the sections of large files, which threads share", async () => {
    for (const [make, sizeBytes] of [
      [text, sectionBytes],
      [noise, sectionBytes + 1],
      [sparse, 5_000_003],
    ] as const) {
      const content = make(sizeBytes, sizeBytes);
      const zips = await Promise.all([inMainThread, pools[1]!].map((pool) => zipOf({ a: content }, { pool })));
      const [one, other] = zips.map(({ bytes }) => sha256(bytes));
      expect(one, `${make.name}, ${sizeBytes} bytes`).to.equal(other);
      expect(sha256(inflated(zips[0]!.bytes)[0]!)).to.equal(sha256(content));
    }
  });

  it("gives the same bytes with any number of threads, whoever else uses them", async () => {
    const size = fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
      fc.constantFrom(65_536, 65_537, 262_143, 262_144, 262_145, 524_288, 700_000),
    );
    const file = fc.tuple(size, fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom(text, noise));
    const tree = fc.array(file, { maxLength: 50 });
    await fc.assert(
      fc.asyncProperty(tree, fc.integer({ min: 0, max: 2 }), async (contents, others) => {
        const files = Object.fromEntries(contents.map(([size, seed, make], index) => [`${index}`, make(size, seed)]));
        const { bytes } = await zipOf(files, { pool: inMainThread });
        for (const pool of pools) {
          const otherLanes = await Promise.all(Array.from({ length: others }, () => pool.join(0)));
          const three = await Promise.all(
            [1_000, 100_000, 300_000].map((pieceBytes) => zipOf(files, { pieceBytes, pool })),
          );
          for (const lane of otherLanes) {
            lane.leave();
          }
          expect(three.map((zip) => sha256(zip.bytes))).to.deep.equal(Array(3).fill(sha256(bytes)));
        }
      }),
      { numRuns: 8 },
    );
  });

  it("refuses a file that grew, shrank, or does not have its checksum", async () => {
    for (const [sizeBytes, crc32] of [
      [4, undefined],
      [6, undefined],
      [0, undefined],
      [5, 1],
    ] as const) {
      const entry = { ...entryOf("a", Buffer.from("hello")), sizeBytes, ...(crc32 === undefined ? {} : { crc32 }) };
      for (const pool of [inMainThread, ...pools]) {
        const outcome = await writeZip([entry], () => undefined, pool).catch((error: unknown) => error);
        expect(outcome, `size ${sizeBytes}, checksum ${crc32 ?? "none"}`).to.be.instanceOf(CodeProblems);
      }
    }
  });
});

/** Of files by their contents, and of links by their targets. */
async function zipOf(
  files: Record<string, Buffer | string>,
  { pieceBytes, pool }: { pieceBytes?: number; pool?: DeflaterPool } = {},
): Promise<{ bytes: Buffer }> {
  const parts: Buffer[] = [];
  const entries = Object.entries(files).map(([name, content]) =>
    typeof content === "string" ? linkEntryOf(name, name, content) : entryOf(name, content, pieceBytes),
  );
  await writeZip(entries, (bytes) => parts.push(Buffer.from(bytes)), pool);
  return { bytes: Buffer.concat(parts) };
}

/** The files of a zip of ours, each after 30 bytes of header and its name, and before 16 bytes that say how long it was. */
function inflated(zip: Buffer): Buffer[] {
  const files: Buffer[] = [];
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50;) {
    const startBytes = at + 30 + zip.readUInt16LE(at + 26);
    const { buffer, engine } = inflateRawSync(zip.subarray(startBytes), { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    files.push(buffer);
    at = startBytes + engine.bytesWritten + 16;
  }
  return files;
}

function sha256(bytes: Uint8Array, encoding: "hex" | "base64" = "hex"): string {
  return createHash("sha256").update(bytes).digest(encoding);
}
