import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { typeErrors } from "../support/typeErrors.js";

// @pulumi/aws is half a gigabyte, and only named in the README: this is as much of it as the README uses.
const pulumiAws = `declare module "@pulumi/aws" {
  import { CustomResource, type CustomResourceOptions, type Input, type Output } from "@pulumi/pulumi";
  export namespace lambda {
    class Function extends CustomResource {
      constructor(name: string, args: Record<string, Input<unknown>>, opts?: CustomResourceOptions);
      readonly arn: Output<string>;
      readonly name: Output<string>;
      readonly environment: Output<unknown>;
      readonly layers: Output<string[] | undefined>;
      readonly memorySize: Output<number | undefined>;
      readonly lastModified: Output<string>;
    }
    class Alias extends CustomResource {
      constructor(name: string, args: Record<string, Input<unknown>>, opts?: CustomResourceOptions);
      readonly arn: Output<string>;
    }
  }
}
`;

describe("the README's TypeScript", function () {
  this.timeout(60_000);
  let blocks: string[] = [];
  let folder = "";

  before(() => {
    const readme = readFileSync(path.join(repositoryRoot, "README.md"), "utf8");
    blocks = [...readme.matchAll(/^```(?:ts|typescript)\b[^\n]*\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
    const parent = path.join(repositoryRoot, ".cache", "package-tests");
    mkdirSync(parent, { recursive: true });
    folder = mkdtempSync(path.join(parent, "readme-"));
  });

  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is there", () => {
    expect(blocks).not.to.be.empty;
  });

  it("compiles against the types we ship, every block of it", () => {
    const files = blocks.map((block, index) => {
      const file = path.join(folder, `block${index + 1}.ts`);
      writeFileSync(file, block);
      return file;
    });
    const declarations = path.join(folder, "pulumiAws.d.ts");
    writeFileSync(declarations, pulumiAws);
    // Each block by itself, as a reader would copy it: without an import it is a module all the same.
    const options = { module: ts.ModuleKind.Node20, moduleDetection: ts.ModuleDetectionKind.Force };
    expect(typeErrors([declarations, ...files], options)).to.deep.equal([]);
  });
});
