import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource } from "../support/engine/testLambda.js";

const exporting = `const { FunctionCode } = require("pulumi-lambda-code");
const api = new FunctionCode("api", { functionName: "exported", code: "./app", publish: true });
exports.api = api;
exports.nested = { list: [api] };
`;
const reading = `const pulumi = require("@pulumi/pulumi");
const other = new pulumi.StackReference("organization/lambda-code-test/dev");
exports.api = other.getOutput("api");
exports.fromList = other.getOutput("nested").apply(({ list }) => list[0].qualifiedArn);
`;

describe("a resource that a program exports, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;
  let functionArn: string;

  before(async () => {
    testbed = await Testbed.start();
    functionArn = await testbed.lambda.createFunction("exported");
    project = await testbed.project({ program: exporting });
    project.write("app/index.js", handlerSource("exported"));
  });

  after(async () => {
    await testbed.stop();
  });

  it("has each output that it documents, as a StackReference sees it", async () => {
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    project.writeProgram(reading);
    await project.pulumiOrFail("stack", "init", "reader");
    await project.pulumiOrFail("up", "--yes", "--skip-preview", "--stack", "reader");
    const { stdout } = await project.pulumiOrFail("stack", "output", "--json", "--show-secrets", "--stack", "reader");
    await project.pulumiOrFail("stack", "select", "dev");
    const { api, fromList } = JSON.parse(stdout) as { api: Record<string, unknown>; fromList: unknown };
    const live = await testbed.lambda.configuration("exported");
    expect(api).to.deep.include({
      functionArn,
      qualifiedArn: `${functionArn}:1`,
      version: "1",
      codeSha256: live.CodeSha256,
      codeSize: live.CodeSize,
      revisionId: live.RevisionId,
      lastModified: live.LastModified,
      packageType: "Zip",
      architectures: ["x86_64"],
      state: "Active",
      lastUpdateStatus: "Successful",
    });
    expect(api["configuration"]).to.include({ functionName: "exported", memorySize: live.MemorySize });
    expect(fromList).to.equal(`${functionArn}:1`);
  });

  it("does not make a change of an up without one, nor a request", async () => {
    project.writeProgram(exporting);
    const { result, operations } = await testbed.counted(() => project.up());
    expect(result.code, result.text).to.equal(0);
    expect(result.text)
      .to.contain("2 unchanged")
      .and.not.to.match(/^ {2}[~+-] /m);
    expect(operations).to.deep.equal([]);
  });

  it("says no more than its own error where it fails", async () => {
    project.writeProgram(exporting.replace('"exported"', '"no-such-function"'));
    const { code, text } = await project.up();
    expect(code, text).not.to.equal(0);
    expect(text).to.contain("Reading no-such-function: ResourceNotFoundException");
    expect(text).not.to.match(/unhandled|TypeError|node_modules/);
  });
});
