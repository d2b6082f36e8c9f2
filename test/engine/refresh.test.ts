import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource, handlerZip, sha256Of } from "../support/engine/testLambda.js";

describe("refresh through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;
  const foreign = handlerZip("foreign");
  let ours: unknown;

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("drifting");
    project = await testbed.project({ program: programOf({ code: { functionName: "drifting", code: "./app" } }) });
    project.write("app/index.js", handlerSource("ours"));
    const first = await project.up();
    expect(first.code, first.text).to.equal(0);
    ours = project.functionCode().outputs["codeSha256"];
  });

  after(async () => {
    await testbed.stop();
  });

  it("finds nothing where nothing changed", async () => {
    const before = project.functionCode();
    const { result, operations } = await testbed.counted(() => project.refresh());
    expect(result.code, result.text).to.equal(0);
    expect(result.text).to.contain("2 unchanged");
    expect(operations).to.deep.equal(["GetFunction"]);
    const after = project.functionCode();
    expect(after.inputs).to.deep.equal(before.inputs);
    expect(after.outputs["codeSha256"]).to.equal(before.outputs["codeSha256"]);
  });

  it("takes another configuration for no drift of the code: no warning, and nothing for up to do", async () => {
    await testbed.lambda.changeConfigurationBehindPulumi("drifting", 256);
    const before = project.functionCode();
    const result = await project.refresh();
    expect(result.code, result.text).to.equal(0);
    expect(result.text).not.to.contain("warning");
    expect(project.functionCode().inputs).to.deep.equal(before.inputs);
    const { result: up, operations } = await testbed.counted(() => project.up());
    expect(up.text).to.contain("2 unchanged");
    expect(operations).to.deep.equal([]);
  });

  it("shows code drift: which code, since when, and the hash old => new", async () => {
    await testbed.lambda.deployBehindPulumi("drifting", foreign);
    const result = await project.refresh("--diff");
    expect(result.code, result.text).to.equal(0);
    expect(result.text).to.contain("1 updated");
    expect(result.text).to.match(/drifting: .*live since \d{4}-\d\d-\d\dT/);
    expect(result.text).to.contain(sha256Of(foreign)).and.to.contain(ours);
    const { inputs, outputs } = project.functionCode();
    expect(outputs).to.include({ codeSha256: sha256Of(foreign), deployedCodeSha256: ours });
    expect(inputs).to.include({ codeSha256: sha256Of(foreign), functionName: "drifting", code: "./app" });
  });

  it("the next preview shows the repair, and up does it", async () => {
    const preview = await project.preview("--diff");
    const shown = /~ codeSha256\s*: "([^"]+)" => "([^"]+)"/.exec(preview.text)?.slice(1);
    expect(shown, preview.text).to.deep.equal([sha256Of(foreign), ours]);
    const { result, operations } = await testbed.counted(() => project.up());
    expect(result.code, result.text).to.equal(0);
    expect(operations.filter((operation) => operation === "UpdateFunctionCode")).to.have.length(1);
    expect(await testbed.lambda.codeSha256("drifting")).to.equal(ours);
    expect(await testbed.lambda.invoke("drifting")).to.equal("ours");
  });

  it("as part of up shows drift, and the next up repairs it", async () => {
    await testbed.lambda.deployBehindPulumi("drifting", foreign);
    const result = await project.up("--refresh");
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text).to.contain(sha256Of(foreign));
    const next = await project.up("--refresh");
    expect(next.code, next.text).to.equal(0);
    expect(await testbed.lambda.codeSha256("drifting")).to.equal(ours);
  });

  it("drops a function that is gone from state, and the next up says that it must be created elsewhere", async () => {
    await testbed.lambda.deleteFunction("drifting");
    const refreshed = await project.refresh();
    expect(refreshed.code, refreshed.text).to.equal(0);
    expect(refreshed.text).to.contain("drifting").and.to.contain("gone");
    expect(project.functionCodes()).to.deep.equal([]);
    const up = await project.up();
    expect(up.code, up.text).not.to.equal(0);
    expect(up.text).to.contain("drifting").and.to.contain("ResourceNotFoundException");
    expect(project.functionCodes()).to.deep.equal([]);
  });
});
