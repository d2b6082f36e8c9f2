import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { yamlProgramOf } from "../support/engine/programs.js";
import { handlerSource, handlerZip } from "../support/engine/testLambda.js";
import { Testbed } from "../support/engine/testbed.js";

describe("a YAML program, by the plugin and the real engine", () => {
  let bed: Testbed;
  let project: EngineProject;

  before(async () => {
    bed = await Testbed.start();
    project = await bed.project({ language: "yaml", program: "" });
  });

  after(async () => {
    await bed.stop();
  });

  async function ran(run: Promise<{ code: number; text: string }>): Promise<string> {
    const { code, text } = await run;
    expect(code, text).to.equal(0);
    return text;
  }

  it("deploys, finds no change, deploys a change, finds and repairs drift, and is destroyed with the function left alone", async () => {
    await bed.lambda.createFunction("from-yaml");
    project.write("app/index.js", handlerSource("first"));
    const args = { functionName: "from-yaml", code: "./app", publish: true, triggers: ["one", { deep: 1 }] };
    project.writeProgram(yamlProgramOf({ api: args }));

    const planned = await bed.counted(() => ran(project.preview()));
    expect(planned.result).to.contain("lambdacode:index:FunctionCode api create");
    const created = await ran(project.up());
    expect(created, "messages are on the resource").to.match(
      /FunctionCode \(api\):\s+(.+\n\s+)*from-yaml: published version 1/,
    );
    expect((await project.outputs())["api"]).to.include({ version: "1" });

    const idle = await bed.counted(() => ran(project.preview()));
    expect(idle.result).to.contain("2 unchanged");
    expect(idle.operations, "a no-op asks nothing").to.deep.equal([]);

    project.write("app/index.js", handlerSource("second"));
    expect(await ran(project.preview("--diff")))
      .to.match(/~ codeSha256 *: ".+" => ".+"/)
      .and.not.to.match(/publish *: true => true/);
    await ran(project.up());
    expect((await project.outputs())["api"]).to.include({ version: "2" });

    await bed.lambda.deployBehindPulumi("from-yaml", handlerZip("a hotfix"));
    expect(await ran(project.refresh())).to.contain("was not deployed by this program");
    expect(await ran(project.up())).to.contain("1 updated");
    await ran(project.destroy());
    expect(project.functionCodes()).to.deep.equal([]);
    expect(await bed.lambda.invoke("from-yaml")).to.equal("second");
  });
});
