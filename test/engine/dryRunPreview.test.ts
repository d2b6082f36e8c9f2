import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { StrictLambda } from "../support/strictLambda/index.js";

const functionName = "tried-function";

// On the strict Lambda: the emulator answers a DryRun by updating.
describe("a dry run at the preview, through the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;
  let edits = 0;

  before(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: functionName });
    project = await EngineProject.create({ program: program(), env: { AWS_ENDPOINT_URL: lambda.url } });
    edit();
  });

  after(async () => {
    await lambda.stop();
    project.remove();
  });

  function program(more: object = {}): string {
    const args = { functionName, code: "./app", dryRun: "preview", ...more };
    return `const { FunctionCode } = require("pulumi-lambda-code");
new FunctionCode("tried", ${JSON.stringify(args)});
`;
  }

  function edit(): void {
    edits += 1;
    project.write("app/index.js", `exports.handler = async () => "edit ${edits}";\n`);
  }

  it("tells what the first deploy would replace, and deploys at the up", async () => {
    const result = await project.pulumi("up", "--yes");
    expect(result.code, result.text).to.equal(0);
    expect(result.text).to.match(/dry run: Lambda would take the update, which replaces the function's present code/);
    expect(lambda.function(functionName).runningSha256).to.equal(project.functionCode().outputs["codeSha256"]);
  });

  it("fails in the words of the up where that would stop for foreign code, and until a refresh has shown it", async () => {
    const foreignHash = lambda.deployBehindBack(functionName, "hotfix");
    edit();
    for (const flags of [[], ["--refresh"]]) {
      const result = await project.preview(...flags);
      expect(result.code, result.text).not.to.equal(0);
      expect(result.text).to.contain(`tried-function: the function runs code ${foreignHash}`);
      expect(result.text).to.contain("Run `pulumi refresh` to see it, then `pulumi up` to replace it.");
    }
    const up = await project.up();
    expect(up.text).to.contain(`tried-function: the function runs code ${foreignHash}`);
    const refreshed = await project.refresh();
    expect(refreshed.code, refreshed.text).to.equal(0);
    const after = await project.preview();
    expect(after.code, after.text).to.equal(0);
    expect(after.text).to.contain(`dry run: the update replaces foreign code ${foreignHash}`);
  });

  it("takes what an unfinished deploy brought for our own, though the resource failed to initialize", async () => {
    lambda.deniedOperations.add("PublishVersion");
    project.writeProgram(program({ publish: true, versionDescription: "release" }));
    const failed = await project.up();
    expect(failed.code, failed.text).not.to.equal(0);
    expect(project.functionCode().initErrors).to.have.lengthOf(1);
    lambda.deniedOperations.clear();
    edit();
    const preview = await project.preview();
    expect(preview.code, preview.text).to.equal(0);
    expect(preview.text).to.contain("dry run: Lambda would take the update").and.not.to.contain("foreign code");
  });

  it("judges foreign code after a deploy that failed to initialize as well", async () => {
    const foreignHash = lambda.deployBehindBack(functionName, "another hotfix");
    const preview = await project.preview();
    expect(preview.code, preview.text).not.to.equal(0);
    expect(preview.text).to.contain(`tried-function: the function runs code ${foreignHash}`);
  });
});
