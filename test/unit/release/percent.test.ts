import { expect } from "chai";
import { percent } from "#lib/release/percent.js";

describe("a part of the calls in words", () => {
  for (const [share, text] of [
    [0.1, "10 %"],
    [0.125, "12.5 %"],
    [1 / 3, "33.33 %"],
    [0.1 + 0.2, "30 %"],
    [1 / 30_000, "0.003333 %"],
    [0, "0 %"],
  ] as const) {
    it(`is "${text}" for ${share}`, () => {
      expect(percent(share)).to.equal(text);
    });
  }
});
