import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { repositoryRoot } from "../support/repositoryRoot.js";

const library = path.join(repositoryRoot, "lib");
const page = readFileSync(path.join(repositoryRoot, "docs", "architecture.md"), "utf8");

/** `from -> to`, or `from .-> to` where there are types alone. */
type Arrow = string;

describe("docs/architecture.md", () => {
  it("draws each arrow between two wings that the imports make, and no other", () => {
    const drawn = arrowsOf(page);
    const real = arrowsOfImports().filter((arrow) => !/ (?:access|ground)$/.test(arrow));
    expect(drawn).to.have.length.above(15);
    expect([...drawn].sort()).to.deep.equal([...real].sort());
  });

  it("leaves out the arrows to the ground, which every wing has, and to access, which all but provider.ts have", () => {
    const above = wings().filter((wing) => wing !== "ground");
    expect(usersOf("ground")).to.have.members(above);
    expect(usersOf("access")).to.have.members(above.filter((wing) => !["access", "provider"].includes(wing)));
  });

  it("has a sentence for each wing, from the top to the ground", () => {
    const rows = [...page.matchAll(/^\| (\w+(?:\.ts)?) +\| (.+?) +\|$/gm)].filter(
      ([, name]) => !["wing", "where"].includes(name ?? ""),
    );
    expect(rows.map(([, name]) => name?.replace(".ts", ""))).to.have.members(wings());
    for (const [, name, sentence = ""] of rows) {
      expect(sentence, name).to.match(/\.$/);
    }
  });

  it("names files that exist", () => {
    const named = [...page.matchAll(/`(?:lib\/)?((?:\w+\/)+\w+\.ts)`/g)].map((match) => match[1] ?? "");
    expect(named).to.have.length.above(10);
    const files = readdirSync(library, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
    expect(files).to.include.members(named);
  });

  it("names the rooms of the wings that have some", () => {
    for (const wing of ["sources", "aws"]) {
      const listed = new RegExp(`\`${wing}\` \\(([^)]+)\\)`).exec(page)?.[1]?.split(", ");
      const rooms = readdirSync(path.join(library, wing)).map((name) => name.replace(".ts", ""));
      expect(listed, wing).to.have.members(rooms);
    }
  });
});

function usersOf(wing: string): string[] {
  return arrowsOfImports()
    .filter((arrow) => arrow.endsWith(` ${wing}`))
    .map((arrow) => arrow.split(" ")[0] ?? "");
}

function arrowsOf(text: string): Arrow[] {
  const picture = /```mermaid\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  return [...picture.matchAll(/^\s*(\w+)(?:\["[^"]*"\])? (-->|-\. types \.->) (\w+)$/gm)].map(
    ([, from, line, to]) => `${from ?? ""} ${line === "-->" ? "->" : ".->"} ${to ?? ""}`,
  );
}

function wings(): string[] {
  return [...new Set(readdirSync(library).map((name) => name.replace(".ts", "")))].filter((name) => name !== "index");
}

/** The arrows that the files of lib/ make, import() included; index.ts is the program's. */
function arrowsOfImports(): Arrow[] {
  const atRunTime = new Map<string, boolean>();
  for (const file of readdirSync(library, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  )) {
    for (const { target, isType } of importsOf(path.join(library, file))) {
      const pair = `${wingOf(file)} ${wingOf(path.relative(library, target))}`;
      atRunTime.set(pair, (atRunTime.get(pair) ?? false) || !isType);
    }
  }
  const arrows = [...atRunTime].map(([pair, isNeeded]) => ({ ends: pair.split(" "), isNeeded }));
  return arrows
    .filter(({ ends: [from, to] }) => from !== to)
    .map(({ ends: [from = "", to = ""], isNeeded }) => `${from} ${isNeeded ? "->" : ".->"} ${to}`);
}

function wingOf(file: string): string {
  const name = file.replaceAll("\\", "/").split("/")[0]?.replace(".ts", "") ?? "";
  return name === "index" ? "program" : name;
}

function importsOf(file: string): { target: string; isType: boolean }[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: { target: string; isType: boolean }[] = [];
  const add = (name: ts.Node | undefined, isType: boolean) => {
    if (name !== undefined && ts.isStringLiteral(name) && name.text.startsWith(".")) {
      found.push({ target: path.resolve(path.dirname(file), name.text.replace(/\.js$/, ".ts")), isType });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypeOnly(node.importClause));
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `import type {…}`, and `import { type … }` with nothing else in it. */
function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) {
    return false;
  }
  const { namedBindings, name } = clause;
  const hasTypesAlone =
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly);
  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword || hasTypesAlone;
}
