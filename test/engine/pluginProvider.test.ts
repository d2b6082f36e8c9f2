import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { yamlProgramOf } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";

describe("where and as whom the plugin deploys, through the real engine", () => {
  let east: StrictLambda;
  let west: StrictLambda;
  let project: EngineProject;

  beforeEach(async () => {
    [east, west] = await Promise.all([StrictLambda.start(), StrictLambda.start()]);
    for (const lambda of [east, west]) {
      lambda.createFunction({ name: "orders-api" });
    }
    project = await EngineProject.create({ language: "yaml", program: "{}" });
    project.write("app/index.js", handlerSource("placed"));
  });

  afterEach(async () => {
    await Promise.all([east.stop(), west.stop()]);
    project.remove();
  });

  const args = { functionName: "orders-api", code: "./app" };

  it("is what an explicit provider says, for each resource its own, with secrets sealed in state", async () => {
    const providers = Object.entries({ east, west }).map(([name, { url }]) => {
      const properties = { region: "us-east-1", endpoint: url, httpsProxy: "http://user:hunter2@127.0.0.1:9" };
      return [name, { type: "pulumi:providers:lambdacode", properties }];
    });
    const options = { "of-east": { provider: "${east}" }, "of-west": { provider: "${west}" } };
    project.writeProgram(
      yamlProgramOf(
        { "of-east": args, "of-west": args },
        options,
        Object.fromEntries(providers) as Record<string, object>,
      ),
    );
    const { code, text } = await project.up();
    expect(code, text).to.equal(0);
    for (const lambda of [east, west]) {
      expect(lambda.journal.writes("UpdateFunctionCode")).to.have.lengthOf(1);
    }
    for (const { inputs, outputs } of project.functionCodes()) {
      expect(JSON.stringify({ inputs, outputs })).not.to.contain("hunter2");
    }
  });

  it("is what the stack's lambdacode: configuration says, and not what it says for aws:", async () => {
    project.configure({
      "lambdacode:region": "us-east-1",
      "lambdacode:endpoint": west.url,
      "lambdacode:allowedAccountIds": [west.function("orders-api").arn.split(":")[4]],
      "aws:endpoints": [{ lambda: east.url }],
    });
    project.writeProgram(yamlProgramOf({ api: args }));
    const { code, text } = await project.up();
    expect(code, text).to.equal(0);
    expect(west.journal.writes("UpdateFunctionCode")).to.have.lengthOf(1);
    expect(east.journal.requests()).to.deep.equal([]);
  });

  it("stops with all that is wrong with the provider's arguments, at preview and with nothing sent", async () => {
    project.configure({
      "lambdacode:endpoint": west.url,
      "lambdacode:allowedAccountIds": ["1"],
      "lambdacode:profile": "",
    });
    project.writeProgram(yamlProgramOf({ api: args }));
    const { code, text } = await project.preview();
    expect(code).not.to.equal(0);
    expect(text).to.contain("allowedAccountIds must be a list of account numbers");
    expect(west.journal.requests()).to.deep.equal([]);
  });

  it("is not known yet where a provider's argument is another resource's output: the preview goes on", async () => {
    const { arn } = west.function("orders-api");
    const providers = {
      late: { type: "pulumi:providers:lambdacode", properties: { endpoint: west.url, region: "${first.functionArn}" } },
    };
    project.configure({ "lambdacode:endpoint": west.url });
    project.writeProgram(yamlProgramOf({ first: args, second: args }, { second: { provider: "${late}" } }, providers));
    const { code, text } = await project.preview();
    expect(code, text).to.equal(0);
    expect(text).to.contain("4 to create").and.not.to.contain(arn);
  });
});
