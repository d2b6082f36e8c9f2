import { expect } from "chai";
import { secondsOfGoDuration } from "#lib/access/goDuration.js";

describe("a Go duration", () => {
  const rows: [string, number][] = [
    ["1h30m", 5400],
    ["1.5h", 5400],
    ["1h0m0.5s", 3600.5],
    ["15m", 900],
    ["900s", 900],
    ["900000ms", 900],
    ["1h1us", 3600.000001],
    ["3600000000µs", 3600],
    ["1ns", 1e-9],
    [".5h", 1800],
    ["2.h", 7200],
    ["+1h", 3600],
    ["0", 0],
  ];
  for (const [text, seconds] of rows) {
    it(`reads ${text}`, () => {
      expect(secondsOfGoDuration(text)).to.equal(seconds);
    });
  }

  for (const text of ["", "1", "h", "1h30", "1 h", "-1x", "1d", "one hour", "1h,30m"]) {
    it(`takes ${JSON.stringify(text)} for none`, () => {
      expect(secondsOfGoDuration(text)).to.be.NaN;
    });
  }
});
