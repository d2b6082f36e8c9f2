import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { expect } from "chai";
import * as fc from "fast-check";
import { CodeProblems } from "#lib/sources/index.js";
import { writeZip, zipFormat } from "#lib/sources/zipWriter.js";
import type { ZipEntry } from "#lib/sources/zipWriter.js";
import { readByPython } from "./python.js";
import { useTempFolder } from "./tempFolders.js";

describe("writeZip", () => {
  const temp = useTempFolder();

  // The hashes of zip format 1. Should one of these change, every folder ever deployed gets another CodeSha256 and is
  // deployed again at the next up: that is a breaking release, with a new `zipFormat`, and never a mere update of fflate.
  const golden: [string, Record<string, Buffer>, string][] = [
    [
      "one small file",
      { "index.js": Buffer.from("exports.handler = async () => 1;\n") },
      "RysfVHUz7UTBhZPRVu3LhXCp7/Lwp36k6Fa4zTdlasQ=",
    ],
    ["an empty file", { empty: Buffer.alloc(0) }, "FoW2zwQcK9y/fZh+8P8CZ9sGXyEMGUoCXRs9y+6fAbQ="],
    ["a file of exactly one chunk", { a: text(262_144, 1) }, "ksWG6Az7g8SsP7iFaxsYbxQWjE5lHO/Pz2s7WaNkMGY="],
    ["a file of one chunk and a byte", { a: text(262_145, 2) }, "62nFhrOwAjm7Td2XVHwkztsgnos6mWeqX+BYivVOqlw="],
    ["a file of several chunks", { a: text(1_000_000, 3) }, "n9f5Mcvz0YragGgZwD5NNICR1kpmAGLX5KJMYATV00I="],
    ["bytes that cannot be compressed", { a: noise(300_000, 4) }, "LQmU1aOZ7YSfFGeYNl2aCIogBwbRBrmU89xF1VgrCvo="],
    ["letters in no order", { a: letters(600_000, 8) }, "a+L5wpka6+cv7ylJSD43I2vWZoNpdhloJuogGzC0jwE="],
    [
      "names outside ASCII",
      { "ä/é.js": Buffer.from("1"), "日本/🎉": Buffer.from("2") },
      "WKju5L72IxFMlVdHHgpZlyUHQGjWKvag4ZANKifotfo=",
    ],
    ["a megabyte of zeros", { zeros: Buffer.alloc(1_048_576) }, "MGqop7pEDCToR8XUo8JnwzT+eg7h58+3210xku9pqnE="],
  ];
  for (const [what, files, hash] of golden) {
    it(`gives ${what} the same hash for ever`, async () => {
      const { bytes } = await zipOf(files);
      expect(sha256(bytes, "base64")).to.equal(hash);
    });
  }

  it("has the format number that the golden hashes are of", () => {
    expect(zipFormat).to.equal(1);
  });

  it("gives the same bytes however the reader cuts the file", async () => {
    const content = text(600_000, 5);
    const whole = await zipOf({ a: content });
    for (const pieceBytes of [1_000, 65_536, 262_143, 262_144, 262_145, 599_999]) {
      const cut = await zipOf({ a: content }, pieceBytes);
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

  it("is read by Python: the files, 0755 by Unix, one date, nothing extra", async () => {
    const files = { "bin/tool": noise(70_000, 6), empty: Buffer.alloc(0), "ü.txt": text(900_000, 7) };
    const { bytes } = await zipOf(files);
    writeFileSync(temp("a.zip"), bytes);
    const found = readByPython(temp("a.zip"));
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

  it("compresses losslessly whatever the size and the content", async () => {
    const contents = fc.tuple(
      fc.oneof(
        fc.integer({ min: 0, max: 2_000 }),
        fc.constantFrom(32_767, 32_768, 65_535, 65_536, 98_304, 262_143, 262_144, 262_145, 524_288, 524_289),
      ),
      fc.integer({ min: 0, max: 1_000_000 }),
      fc.constantFrom(text, noise),
    );
    await fc.assert(
      fc.asyncProperty(contents, async ([sizeBytes, seed, make]) => {
        const content = make(sizeBytes, seed);
        const { bytes } = await zipOf({ a: content });
        // 30 bytes of header and 1 of name before the data.
        expect(sha256(inflateRawSync(bytes.subarray(31)))).to.equal(sha256(content));
      }),
      { numRuns: 60 },
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
      const outcome = await writeZip([entry], () => undefined).catch((error: unknown) => error);
      expect(outcome, `size ${sizeBytes}, checksum ${crc32 ?? "none"}`).to.be.instanceOf(CodeProblems);
    }
  });
});

async function zipOf(files: Record<string, Buffer>, pieceBytes?: number): Promise<{ bytes: Buffer }> {
  const parts: Buffer[] = [];
  const entries = Object.entries(files).map(([name, content]) => entryOf(name, content, pieceBytes));
  await writeZip(entries, (bytes) => parts.push(Buffer.from(bytes)));
  return { bytes: Buffer.concat(parts) };
}

function entryOf(name: string, content: Buffer, pieceBytes = 100_000): ZipEntry {
  return {
    name,
    label: name,
    sizeBytes: content.length,
    // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
    async *read() {
      for (let from = 0; from < content.length; from += pieceBytes) {
        yield content.subarray(from, from + pieceBytes);
      }
    },
    readHead: (lengthBytes) => Promise.resolve(content.subarray(0, lengthBytes)),
  };
}

/** Numbers that are the same on every machine (the generator of Numerical Recipes). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 8;
}

function noise(sizeBytes: number, seed: number): Buffer {
  const next = numbers(seed);
  return Buffer.from(Uint8Array.from({ length: sizeBytes }, () => next() & 0xff));
}

/** Eight letters by chance, in pairs that a smaller hash table confuses, so that its size shows in the result. */
function letters(sizeBytes: number, seed: number): Buffer {
  const next = numbers(seed);
  return Buffer.from(Uint8Array.from({ length: sizeBytes }, () => "aqbrcsdt".charCodeAt(next() >>> 21)));
}

/** Words that repeat, as in source code. */
function text(sizeBytes: number, seed: number): Buffer {
  const next = numbers(seed);
  const words = Array.from({ length: 300 }, () => next().toString(36));
  let result = "";
  while (result.length < sizeBytes) {
    result += `${words[next() % words.length]!} `;
  }
  return Buffer.from(result.slice(0, sizeBytes));
}

function sha256(bytes: Uint8Array, encoding: "hex" | "base64" = "hex"): string {
  return createHash("sha256").update(bytes).digest(encoding);
}
