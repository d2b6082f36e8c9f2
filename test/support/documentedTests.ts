import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "./repositoryRoot.js";

/** A test as a document names it: `test/lifecycle/deploy.test.ts`: "its title". */
export interface DocumentedTest {
  file: string;
  title: string;
}

/** A document of docs/. */
export function readDocument(name: string): string {
  return readFileSync(path.join(repositoryRoot, "docs", name), "utf8");
}

/** The tests that a piece of a document names, in a list or in a cell of a table. */
export function testsNamedIn(text: string): DocumentedTest[] {
  const named = text.matchAll(/`(test\/[^`]+\.test\.ts)`: "([^"]+)"/g);
  return [...named].map(([, file = "", title = ""]) => ({ file, title }));
}

/** Those of them that no test file has, one a line. */
export function missingTests(tests: DocumentedTest[]): string[] {
  return tests
    .filter(({ file, title }) => !titlesIn(file).some((pattern) => pattern.test(title)))
    .map(({ file, title }) => `${file}: ${title}`);
}

/** Every text of a test file as a pattern; what a template fills in may be any word, with dots and hyphens. */
function titlesIn(file: string): RegExp[] {
  const source = path.join(repositoryRoot, file);
  const texts = existsSync(source) ? readFileSync(source, "utf8").matchAll(/"((?:[^"\\\n]|\\.)+)"|`([^`]+)`/g) : [];
  return [...texts].map(([, plain, template]) => {
    const fixed = (plain?.replaceAll('\\"', '"') ?? template!).split(/\$\{[^}]*\}/);
    return new RegExp(`^${fixed.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("[\\w.-]+")}$`);
  });
}
