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

  it("is looked through in a few steps for each name, however many folders the names share", () => {
    const deep = "a/".repeat(1_000);
    const files = Array.from({ length: 1_000 }, (_, index) => ({ name: `${deep}${index}`, sizeBytes: 1 }));
    const lookups = countLookups(() => {
      expect(entryListProblems(files, "x")).to.deep.equal([]);
    });
    // One for each name, its folder and each of the shared folders; one for each pair of them would be a million.
    expect(lookups).to.be.within(1_000, 10_000);
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

/** How often the work asks a set whether it has something. */
function countLookups(work: () => void): number {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on the set that is asked
  const { has } = Set.prototype;
  let count = 0;
  Set.prototype.has = function (this: Set<unknown>, value: unknown) {
    count += 1;
    return has.call(this, value);
  };
  try {
    work();
    return count;
  } finally {
    Set.prototype.has = has;
  }
}
