import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { repositoryRoot } from "../support/repositoryRoot.js";

/** What `npm run` starts of ours: each sees to the dependencies itself, which are not there yet in a fresh clone. */
const { scripts } = JSON.parse(readFileSync(path.join(repositoryRoot, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};
const commands = Object.entries(scripts).flatMap(([name, command]) => {
  const file = /^node (tools\/\S+\.mjs)/.exec(command)?.[1];
  return file === undefined ? [] : [[name, file] as const];
});

describe("in a fresh clone", () => {
  it("there are commands of ours", () => {
    expect(commands.map(([name]) => name)).to.include.members(["test", "demo", "bench"]);
  });

  for (const [name, file] of commands) {
    it(`npm ${name} begins with what Node and the repository have, before anything is installed or compiled`, () => {
      expect(strangersFrom(path.join(repositoryRoot, file))).to.deep.equal([]);
    });
  }
});

/** What the file imports at once, directly or not, that is neither Node's nor a file under tools/. */
function strangersFrom(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) {
    return [];
  }
  seen.add(file);
  return importsAtOnce(file)
    .filter((name) => !name.startsWith("node:"))
    .flatMap((name) => {
      const target = path.resolve(path.dirname(file), name);
      const isOurs = name.startsWith(".") && target.startsWith(path.join(repositoryRoot, "tools") + path.sep);
      return isOurs ? strangersFrom(target, seen) : [`${path.relative(repositoryRoot, file)}: ${name}`];
    });
}

function importsAtOnce(file: string): string[] {
  const { statements } = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const from = isImport ? statement.moduleSpecifier : undefined;
    return from !== undefined && ts.isStringLiteral(from) ? [from.text] : [];
  });
}
