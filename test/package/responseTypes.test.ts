import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { camelName, lambdaOperation, type ModelShape } from "../support/sdkModel.js";
import { typeErrors } from "../support/typeErrors.js";

describe("the types of what Lambda answers", () => {
  it("reach a program for every field, at every depth", async () => {
    const { response: members } = await lambdaOperation("UpdateFunctionCode");
    const parent = path.join(repositoryRoot, ".cache", "package-tests");
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(path.join(parent, "response-"));
    const file = path.join(folder, "program.ts");
    const text = (values: string[]) =>
      `import type { Unwrap } from "@pulumi/pulumi";\nimport type { FunctionCode } from "pulumi-lambda-code";\ndeclare const c: Unwrap<FunctionCode["configuration"]>;\nexport const values = [\n${values.join(",\n")}\n];\n`;
    const values = members.flatMap(({ name, shape }) => accesses(`c.${camelName(name)}`, name, shape));
    expect(values).to.have.length.above(60);
    const options = { module: ts.ModuleKind.Node20, moduleDetection: ts.ModuleDetectionKind.Force };
    try {
      writeFileSync(file, text(values));
      expect(typeErrors([file], options)).to.deep.equal([]);
      writeFileSync(file, text(["c.notYetKnown"]));
      expect(typeErrors([file], options)).to.have.lengthOf(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** An expression for the field and each field in it, with the type that a program may count on. */
function accesses(expression: string, name: string, shape: ModelShape): string[] {
  if (name === "Environment") {
    return [`${expression}?.variableNames satisfies string[] | undefined`];
  }
  switch (shape.kind) {
    case "structure":
      return shape.members.flatMap((member) =>
        accesses(`${expression}?.${camelName(member.name)}`, member.name, member.shape),
      );
    case "list":
      return accesses(`${expression}?.[0]`, name, shape.item);
    case "text":
      return [`${expression} satisfies string | undefined`];
    case "number":
    case "boolean":
      return [`${expression} satisfies ${shape.kind} | undefined`];
    case "map":
    case "other":
      return [];
  }
}
