import { expect } from "chai";
import { type EngineProject, plainOutputs } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource, handlerZip, sha256Of } from "../support/engine/testLambda.js";

const functionName = "shared-function";

describe("code deployed behind Pulumi's back, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let deployed: unknown;

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction(functionName);
    project = await testbed.project({ program: program() });
    project.write("app/index.js", handlerSource("ours 1"));
    await upOrFail();
  });

  after(async () => {
    await testbed.stop();
  });

  function program(onForeignChange?: string): string {
    return programOf({ code: { functionName, code: "./app", onForeignChange } });
  }

  async function upOrFail(): Promise<string> {
    const result = await project.up();
    expect(result.code, result.text).to.equal(0);
    deployed = project.functionCode().outputs["codeSha256"];
    return result.text;
  }

  /** Somebody else deploys, and our program changes: the hash of the foreign code. */
  async function bothChange(step: string): Promise<string> {
    const foreign = handlerZip(`foreign ${step}`);
    await testbed.lambda.deployBehindPulumi(functionName, foreign);
    project.write("app/index.js", handlerSource(`ours ${step}`));
    return sha256Of(foreign);
  }

  async function expectRefusal(foreignHash: string, word: string): Promise<void> {
    const stateBefore = project.functionCode();
    const { result, operations } = await testbed.counted(() => project.up());
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text).to.contain(foreignHash).and.to.contain(deployed).and.to.contain(word);
    expect(operations).not.to.include("UpdateFunctionCode");
    expect(await testbed.lambda.codeSha256(functionName)).to.equal(foreignHash);
    const state = project.functionCode();
    expect(plainOutputs(state)).to.deep.equal(plainOutputs(stateBefore));
    expect(state.initErrors ?? []).to.deep.equal([]);
  }

  it("stops up by default, with both hashes, until a refresh has shown it; then up replaces it", async () => {
    const foreignHash = await bothChange("failUnseen");
    await expectRefusal(foreignHash, "pulumi refresh");
    const refreshed = await project.refresh();
    expect(refreshed.code, refreshed.text).to.equal(0);
    await upOrFail();
    expect(await testbed.lambda.invoke(functionName)).to.equal("ours failUnseen");
  });

  it('is replaced under "overwrite", and up says what it replaced', async () => {
    project.writeProgram(program("overwrite"));
    const foreignHash = await bothChange("overwrite");
    expect(await upOrFail()).to.contain(foreignHash);
    expect(await testbed.lambda.invoke(functionName)).to.equal("ours overwrite");
  });

  it('stops up under "fail", after a refresh too', async () => {
    project.writeProgram(program("fail"));
    const foreignHash = await bothChange("fail");
    await expectRefusal(foreignHash, "onForeignChange");
    const refreshed = await project.refresh();
    expect(refreshed.code, refreshed.text).to.equal(0);
    await expectRefusal(foreignHash, "onForeignChange");
  });

  it('is no obstacle under "fail" where it is the very code that the program wants', async () => {
    const wanted = handlerZip("the same");
    await testbed.lambda.deployBehindPulumi(functionName, wanted);
    project.write("same.zip", wanted);
    project.writeProgram(programOf({ code: { functionName, code: "./same.zip", onForeignChange: "fail" } }));
    const { operations } = await testbed.counted(upOrFail);
    expect(operations).not.to.include("UpdateFunctionCode");
    expect(deployed).to.equal(sha256Of(wanted));
    expect(project.functionCode().outputs).to.include({ codeSha256: deployed, deployedCodeSha256: deployed });
  });

  it("is replaced by a rename without aliases, and by --replace: each is a first deploy, with every setting", async () => {
    const { urn } = project.functionCode();
    for (const [name, flags] of [
      ["code", ["--replace", urn]],
      ["renamed", []],
    ] as const) {
      const foreign = handlerZip(`foreign before ${name}`);
      await testbed.lambda.deployBehindPulumi(functionName, foreign);
      const args = { functionName, code: "./same.zip", onForeignChange: "fail" };
      project.writeProgram(programOf({ [name]: args }));
      const result = await project.up(...flags);
      expect(result.code, result.text).to.equal(0);
      expect(result.text).to.contain(`replaces the function's present code ${sha256Of(foreign)}`);
      expect(await testbed.lambda.codeSha256(functionName)).to.equal(deployed);
    }
  });
});
