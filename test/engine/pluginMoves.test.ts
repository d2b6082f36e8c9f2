import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";

const functionName = "moving";
const dynamicType = "pulumi-nodejs:dynamic/lambda:FunctionCode";
const pluginType = "lambdacode:index:FunctionCode";

describe("a deployed resource that moves between the two faces, through the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: functionName });
    project = await EngineProject.create({
      program: "",
      hasPlugin: true,
      config: { "aws:region": "us-east-1", "aws:allowedAccountIds": [lambda.function(functionName).arn.split(":")[4]] },
      env: { AWS_ENDPOINT_URL: lambda.url, AWS_REGION: "eu-west-1" },
    });
  });

  afterEach(async () => {
    await lambda.stop();
    project.remove();
  });

  /** The program by one of the faces; the way back needs an alias that the dynamic class does not give by itself. */
  function use(face: "dynamic" | "plugin", options = "{}"): void {
    const entry = face === "plugin" ? "pulumi-lambda-code/plugin" : "pulumi-lambda-code";
    project.writeProgram(`const { FunctionCode } = require("${entry}");
const api = new FunctionCode("api", {
  functionName: "${functionName}",
  code: "./app",
  publish: true,
  triggers: [{ memorySize: 128, at: new Date(0) }, "one"],
}, ${options});
exports.version = api.version;
exports.qualifiedArn = api.qualifiedArn;
exports.codeSize = api.codeSize;
`);
  }

  async function ran(run: Promise<{ code: number; text: string }>): Promise<string> {
    const { code, text } = await run;
    expect(code, text).to.equal(0);
    return text;
  }

  async function deploy(answer: string): Promise<string> {
    project.write("app/index.js", handlerSource(answer));
    return ran(project.up());
  }

  async function expectUnchanged(type: string): Promise<void> {
    lambda.journal.clear();
    const before = await project.outputs();
    expect(await ran(project.up())).to.contain("2 unchanged");
    expect(lambda.journal.requests()).to.deep.equal([]);
    expect(project.functionCode().type).to.equal(type);
    expect(await project.outputs()).to.deep.equal(before);
  }

  it("is unchanged, with no request, by the plugin and back by the dynamic class, and each then deploys, refreshes and destroys", async () => {
    use("dynamic");
    await deploy("first");
    use("plugin");
    await expectUnchanged(pluginType);
    use("dynamic", `{ aliases: [{ type: "${pluginType}" }] }`);
    await expectUnchanged(dynamicType);
    await ran(project.refresh());
    expect(await deploy("second")).to.contain("published version 2");

    use("plugin");
    await expectUnchanged(pluginType);
    await ran(project.refresh());
    expect(await deploy("third")).to.contain("published version 3");
    await ran(project.refresh());
    use("dynamic", `{ aliases: [{ type: "${pluginType}" }] }`);
    await expectUnchanged(dynamicType);
    expect(await deploy("fourth")).to.contain("published version 4");
    await ran(project.refresh());
    await ran(project.destroy());
    expect(project.functionCodes()).to.deep.equal([]);
  });

  it("that the plugin made is taken over by the dynamic class with an update that sends nothing", async () => {
    use("plugin");
    await deploy("first");
    use("dynamic", `{ aliases: [{ type: "${pluginType}" }] }`);
    lambda.journal.clear();
    expect(await ran(project.up())).to.contain("1 updated");
    expect(lambda.journal.writes()).to.deep.equal([]);
    await ran(project.refresh());
    expect(await deploy("second")).to.contain("published version 2");
    use("plugin");
    await expectUnchanged(pluginType);
    await ran(project.destroy());
  });
});
