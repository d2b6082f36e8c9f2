import { expect } from "chai";
import { printable, quoted } from "#lib/ground/printable.js";

// Escapes of a terminal in two spellings, the reversal of writing, a character without width, half a character.
const hostile = "a\u001b[2Jb\u009b2Jc\u202ed\u200be\ud800f\u{e0001}g\u007f";
const harmless = "a\\u001b[2Jb\\u009b2Jc\\u202ed\\u200be\\ud800f\\u{e0001}g\\u007f";

describe("Words of others", () => {
  it("are printed on one line, and steer no terminal", () => {
    expect(printable(hostile)).to.equal(harmless);
    expect(printable("one\r\n\ttwo\u2028three\n")).to.equal("one two three ");
    expect(quoted(hostile)).to.equal(`"${harmless}"`);
    expect(quoted('one\n"two"\u2028')).to.equal('"one\\n\\"two\\"\\u2028"');
  });

  it("stay as they are where they are only words", () => {
    const words = "Größe “naïve” 東京 🙂 can't, 5 > 4 & a\\b";
    expect(printable(words)).to.equal(words);
    expect(quoted("東京.js")).to.equal('"東京.js"');
  });
});
