import { expect } from "chai";
import * as fc from "fast-check";
import { crc32, slowCrc32 } from "#lib/sources/package/crc32.js";

describe("crc32", () => {
  it("gives the check value of its standard", () => {
    expect(crc32(Buffer.from("123456789"))).to.equal(0xcbf43926);
    expect(slowCrc32(Buffer.from("123456789"))).to.equal(0xcbf43926);
  });

  it("is the same in plain JavaScript, also piece by piece", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, two) => {
        expect(slowCrc32(two, slowCrc32(one))).to.equal(crc32(Buffer.concat([one, two])));
        expect(crc32(two, crc32(one))).to.equal(crc32(Buffer.concat([one, two])));
      }),
    );
  });
});
