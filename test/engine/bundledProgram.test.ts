import path from "node:path";
import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { runCommand } from "../support/engine/runCommand.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { ensureBundler } from "../support/engine/tools.js";

describe("a program that a bundler has written, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("bundled");
    project = await testbed.project({ program: "" });
    project.write("app/index.js", handlerSource("bundled"));
    project.write(
      "program.ts",
      `import { FunctionCode } from "pulumi-lambda-code";
export const { codeSha256 } = new FunctionCode("code", { functionName: "bundled", code: "./app" });
`,
    );
  });

  after(async () => {
    await testbed.stop();
  });

  async function bundle(...flags: string[]): Promise<void> {
    const esbuild = path.join(await ensureBundler(), ".bin", "esbuild");
    const args = ["program.ts", "--bundle", "--platform=node", "--outfile=index.js", ...flags];
    const { code, text } = await runCommand(esbuild, args, {
      cwd: project.folder,
      env: project.env,
      deadlineSeconds: 600,
    });
    expect(code, text).to.equal(0);
  }

  for (const flags of [["--external:@pulumi/pulumi"], ["--external:@pulumi/pulumi", "--minify"]]) {
    it(`is told to leave this package out of the bundle, before anything else (${flags.at(-1) ?? ""})`, async () => {
      await bundle(...flags);
      const { result, operations } = await testbed.counted(() => project.preview());
      expect(result.code, result.text).not.to.equal(0);
      expect(result.text).to.contain("--external:pulumi-lambda-code").and.not.to.contain("serializing");
      expect(operations).to.deep.equal([]);
    });
  }

  it("deploys, and is at rest, where the bundle was made as that says", async () => {
    await bundle("--external:@pulumi/pulumi", "--external:pulumi-lambda-code");
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    expect(await testbed.lambda.invoke("bundled")).to.equal("bundled");
    expect((await project.up()).text).to.contain("2 unchanged");
    expect((await project.refresh()).text).to.contain("2 unchanged");
  });
});
