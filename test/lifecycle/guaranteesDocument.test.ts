import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../support/repositoryRoot.js";

interface Section {
  heading: string;
  tests: { file: string; title: string }[];
}

describe("docs/guarantees.md", () => {
  const document = readFileSync(path.join(repositoryRoot, "docs", "guarantees.md"), "utf8");
  const sections = document.split(/^### /m).slice(1).map(readSection);

  it("names a test for every guarantee and every fault", () => {
    expect(sections).to.have.length.above(15);
    expect(sections.filter(({ tests }) => tests.length === 0).map(({ heading }) => heading)).to.deep.equal([]);
  });

  it("names tests that exist", () => {
    const missing = sections
      .flatMap(({ tests }) => tests)
      .filter(({ file, title }) => !titlesIn(file).some((pattern) => pattern.test(title)))
      .map(({ file, title }) => `${file}: ${title}`);
    expect(missing).to.deep.equal([]);
  });
});

function readSection(text: string): Section {
  const tests = [...text.matchAll(/^- `(test\/[^`]+\.test\.ts)`: "(.+)"$/gm)];
  return {
    heading: text.split("\n")[0]!,
    tests: tests.map(([, file = "", title = ""]) => ({ file, title })),
  };
}

/** Every text of a test file as a pattern; what a template fills in may be anything. */
function titlesIn(file: string): RegExp[] {
  const source = path.join(repositoryRoot, file);
  const texts = existsSync(source) ? readFileSync(source, "utf8").matchAll(/"((?:[^"\\\n]|\\.)+)"|`([^`]+)`/g) : [];
  return [...texts].map(([, plain, template]) => {
    const fixed = (plain?.replaceAll('\\"', '"') ?? template!).split(/\$\{[^}]*\}/);
    return new RegExp(`^${fixed.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\w+")}$`);
  });
}
