import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";

const FLEET = 20;

describe("several resources of one program, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("contested");
    project = await testbed.project({ program: "" });
    for (const answer of ["red", "blue"]) {
      project.write(`${answer}/index.js`, handlerSource(answer));
    }
  });

  after(async () => {
    await testbed.stop();
  });

  it("two that want different code for one function stop preview and up before anything is sent, with both named", async () => {
    project.writeProgram(
      programOf({
        first: { functionName: "contested", code: "./red" },
        second: { functionName: "contested", code: "./blue" },
      }),
    );
    // up with its own preview: without it the first would be deployed before the second is checked.
    for (const run of [() => project.preview(), () => project.pulumi("up", "--yes")]) {
      const { result, operations } = await testbed.counted(run);
      expect(result.code, result.text).not.to.equal(0);
      expect(result.text).to.contain("contested").and.to.contain("./red").and.to.contain("./blue");
      expect(operations).to.deep.equal([]);
    }
  });

  it("two that want the same code for one function pass, and one update is sent", async () => {
    project.write("copy/index.js", handlerSource("red"));
    project.writeProgram(
      programOf({
        first: { functionName: "contested", code: "./red" },
        second: { functionName: "contested", code: "./copy" },
      }),
    );
    const { result } = await testbed.counted(() => project.up());
    expect(result.code, result.text).to.equal(0);
    expect(await testbed.lambda.invoke("contested")).to.equal("red");
    const [first, second] = project.functionCodes();
    expect(first?.outputs["codeSha256"]).to.equal(second?.outputs["codeSha256"]);
  });

  it(`${FLEET} functions get their code in one up; a preview with nothing to do then sends no request at all`, async () => {
    const names = Array.from({ length: FLEET }, (_, index) => `fleet-${index}`);
    await Promise.all(names.map((name) => testbed.lambda.createFunction(name)));
    for (const name of names) {
      project.write(`apps/${name}/index.js`, handlerSource(name));
    }
    const entries = names.map((name) => [name, { functionName: name, code: `./apps/${name}`, publish: true }]);
    project.writeProgram(programOf(Object.fromEntries(entries) as Record<string, object>));
    const up = await testbed.counted(() => project.up("--parallel", "50"));
    expect(up.result.code, up.result.text).to.equal(0);
    expect(up.operations.filter((operation) => operation === "UpdateFunctionCode")).to.have.length(FLEET);
    for (const { outputs } of project.functionCodes()) {
      expect(outputs).to.include({ version: "1", lastUpdateStatus: "Successful" });
    }
    expect(await Promise.all(names.map((name) => testbed.lambda.invoke(name)))).to.deep.equal(names);

    const preview = await testbed.counted(() => project.preview());
    expect(preview.result.code, preview.result.text).to.equal(0);
    expect(preview.result.text).to.contain(`${FLEET + 1} unchanged`);
    expect(preview.operations).to.deep.equal([]);
  });
});
