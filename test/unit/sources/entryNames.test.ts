import { expect } from "chai";
import * as fc from "fast-check";
import { entryListProblems, nameFault, plainName } from "#lib/sources/package/entryNames.js";

describe("the list of a package's entries", () => {
  it("takes 65,534 files and refuses one more", () => {
    const files = Array.from({ length: 65_534 }, (_, index) => ({ name: `f${index}`, sizeBytes: 1 }));
    expect(entryListProblems(files, "x")).to.deep.equal([]);
    const [problem] = entryListProblems([...files, { name: "one more", sizeBytes: 1 }], "x");
    expect(problem).to.equal("The package x holds 65,535 files; a zip takes at most 65,534. Leave some out.");
  });

  it("takes 250 MiB and refuses one byte more", () => {
    expect(entryListProblems([{ name: "a", sizeBytes: 262_144_000 }], "x")).to.deep.equal([]);
    expect(entryListProblems([{ name: "a", sizeBytes: 262_144_001 }], "x").join()).to.contain("262,144,001 bytes");
  });

  // Work that grows with the square of the names would take minutes: mocha's deadline is the assertion.
  it("is looked through before the deadline, however many names share their folders", () => {
    const deep = "a/".repeat(1_000);
    const files = Array.from({ length: 20_000 }, (_, index) => ({ name: `${deep}${index}`, sizeBytes: 1 }));
    expect(entryListProblems(files, "x")).to.deep.equal([]);
  });

  it("has no name that leads out once a POSIX system has resolved it", () => {
    const segment = fc.oneof(fc.constantFrom("..", ".", "", "a", "\\", "..\\", "C:"), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 6 }), (segments) => {
        const name = segments.join("/");
        if (nameFault(name) === undefined) {
          const resolved = new URL(encodeURI(name.replace(/[?#]/g, "_")).replaceAll("%5B", "["), "file:///var/task/");
          expect(name.startsWith("/")).to.equal(false);
          expect(segments).not.to.include("..");
          expect(plainName(name)).not.to.equal("");
          expect(resolved.pathname.startsWith("/var/task/") || name.includes(":")).to.equal(true);
        }
      }),
    );
  });
});
