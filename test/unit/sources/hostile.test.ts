import { readdirSync, writeFileSync } from "node:fs";
import zlib, { deflateRawSync } from "node:zlib";
import { expect } from "chai";
import * as fc from "fast-check";
import { describeCode } from "#lib/sources/index.js";
import type { RawCode } from "#lib/sources/index.js";
import { elf, rawZip } from "./rawZip.js";
import { problemsOf, useTempFolder } from "./tempFolders.js";
import { archive } from "./wire.js";

describe("a hostile zip", () => {
  const temp = useTempFolder();
  const sound = rawZip([
    { name: "index.js", data: "exports.handler = async () => 1;\n".repeat(50) },
    { name: "lib/" },
    { name: "lib/native.so", data: elf(183, 3000) },
    { name: "bootstrap", data: elf(62, 300), method: 0 },
    { name: "ünïcode", data: "x", extra: Buffer.from([0x55, 0x54, 1, 0, 0]) },
  ]);
  /** As a package, and as part of one, where its entries are inflated. */
  const survives = async (bytes: Uint8Array): Promise<void> => {
    const path = temp("work/a.zip");
    writeFileSync(path, bytes);
    for (const code of [path, archive({ assets: { lib: archive({ path }) } })] as RawCode[]) {
      const outcome = await describeCode({ code, architecture: "x86_64" }).catch((error: unknown) => error);
      if (outcome instanceof Error) {
        await problemsOf(Promise.reject(outcome));
      }
    }
    expect(readdirSync(temp())).to.deep.equal(["a.zip"]);
  };

  it("is refused in words, or sound, wherever its bytes are changed", async () => {
    const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
        const bytes = Buffer.from(sound);
        for (const [at, value] of changes) {
          bytes.writeUInt8(value, at);
        }
        await survives(bytes);
      }),
      { numRuns: 400 },
    );
  });

  it("is refused in words, or sound, when the records that describe it are changed", async () => {
    const records = sound.indexOf("PK\x01\x02");
    const change = fc.tuple(
      fc.integer({ min: records, max: sound.length - 1 }),
      fc.constantFrom(0, 1, 0x7f, 0x80, 0xff),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(sound);
        for (const [at, value] of changes) {
          bytes.writeUInt8(value, at);
        }
        await survives(bytes);
      }),
      { numRuns: 400 },
    );
  });

  it("is refused in words wherever it is cut off, and whatever is put into it", async () => {
    const cut = fc.tuple(fc.nat(sound.length), fc.nat(sound.length), fc.uint8Array({ maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(cut, ([start, end, filling]) =>
        survives(Buffer.concat([sound.subarray(0, start), filling, sound.subarray(end)])),
      ),
      { numRuns: 200 },
    );
    for (let length = 0; length < sound.length; length += 23) {
      await survives(sound.subarray(0, length));
    }
  });

  it("is refused in words when it is nothing but chance with the marks of a zip", async () => {
    const mark = fc
      .constantFrom("PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "PK\x06\x06", "PK\x06\x07")
      .map((text) => Buffer.from(text));
    const part = fc.oneof(mark, fc.uint8Array({ maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 12 }), (parts) => survives(Buffer.concat(parts))),
      { numRuns: 200 },
    );
  });

  it("is refused in words, or sound, whatever its fields say", async () => {
    const number = fc.constantFrom(0, 1, 20, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff);
    const entry = fc.record(
      {
        name: fc.oneof(
          fc.string(),
          fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
        ),
        data: fc.oneof(fc.string(), fc.uint8Array(), fc.constant(deflateRawSync(Buffer.alloc(100_000)))),
        method: fc.constantFrom(0, 8, 12, 99),
        flags: fc.constantFrom(0, 1, 8, 0x40, 0x800, 0x2000),
        crc: number,
        zippedBytes: number,
        sizeBytes: number,
        extra: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
        mode: fc.constantFrom(0, 0o100644, 0o120777, 0o040755, 0o020666),
        localOffset: number,
      },
      { requiredKeys: ["name"] },
    );
    const end = fc.record(
      { count: fc.constantFrom(0, 1, 5, 0xffff), start: number, size: number },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { maxLength: 5 }), end, (entries, last) => survives(rawZip(entries, last))),
      { numRuns: 400 },
    );
  });

  it("cannot make us inflate much by many entries over the same bytes", async () => {
    const kernel = deflateRawSync(Buffer.alloc(10_000_000));
    const first = { name: "0", data: kernel, method: 0, sizeBytes: kernel.length, zippedBytes: kernel.length };
    const others = Array.from({ length: 5_000 }, (_, index) => ({
      name: `LICENSE${index + 1}`,
      localOffset: 0,
      sizeBytes: 4000,
      zippedBytes: 9,
    }));
    const zip = rawZip([first, ...others]);
    expect(await inflatedBytes(() => survives(sound)), "of a sound one").to.be.above(0);
    // Each entry with all that follows its beginning would be 50 gigabytes.
    expect(await inflatedBytes(() => survives(zip))).to.be.below(20_000_000);
  });
});

/** How many bytes the work inflates, at once and by streams. */
async function inflatedBytes(work: () => Promise<void>): Promise<number> {
  const { inflateRawSync, createInflateRaw } = zlib;
  let bytes = 0;
  const replace = (by: Partial<typeof zlib>): void => {
    for (const [name, value] of Object.entries(by)) {
      Object.defineProperty(zlib, name, { value, configurable: true, enumerable: true });
    }
  };
  replace({
    inflateRawSync: (...args) => {
      const inflated = inflateRawSync(...args);
      bytes += inflated.length;
      return inflated;
    },
    createInflateRaw: (...args) => {
      const stream = createInflateRaw(...args);
      const push = stream.push.bind(stream);
      stream.push = (chunk: Buffer | null) => {
        bytes += chunk?.length ?? 0;
        return push(chunk);
      };
      return stream;
    },
  });
  try {
    await work();
    return bytes;
  } finally {
    replace({ inflateRawSync, createInflateRaw });
  }
}
