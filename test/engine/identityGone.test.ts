import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");

describe("with refresh: always, an identity that is gone, through the real engine,", () => {
  let testbed: Testbed;
  let project: EngineProject;

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("moved");
    project = await testbed.project({ program: programAs("old") });
    const runtime = { name: "nodejs", options: { typescript: false } };
    const options = { refresh: "always" };
    project.write("Pulumi.yaml", JSON.stringify({ name: "lambda-code-test", main: "index.js", runtime, options }));
    project.write("app/index.js", handlerSource("ours"));
    writeProfiles("old", "new");
    const first = await project.up();
    expect(first.code, first.text).to.equal(0);
  });

  after(() => testbed.stop());

  const programAs = (profile: string): string =>
    programOf({ code: { functionName: "moved", code: "./app", aws: { profile } } });

  function writeProfiles(...names: string[]): void {
    const lines = names.map((name) => `[${name}]\naws_access_key_id = test\naws_secret_access_key = test\n`);
    project.write(".home/.aws/credentials", lines.join(""));
  }

  it("stops the next up, whatever the program says by then, and names it and the way out", async () => {
    writeProfiles("new");
    project.writeProgram(programAs("new"));
    for (const run of [() => project.up(), () => project.refresh()]) {
      const { code, text } = await run();
      expect(code, text).not.to.equal(0);
      expect(oneLine(text)).to.contain("The last deploy used profile old, and a refresh can use nothing else.");
      expect(oneLine(text)).to.contain("Where that is gone, run `pulumi up --refresh=false`");
    }
  });

  it("is left behind by that way, which sends nothing to Lambda", async () => {
    const { result, operations } = await testbed.counted(() => project.up("--refresh=false"));
    expect(result.code, result.text).to.equal(0);
    expect(result.text).to.match(/1 updated/);
    expect(new Set(operations)).to.deep.equal(new Set(["GetFunction"]));
  });

  it("is over then: ups refresh again, and have nothing to do", async () => {
    for (const run of [() => project.up(), () => project.refresh()]) {
      const { code, text } = await run();
      expect(code, text).to.equal(0);
      expect(text).to.match(/2 unchanged/);
    }
  });
});
