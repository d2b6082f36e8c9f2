import path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { missingTests, readDocument, testsNamedIn } from "../support/documentedTests.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

// What Pulumi does without the provider, or refuses before it: here there is nothing of ours to show.
const withoutTest = ["envVarMappings", "pluginDownloadURL", "version", "hooks", "urn", "provider", "providers"];

describe("docs/options.md", () => {
  // The compiler reads Pulumi's types.
  const document = readDocument("options.md");
  const rows = rowsOf(document);

  it("has a row for each option of a resource that the installed Pulumi SDK knows, and for no other", () => {
    const known = knownOptions();
    expect(known).to.include.members(["ignoreChanges", "protect", "additionalSecretOutputs", "import"]);
    const named = rows.filter(({ heading }) => heading === "Options of a resource").flatMap(({ names }) => names);
    // A component has `providers`, and hands them on.
    expect(named.sort()).to.deep.equal([...known, "providers"].sort());
  });

  it("has a row for each option of a run that bears on a resource", () => {
    const named = rows.filter(({ heading }) => heading === "Options of a run").flatMap(({ names }) => names);
    for (const option of [
      "--target",
      "--exclude",
      "--replace",
      "--refresh",
      "--run-program",
      "--plan",
      "--save-plan",
    ]) {
      expect(
        named.some((name) => name.endsWith(option)),
        option,
      ).to.equal(true);
    }
  });

  it("names a test in each row where there is something of ours to show, and tests that exist", () => {
    const untested = rows.filter(({ names, row }) => {
      return testsNamedIn(row).length === 0 && !names.every((name) => withoutTest.includes(name));
    });
    expect(untested.map(({ names }) => names.join())).to.deep.equal([]);
    expect(missingTests(rows.flatMap(({ row }) => testsNamedIn(row)))).to.deep.equal([]);
  });
});

/** The rows of both tables, by the names in their first cells. */
function rowsOf(text: string): { heading: string; names: string[]; row: string }[] {
  return text.split(/^## /m).flatMap((section) => {
    const heading = section.split("\n", 1)[0] ?? "";
    const lines = section.split("\n").filter((line) => line.startsWith("| `"));
    return lines.map((row) => {
      const names = [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
      return { heading, names, row };
    });
  });
}

function knownOptions(): string[] {
  const file = path.join(repositoryRoot, "node_modules", "@pulumi", "pulumi", "resource.d.ts");
  const program = ts.createProgram([file], { module: ts.ModuleKind.Node20, skipLibCheck: true, types: ["node"] });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  const options = checker.getExportsOfModule(module).find(({ name }) => name === "CustomResourceOptions")!;
  return checker
    .getDeclaredTypeOfSymbol(options)
    .getProperties()
    .map(({ name }) => name);
}
