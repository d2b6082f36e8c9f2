import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { yamlProgramOf } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";

describe("an import, by the plugin and the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    project = await EngineProject.create({ language: "yaml", program: "{}", env: { AWS_ENDPOINT_URL: lambda.url } });
    project.write("app/index.js", handlerSource("imported"));
  });

  afterEach(async () => {
    await lambda.stop();
    project.remove();
  });

  async function ran(run: Promise<{ code: number; text: string }>): Promise<string> {
    const { code, text } = await run;
    expect(code, text).to.equal(0);
    return text;
  }

  it("by the command takes a function into state with nothing written, and an up of the program then deploys its code", async () => {
    const { arn } = lambda.createFunction({ name: "by-command" });
    const args = ["import", "lambdacode:index:FunctionCode", "api", arn, "--yes", "--skip-preview", "--protect=false"];
    const text = await ran(project.pulumi(...args));
    expect(text).to.contain("1 imported");
    expect(lambda.journal.writes()).to.deep.equal([]);
    expect(project.functionCode()).to.include({ id: arn });

    project.writeProgram(yamlProgramOf({ api: { functionName: "by-command", code: "./app", publish: true } }));
    expect(await ran(project.up())).to.contain("1 updated");
    expect((await project.outputs())["api"]).to.include({ version: "1" });
    expect(await ran(project.up())).to.contain("2 unchanged");
  });

  it("by the option takes over a function that runs the code already, and sends nothing", async () => {
    const { arn } = lambda.createFunction({ name: "by-option" });
    const args = { functionName: "by-option", code: "./app" };
    project.writeProgram(yamlProgramOf({ first: args }));
    await ran(project.up());
    lambda.journal.clear();

    project.writeProgram(yamlProgramOf({ first: args, api: args }, { api: { import: arn } }));
    expect(await ran(project.up())).to.contain("1 imported");
    expect(lambda.journal.writes()).to.deep.equal([]);
    expect(await ran(project.up())).to.contain("3 unchanged");
  });

  it("by an id that is no function's says so", async () => {
    const { code, text } = await project.pulumi(
      "import",
      "lambdacode:index:FunctionCode",
      "api",
      "no function",
      "--yes",
    );
    expect(code).not.to.equal(0);
    expect(text).to.contain("its id is the function's ARN or name");
  });
});
