import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { repositoryRoot } from "../support/repositoryRoot.js";
import type { EngineProject } from "../support/engine/engineProject.js";
import { runCommand } from "../support/engine/runCommand.js";
import { Testbed } from "../support/engine/testbed.js";

const examples = path.join(repositoryRoot, "examples");

describe("the examples, through the real engine", function () {
  this.timeout(300_000);
  let testbed: Testbed;
  let project: EngineProject;
  let readme: string;

  before(async () => {
    testbed = await Testbed.start();
    readme = readFileSync(path.join(examples, "quickstart", "README.md"), "utf8");
    project = await testbed.example("quickstart", {});
  });

  after(async () => {
    await testbed.stop();
  });

  /** Runs a command that the README gives, as it stands there but for the folder: the run is on a copy. */
  async function typed(command: string, ...flags: string[]): Promise<string> {
    expect(readme, "the README's commands").to.contain(command);
    const inCopy = command.replace(/^node (\.\.\/\.\.\/)?tools\//, `node ${repositoryRoot}/tools/`);
    const result = await runCommand("bash", ["-c", [inCopy, ...flags].join(" ")], {
      cwd: project.folder,
      env: project.env,
      deadlineSeconds: 120,
    });
    expect(result.code, result.text).to.equal(0);
    return result.text;
  }

  function edit(file: string, from: string, to: string): void {
    const text = readFileSync(path.join(project.folder, file), "utf8");
    expect(text).to.contain(from);
    project.write(file, text.replaceAll(from, to));
  }

  it("each is a program with Pulumi.yaml, index.ts and README", () => {
    const names = readdirSync(examples);
    expect(names).to.include("quickstart");
    for (const name of names) {
      for (const file of ["Pulumi.yaml", "index.ts", "README.md"]) {
        expect(existsSync(path.join(examples, name, file)), `${name}/${file}`).to.equal(true);
      }
    }
  });

  it("quickstart's README holds: the first up makes the function answer as it says, the second does nothing", async () => {
    await typed("node tools/demo/function.mjs create quickstart-api");
    await typed("pulumi up --yes");
    const answer = (await typed("node ../../tools/demo/function.mjs invoke quickstart-api:1")).trim();
    const promised = /It answers `(\{.*\})`/.exec(readme)?.[1];
    expect(JSON.parse(answer)).to.deep.equal(JSON.parse(promised ?? "null"));
    const again = await testbed.counted(() => typed("pulumi up", "--yes", "--skip-preview"));
    expect(again.result).to.contain("2 unchanged");
    expect(again.operations).to.deep.equal([]);
  });

  it("quickstart's README holds: an edit shows old => new and becomes version 2", async () => {
    edit("app/index.mjs", "first", "second");
    expect(await typed("pulumi preview --diff")).to.match(/~ codeSha256\s*: "[^"]{44}" => "[^"]{44}"/);
    await typed("pulumi up", "--yes", "--skip-preview");
    expect(await project.outputs()).to.include({
      version: "2",
      codeSha256: await testbed.lambda.codeSha256("quickstart-api"),
    });
    expect(JSON.stringify(await testbed.lambda.invoke("quickstart-api"))).to.contain("second");
  });

  it("quickstart's README holds: code put in by somebody else is shown and repaired, and destroy leaves the function", async () => {
    const { codeSha256 } = await project.outputs();
    await typed("node ../../tools/demo/function.mjs tamper quickstart-api");
    const foreign = await testbed.lambda.codeSha256("quickstart-api");
    expect(await typed("pulumi refresh", "--yes", "--skip-preview")).to.contain(foreign);
    await typed("pulumi up", "--yes", "--skip-preview");
    expect(await testbed.lambda.codeSha256("quickstart-api")).to.equal(codeSha256);
    await typed("pulumi destroy --yes --remove");
    expect(await testbed.lambda.codeSha256("quickstart-api")).to.equal(codeSha256);
  });
});
