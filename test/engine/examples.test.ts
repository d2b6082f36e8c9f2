import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { repositoryRoot } from "../support/repositoryRoot.js";
import type { EngineProject } from "../support/engine/engineProject.js";
import { ExampleRun } from "../support/engine/exampleRun.js";
import { Testbed } from "../support/engine/testbed.js";
import { typeErrors } from "../support/typeErrors.js";

const examples = path.join(repositoryRoot, "examples");
/** Where the program is. */
const otherLanguages: Record<string, string> = { yaml: "Pulumi.yaml", python: "__main__.py", go: "main.go" };

describe("the examples, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let example: ExampleRun;

  before(async () => {
    testbed = await Testbed.start();
    project = await testbed.example("quickstart", {});
    example = new ExampleRun("quickstart", project);
  });

  after(async () => {
    await testbed.stop();
  });

  it("each is a program with Pulumi.yaml, index.ts and README, or in another language than TypeScript", () => {
    const names = readdirSync(examples);
    expect(names).to.include.members(["quickstart", "environments", "beside", "typescript", "built"]);
    expect(names).to.include.members(Object.keys(otherLanguages));
    for (const name of names) {
      for (const file of ["Pulumi.yaml", otherLanguages[name] ?? "index.ts", "README.md"]) {
        expect(existsSync(path.join(examples, name, file)), `${name}/${file}`).to.equal(true);
      }
    }
  });

  it("environments' program is the one in the documentation", () => {
    const program = readFileSync(path.join(examples, "environments", "index.ts"), "utf8");
    expect(readFileSync(path.join(repositoryRoot, "docs", "environments.md"), "utf8")).to.contain(program);
  });

  it("each passes the type check, which the runs leave out", () => {
    const names = readdirSync(examples).filter((name) => otherLanguages[name] === undefined);
    const programs = names.map((name) => path.join(examples, name, "index.ts"));
    programs.push(...["typescript", "built"].map((name) => path.join(examples, name, "handler", "src", "index.ts")));
    expect(typeErrors(programs, { module: ts.ModuleKind.Node20 })).to.deep.equal([]);
  });

  it("quickstart's README holds: the first up makes the function answer as it says, the second does nothing", async () => {
    await example.typed("node tools/demo/function.mjs create quickstart-api");
    await example.typed("pulumi up --yes");
    const answer = (await example.typed("node ../../tools/demo/function.mjs invoke quickstart-api:1")).trim();
    expect(JSON.parse(answer)).to.deep.equal(example.promisedAnswer());
    const again = await testbed.counted(() => example.typed("pulumi up", "--yes", "--skip-preview"));
    expect(again.result).to.contain("2 unchanged");
    expect(again.operations).to.deep.equal([]);
  });

  it("quickstart's README holds: an edit shows old => new and becomes version 2", async () => {
    example.edit("app/index.mjs", "first", "second");
    expect(await example.typed("pulumi preview --diff")).to.match(/~ codeSha256\s*: "[^"]{44}" => "[^"]{44}"/);
    await example.typed("pulumi up", "--yes", "--skip-preview");
    expect(await project.outputs()).to.include({
      version: "2",
      codeSha256: await testbed.lambda.codeSha256("quickstart-api"),
    });
    expect(JSON.stringify(await testbed.lambda.invoke("quickstart-api"))).to.contain("second");
  });

  it("quickstart's README holds: code put in by somebody else is shown and repaired, and destroy leaves the function", async () => {
    const { codeSha256 } = await project.outputs();
    await example.typed("node ../../tools/demo/function.mjs tamper quickstart-api");
    const foreign = await testbed.lambda.codeSha256("quickstart-api");
    expect(await example.typed("pulumi refresh", "--yes", "--skip-preview")).to.contain(foreign);
    await example.typed("pulumi up", "--yes", "--skip-preview");
    expect(await testbed.lambda.codeSha256("quickstart-api")).to.equal(codeSha256);
    await example.typed("pulumi destroy --yes --remove");
    expect(await testbed.lambda.codeSha256("quickstart-api")).to.equal(codeSha256);
  });
});
