import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";

describe("the options of a run, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let edits = 0;

  before(async () => {
    testbed = await Testbed.start();
    for (const name of ["left", "right"]) {
      await testbed.lambda.createFunction(name);
    }
    project = await testbed.project({ program: "", env: { PULUMI_EXPERIMENTAL: "true" } });
    program();
    edit();
    const { code, text } = await project.up();
    expect(code, text).to.equal(0);
  });

  after(async () => {
    await testbed.stop();
  });

  function program(more: object = {}): void {
    project.writeProgram(
      programOf({
        left: { functionName: "left", code: "./app", ...more },
        right: { functionName: "right", code: "./app", ...more },
      }),
    );
  }

  function edit(): string {
    edits += 1;
    project.write("app/index.js", handlerSource(`edit ${edits}`));
    return `edit ${edits}`;
  }

  const urnOf = (name: string): string => project.functionCodes().find(({ urn }) => urn.endsWith(`::${name}`))!.urn;
  const running = () => Promise.all(["left", "right"].map((name) => testbed.lambda.invoke(name)));

  it("--target deploys the code of what it names only, and asks nothing of the rest; --exclude the other way round", async () => {
    const [before] = await running();
    const first = edit();
    const { result, operations } = await testbed.counted(() => project.up("--target", urnOf("left")));
    expect(result.code, result.text).to.equal(0);
    expect(await running()).to.deep.equal([first, before]);
    expect(operations.filter((operation) => operation === "UpdateFunctionCode")).to.have.length(1);
    expect(testbed.wire.requests.filter(({ path }) => path.includes("right"))).to.deep.equal([]);
    const second = edit();
    const excluding = await project.up("--exclude", urnOf("left"));
    expect(excluding.code, excluding.text).to.equal(0);
    expect(await running()).to.deep.equal([first, second]);
    await project.up();
    expect(await running()).to.deep.equal([second, second]);
  });

  it("--refresh takes back nothing that the program changed without an update", async () => {
    program({ timeoutSeconds: 300 });
    expect((await project.up()).text).to.contain("3 unchanged");
    const { text } = await project.up("--refresh");
    expect(text).to.contain("3 unchanged");
    const refreshed = await project.refresh("--diff");
    expect(refreshed.text).to.contain("3 unchanged").and.not.to.contain("timeoutSeconds");
    for (const { inputs } of project.functionCodes()) {
      expect(inputs).to.include({ timeoutSeconds: 300 });
    }
    program();
    await project.up();
  });

  it("refresh --run-program looks at each function once, and takes back nothing either", async () => {
    program({ timeoutSeconds: 400 });
    await project.up();
    const { result, operations } = await testbed.counted(() => project.refresh("--run-program"));
    expect(result.code, result.text).to.equal(0);
    expect(result.text).to.contain("3 unchanged");
    expect(operations).to.deep.equal(["GetFunction", "GetFunction"]);
    for (const { inputs } of project.functionCodes()) {
      expect(inputs).to.include({ timeoutSeconds: 400 });
    }
    program();
    await project.up();
  });

  it("a plan deploys what was previewed, and stops where the code changed since", async () => {
    const planned = edit();
    const preview = await project.preview("--save-plan", "plan.json");
    expect(preview.code, preview.text).to.equal(0);
    const other = edit();
    const { result, operations } = await testbed.counted(() => project.up("--plan", "plan.json"));
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text).to.contain("violates plan").and.to.contain("codeSha256");
    expect(operations).to.deep.equal([]);
    expect(await running()).not.to.include(other);
    project.write("app/index.js", handlerSource(planned));
    const up = await project.up("--plan", "plan.json");
    expect(up.code, up.text).to.equal(0);
    expect(await running()).to.deep.equal([planned, planned]);
  });

  it("a plan may be made with what a preview alone is told, and for versions that are to come", async () => {
    const planned = edit();
    program({ publish: true, showFiles: true, triggers: "a" });
    const preview = await project.preview("--save-plan", "plan.json");
    expect(preview.code, preview.text).to.equal(0);
    const up = await project.up("--plan", "plan.json");
    expect(up.code, up.text).to.equal(0);
    expect(await running()).to.deep.equal([planned, planned]);
    expect(await testbed.lambda.versions("left")).to.deep.equal(["1"]);
  });
});
