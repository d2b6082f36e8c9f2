import { expect } from "chai";
import { type Journal, readJournal, withJournal } from "#lib/release/journal.js";

const journal: Journal = {
  baseline: "41",
  target: "42",
  step: 1,
  steps: 3,
  id: "k7f2ab",
  since: "2026-11-25T12:40:00Z",
  phase: "shift",
};

describe("the journal in an alias's description", () => {
  it("stands behind the user's own text, in words that a person can read", () => {
    expect(withJournal("for customers", journal)).to.equal(
      "for customers [release 41>42 step 1/3 id=k7f2ab since=2026-11-25T12:40:00Z pulumi]",
    );
  });

  for (const phase of ["shift", "hold", "final", "back"] as const) {
    for (const text of ["", "for customers", "with [brackets] and\na second line"]) {
      it(`comes back as it was written: ${phase}, with ${text === "" ? "no text" : JSON.stringify(text)}`, () => {
        const written = withJournal(text, { ...journal, phase });
        expect(readJournal(written)).to.deep.equal({ text, journal: { ...journal, phase } });
      });
    }
  }

  it("takes versions that are no numbers, where all calls move at once", () => {
    const written = withJournal("", { ...journal, baseline: "$LATEST", phase: "final" });
    expect(readJournal(written).journal?.baseline).to.equal("$LATEST");
  });

  it("has room in 256 characters: the user's text is cut before it, and never through a character", () => {
    for (const text of ["x".repeat(256), "🙂".repeat(128), `a${"🙂".repeat(127)}`]) {
      const written = withJournal(text, journal);
      expect(written.length).to.be.at.most(256);
      expect(written).to.match(/… \[release 41>42 /);
      expect(Buffer.from(written).toString("utf8")).to.equal(written);
      expect(readJournal(written).journal).to.deep.equal(journal);
    }
  });

  for (const description of [
    "",
    "for customers",
    "[release 41>42]",
    "see [release notes 1/3 pulumi]",
    "[release 1>2 step 1/2 id=x since=y pulumi] edited",
  ]) {
    it(`is none in ${JSON.stringify(description)}`, () => {
      expect(readJournal(description)).to.deep.equal({ text: description, journal: undefined });
    });
  }
});
