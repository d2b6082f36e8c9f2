import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programWithOptions } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";

describe("the options that say how a resource lives, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;
  const functionName = "living";

  before(async () => {
    testbed = await Testbed.start();
    for (const name of [functionName, "living-anew"]) {
      await testbed.lambda.createFunction(name);
    }
  });

  after(async () => {
    await testbed.stop();
  });

  beforeEach(async () => {
    project = await testbed.project({ program: "" });
    project.write("app/index.js", handlerSource(project.folder));
  });

  type Wanted = Partial<Parameters<typeof programWithOptions>[0]>;

  async function run(
    wanted: Wanted,
    ...flags: string[]
  ): Promise<{ code: number; text: string; operations: string[] }> {
    project.writeProgram(programWithOptions({ functionName, ...wanted }));
    const { result, operations } = await testbed.counted(() => project.up(...flags));
    return { code: result.code, text: result.text, operations };
  }

  async function runOrFail(wanted: Wanted, ...flags: string[]): Promise<{ text: string; operations: string[] }> {
    const result = await run(wanted, ...flags);
    expect(result.code, result.text).to.equal(0);
    return result;
  }

  it("protect keeps the resource from being destroyed or replaced, and lets its code be updated", async () => {
    await runOrFail({ options: "{ protect: true }" });
    project.write("app/index.js", handlerSource("protected"));
    await runOrFail({ options: "{ protect: true }" });
    expect(await testbed.lambda.invoke(functionName)).to.equal("protected");
    const replaced = await run({ options: "{ protect: true }", functionName: "living-anew" });
    expect(replaced.code, replaced.text).not.to.equal(0);
    expect(replaced.text).to.contain("protect");
    const destroyed = await project.destroy();
    expect(destroyed.code, destroyed.text).not.to.equal(0);
    expect(project.functionCode().id).to.match(/:living$/);
  });

  it("retainOnDelete makes no difference: the function is left as it is with and without it", async () => {
    for (const retainOnDelete of [true, false]) {
      await runOrFail({ options: `{ retainOnDelete: ${String(retainOnDelete)} }` });
      const running = await testbed.lambda.codeSha256(functionName);
      const { result, operations } = await testbed.counted(() => project.destroy());
      expect(result.code, result.text).to.equal(0);
      expect(operations).to.deep.equal([]);
      expect(project.functionCodes()).to.deep.equal([]);
      expect(await testbed.lambda.codeSha256(functionName)).to.equal(running);
    }
  });

  it("deleteBeforeReplace forgets the old function before the new one gets the code, and deletes nothing", async () => {
    const options = "{ deleteBeforeReplace: true }";
    await runOrFail({ options });
    const { text } = await runOrFail({ options, functionName: "living-anew" });
    expect(text).to.contain("1 replaced");
    expect(project.functionCode().id).to.match(/:living-anew$/);
    for (const name of [functionName, "living-anew"]) {
      expect(await testbed.lambda.invoke(name)).to.equal(project.folder);
    }
  });

  it("import is refused at preview, and not needed: without it the running code is taken over, and nothing sent", async () => {
    const arn = (await testbed.lambda.configuration(functionName)).FunctionArn;
    const refused = await run({ options: `{ import: "${String(arn)}" }` });
    expect(refused.code, refused.text).not.to.equal(0);
    expect(refused.text.replaceAll(/\s+/g, " ")).to.contain("import does not work for dynamic resources");
    expect(refused.operations).to.deep.equal([]);
    project.write("taken/index.js", handlerSource("taken over"));
    await runOrFail({ args: `code: "./taken"` });
    await project.destroy();
    expect((await runOrFail({ args: `code: "./taken"` })).operations).to.deep.equal(["GetFunction"]);
  });

  it("pulumi import fails as for every dynamic resource, and leaves no trace in state", async () => {
    await runOrFail({});
    const { urn, id } = project.functionCode();
    const type = "pulumi-nodejs:dynamic/lambda:FunctionCode";
    const { code, text } = await project.pulumi("import", type, "other", String(id), "--yes", "--skip-preview");
    expect(code, text).not.to.equal(0);
    expect(project.functionCodes().map((resource) => resource.urn)).to.deep.equal([urn]);
  });

  it("id looks a function up, and deploys nothing", async () => {
    const live = await testbed.lambda.configuration(functionName);
    const { operations } = await runOrFail({ options: `{ id: "${String(live.FunctionArn)}" }`, args: "publish: true" });
    expect(operations).to.deep.equal(["GetFunction"]);
    const { outputs } = project.functionCode();
    expect(outputs).to.include({ codeSha256: live.CodeSha256, functionArn: live.FunctionArn });
    expect(await project.outputs()).to.include({ version: "$LATEST" });
  });

  it("dependsOn and a parent order the deploys, and a parent is part of the name", async () => {
    const before = `const parent = new pulumi.ComponentResource("test:index:Team", "team");
    const first = new FunctionCode("first", { functionName: "living-anew", code: "./app" });`;
    const { text } = await runOrFail({ before, options: "{ parent, dependsOn: [first] }" });
    expect(text).to.contain("4 created");
    const sent = testbed.wire.requests.filter(({ operation }) => operation === "UpdateFunctionCode");
    const names = sent.map(({ path }) => /function[s:%3A]+([a-z-]+)\/code$/.exec(path)?.[1]);
    expect(names).to.deep.equal(["living-anew", functionName]);
    const resource = project.functionCodes().find(({ urn }) => urn.endsWith("::api"));
    expect(resource?.urn).to.contain("::test:index:Team$pulumi-nodejs:dynamic/lambda:FunctionCode::api");
  });

  it("deletedWith and replacementTrigger do as they say, and no code is sent for them", async () => {
    const before = (value: number) => `const team = new pulumi.ComponentResource("test:index:Team", "team", {});
    const replacementTrigger = ${value};`;
    const options = "{ deletedWith: team, replacementTrigger }";
    await runOrFail({ before: before(1), options });
    expect((await runOrFail({ before: before(1), options })).text).to.contain("3 unchanged");
    const { text, operations } = await runOrFail({ before: before(2), options });
    expect(text).to.contain("1 replaced");
    expect(operations).not.to.include("UpdateFunctionCode");
  });
});
