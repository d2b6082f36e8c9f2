import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { yamlProgramOf } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";

const functionName = "previewed";

describe("what a preview alone is asked, by the plugin and the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;

  before(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: functionName });
    project = await EngineProject.create({ language: "yaml", program: "{}", env: { AWS_ENDPOINT_URL: lambda.url } });
    edit("first");
    const { code, text } = await project.up();
    expect(code, text).to.equal(0);
  });

  after(async () => {
    await lambda.stop();
    project.remove();
  });

  /** Other code, with both requests in the program. */
  function edit(answer: string): void {
    const args = { functionName, code: "./app", dryRun: "preview", showFiles: true };
    project.writeProgram(yamlProgramOf({ api: args }));
    project.write("app/index.js", handlerSource(answer));
  }

  it("is no change by itself, and asks nothing where the code is the same", async () => {
    lambda.journal.clear();
    const { code, text } = await project.preview();
    expect(code, text).to.equal(0);
    expect(text).to.contain("2 unchanged");
    expect(lambda.journal.requests()).to.deep.equal([]);
  });

  it("is answered on the resource: which files would change, and that Lambda would take the update", async () => {
    edit("second");
    lambda.journal.clear();
    const { code, text } = await project.preview();
    expect(code, text).to.equal(0);
    expect(text).to.match(/FunctionCode \(api\):[^]*files: 0 added, 1 changed, 0 removed\n\s+~ "index\.js"/);
    expect(text).to.contain("dry run: Lambda would take the update");
    expect(lambda.journal.writes()).to.deep.equal([]);
    expect(lambda.journal.requests("UpdateFunctionCode").map(({ body }) => body.DryRun)).to.deep.equal([true]);
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    expect(up.text).not.to.contain("files:");
    expect(lambda.function(functionName).runningSha256).to.equal(project.functionCode().outputs["codeSha256"]);
  });

  it("stops the preview where the up would stop for foreign code", async () => {
    const foreign = lambda.deployBehindBack(functionName, "hotfix");
    edit("third");
    const { code, text } = await project.preview();
    expect(code).not.to.equal(0);
    expect(text).to.contain(`the function runs code ${foreign}`);
  });
});
