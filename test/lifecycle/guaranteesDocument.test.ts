import { expect } from "chai";
import { type DocumentedTest, missingTests, readDocument, testsNamedIn } from "../support/documentedTests.js";

interface Section {
  heading: string;
  tests: DocumentedTest[];
}

describe("docs/guarantees.md", () => {
  const sections = readDocument("guarantees.md")
    .split(/^### /m)
    .slice(1)
    .map((text): Section => ({ heading: text.split("\n")[0]!, tests: testsNamedIn(text) }));

  it("names a test for every guarantee and every fault", () => {
    expect(sections).to.have.length.above(15);
    expect(sections.filter(({ tests }) => tests.length === 0).map(({ heading }) => heading)).to.deep.equal([]);
  });

  it("names tests that exist", () => {
    expect(missingTests(sections.flatMap(({ tests }) => tests))).to.deep.equal([]);
  });
});
