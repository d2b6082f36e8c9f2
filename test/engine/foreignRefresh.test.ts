import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import type { CommandResult } from "../support/engine/runCommand.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource, handlerZip, sha256Of } from "../support/engine/testLambda.js";

const functionName = "refreshed-function";
/** What the owner of the function gives it. */
const placeholder = handlerZip("nothing yet");

/** Each way in which the engine refreshes and deploys in one command. */
const ways: Record<string, (project: EngineProject) => Promise<CommandResult>> = {
  "up --refresh": (project) => project.up("--refresh"),
  "up --refresh with its preview": (project) => project.pulumi("up", "--yes", "--refresh"),
  "up --refresh --run-program": (project) => project.up("--refresh", "--run-program"),
  "up with `refresh: always` in Pulumi.yaml": async (project) => {
    const file = readFileSync(path.join(project.folder, "Pulumi.yaml"), "utf8");
    project.write("Pulumi.yaml", JSON.stringify({ ...(JSON.parse(file) as object), options: { refresh: "always" } }));
    const result = await project.pulumi("up", "--yes");
    project.write("Pulumi.yaml", file);
    return result;
  },
};

describe("code deployed behind Pulumi's back and shown by a refresh of the same command, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;

  before(async () => {
    testbed = await Testbed.start();
    await createFunction();
    project = await testbed.project({ program: program() });
    project.write("app/index.js", handlerSource("ours"));
    await upOrFail();
  });

  after(async () => {
    await testbed.stop();
  });

  async function createFunction(): Promise<void> {
    await testbed.lambda.createFunction(functionName);
    await testbed.lambda.deployBehindPulumi(functionName, placeholder);
  }

  function program(more: object = {}): string {
    return programOf({ code: { functionName, code: "./app", ...more } });
  }

  async function upOrFail(): Promise<string> {
    const result = await project.up();
    expect(result.code, result.text).to.equal(0);
    return result.text;
  }

  async function deployForeign(answer: string): Promise<string> {
    const foreign = handlerZip(answer);
    await testbed.lambda.deployBehindPulumi(functionName, foreign);
    return sha256Of(foreign);
  }

  for (const [name, upOf] of Object.entries(ways)) {
    it(`stops ${name} once where that shows it first, and the next one replaces it`, async () => {
      const foreignHash = await deployForeign(`hotfix before ${name}`);
      const { result, operations } = await testbed.counted(() => upOf(project));
      expect(result.code, result.text).not.to.equal(0);
      expect(result.text).to.contain(foreignHash).and.to.contain("run `pulumi up` again to replace it");
      expect(operations).not.to.include("UpdateFunctionCode");
      expect(project.functionCode().outputs).to.include({ codeSha256: foreignHash, seenCodeSha256: foreignHash });
      const next = await upOf(project);
      expect(next.code, next.text).to.equal(0);
      expect(next.text).to.contain(`replaces foreign code ${foreignHash}`);
      expect(await testbed.lambda.invoke(functionName)).to.equal("ours");
    });
  }

  it("is replaced by it at once with overwrite", async () => {
    project.writeProgram(program({ onForeignChange: "overwrite" }));
    await deployForeign("hotfix to be overwritten");
    const result = await project.up("--refresh");
    expect(result.code, result.text).to.equal(0);
    expect(await testbed.lambda.invoke(functionName)).to.equal("ours");
    project.writeProgram(program());
  });

  it("stops an up in which triggers changed, while the placeholder of the owner is put back with a line", async () => {
    const foreignHash = await deployForeign("hotfix");
    project.writeProgram(program({ triggers: ["memory 256"] }));
    const stopped = await project.up();
    expect(stopped.code, stopped.text).not.to.equal(0);
    expect(stopped.text).to.contain(foreignHash).and.to.contain("pulumi refresh");
    await testbed.lambda.deleteFunction(functionName);
    await createFunction();
    expect(await upOrFail()).to.match(/triggers changed: replaces code .* which the first deploy had found/);
    expect(await testbed.lambda.invoke(functionName)).to.equal("ours");
  });
});
