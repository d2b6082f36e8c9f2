import { expect } from "chai";
import { digestTriggers } from "#lib/program/triggersDigest.js";

describe("triggersDigest", () => {
  it("is the same for the same values, whatever the order of their keys", () => {
    expect(digestTriggers([{ a: 1, b: { c: 2, d: 3 } }])).to.equal(digestTriggers([{ b: { d: 3, c: 2 }, a: 1 }]));
  });

  it("is another for other values, another order or another type", () => {
    const digests = [["a"], ["b"], ["a", "b"], ["b", "a"], [1], ["1"], [null], [], "a", [1n]].map(digestTriggers);
    // A bigint is what it looks like as a text.
    expect(new Set(digests).size).to.equal(digests.length - 1);
  });

  it("takes values that turn out to be undefined", () => {
    expect(digestTriggers(undefined)).to.equal(digestTriggers(undefined)).and.not.equal(digestTriggers("undefined"));
  });

  it("does not show the values", () => {
    expect(digestTriggers(["hunter2"])).to.match(/^[0-9a-f]{64}$/);
  });
});
