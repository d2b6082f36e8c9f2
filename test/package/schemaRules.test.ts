import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect } from "chai";
import { makeSchema, type PackageSchema, resourceOf } from "../support/packageSchema.js";
import { repositoryRoot } from "../support/repositoryRoot.js";

const argumentsFile = "program/functionCodeArgs.ts";

/** The schema where one place of lib/ is another. */
async function schemaWhere(file: string, from: string | RegExp, to: string): Promise<PackageSchema> {
  return JSON.parse(await makeSchema({}, { [file]: (text) => text.replace(from, to) })) as PackageSchema;
}

async function errorWhere(file: string, from: string | RegExp, to: string): Promise<string> {
  return schemaWhere(file, from, to).then(
    () => "nothing thrown",
    (error: unknown) => (error as Error).message,
  );
}

describe("the schema that is made of lib/", () => {
  it("fails by its name for an argument, an output or a value that is not documented", async () => {
    expect(await errorWhere(argumentsFile, /\/\*\*[^/]*\*\/\n {2}versionDescription/, "versionDescription")).to.equal(
      "FunctionCodeArgs.versionDescription has no documentation: give it a comment /** … */",
    );
    expect(await errorWhere("program/functionCode.ts", "/** Size of the zip in bytes. */", "")).to.equal(
      "FunctionCode.codeSize has no documentation: give it a comment /** … */",
    );
    expect(await errorWhere("inputs/argumentNames.ts", "/** Replaces it, and says so. */", "")).to.equal(
      'foreignChangeNames, "overwrite" has no documentation: give it a comment /** … */',
    );
  });

  it("fails by its name for a type without a rule", async () => {
    for (const type of ["bigint", "Input<Date>", "Partial<AwsArgs>", "Input<7>", "{ given: string }"]) {
      const message = await errorWhere(
        argumentsFile,
        "recordEnvironment?: Input<boolean>",
        `recordEnvironment?: ${type}`,
      );
      expect(message, type).to.match(/^FunctionCodeArgs\.recordEnvironment: no rule for /);
    }
    expect(await errorWhere(argumentsFile, "interface StagingBucketArgs {", "interface StagingBucketArgs extends A {"))
      .to //
      .equal("StagingBucketArgs: no rule for extends A");
  });

  it("fails for a word that cuts a description off, as the parser takes it for a tag", async () => {
    expect(await errorWhere("access/awsInputs.ts", "`@pulumi/aws` has it. */", "@pulumi/aws has it. */")).to.equal(
      "AssumeRole: @pulumi ends its documentation; put the word into backticks",
    );
  });

  it("says of what is deprecated what to use in its place, as an argument and as an output", async () => {
    const made = await schemaWhere(
      argumentsFile,
      "A change by itself publishes nothing. */",
      "A change by itself publishes nothing.\n * @deprecated Use {@link FunctionCodeArgs.publish}. */",
    );
    const { inputProperties, properties } = resourceOf(made);
    for (const { versionDescription } of [inputProperties, properties]) {
      expect(versionDescription?.deprecationMessage).to.equal("Use `FunctionCodeArgs.publish`.");
      expect(versionDescription?.description).to.match(/^Description of the versions/);
    }
    const values = await schemaWhere(
      "inputs/argumentNames.ts",
      "/** Replaces it, and says so. */",
      "/** Replaces it. @deprecated Use another. */",
    );
    expect(values.types["lambdacode:index:OnForeignChange"]?.enum?.[1]).to.deep.equal({
      value: "overwrite",
      description: "Replaces it.",
      deprecationMessage: "Use another.",
    });
  });

  it("has links as Markdown, paragraphs and lists as they are, and no line ends of ours", async () => {
    const made = await schemaWhere(
      argumentsFile,
      "/** Description of the versions",
      `/**
   * See {@link FunctionCode.version}, {@link FunctionCode.publish | publishing}, {@link https://example.com/a b c}
   * and {@link https://example.com/}:
   * - one
   * - two
   *
   * Description of the versions`,
    );
    expect(resourceOf(made).inputProperties.versionDescription?.description).to.match(
      /^See `FunctionCode.version`, publishing, \[b c\]\(https:\/\/example.com\/a\) and <https:\/\/example.com\/>:\n- one\n- two\n\nDescription of the versions/,
    );
  });

  it("names where the plugin and the SDKs are had only when it is told", async () => {
    const neutral = JSON.parse(await makeSchema()) as PackageSchema;
    expect(neutral).not.to.have.any.keys("pluginDownloadURL", "repository");
    const told = {
      "plugin-download-url": "https://example.com/plugins",
      repository: "https://example.com/repository",
      "node-package": "@example/lambdacode",
      "python-package": "example_lambdacode",
      "go-import-base-path": "example.com/sdk/go/lambdacode",
    };
    const { pluginDownloadURL, repository, language } = JSON.parse(await makeSchema(told)) as PackageSchema;
    expect([pluginDownloadURL, repository]).to.deep.equal(Object.values(told).slice(0, 2));
    const names = [language.nodejs.packageName, language.python.packageName, language.go.importBasePath];
    expect(names).to.deep.equal(Object.values(told).slice(2));
  });

  it("is compared with the committed one by --check, which says what to do", () => {
    const check = (...args: string[]) =>
      spawnSync(process.execPath, [path.join(repositoryRoot, "tools", "schema.mjs"), "--check", ...args], {
        encoding: "utf8",
      });
    expect(check().status).to.equal(0);
    const other = check("--node-package", "another");
    expect(other.status).to.equal(1);
    expect(other.stderr).to.equal(
      "schema: plugin/schema.json is not what lib/ documents: run `node tools/schema.mjs`, and commit it\n",
    );
  });
});
