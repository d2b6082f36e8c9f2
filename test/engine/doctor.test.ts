import path from "node:path";
import { expect } from "chai";
import { arnIn, CiBed, roleOf } from "../support/engine/ciBed.js";
import { EngineProject } from "../support/engine/engineProject.js";
import { yamlProgramOf } from "../support/engine/programs.js";
import { runCommand } from "../support/engine/runCommand.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { StrictLambda } from "../support/strictLambda/index.js";

interface Report {
  schemaVersion: number;
  exitCode: number;
  checks: { check: string; status: string; text: string }[];
}

describe("pulumi-lambda-code doctor, beside the real engine", () => {
  let bed: CiBed;

  before(async () => {
    bed = await CiBed.start();
    for (const stack of ["dev", "staging"]) {
      const result = await bed.project.up("--stack", stack);
      expect(result.code, result.text).to.equal(0);
    }
  });
  beforeEach(() => {
    bed.lambda.journal.clear();
  });
  afterEach(() => {
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
  });
  after(() => bed.stop());

  const doctor = (args = "") => bed.run(`npx pulumi-lambda-code doctor ${args}`);

  it("says of an installation and of stacks that all is well, a line each", async () => {
    const { code, stdout, stderr } = await doctor();
    expect(code, stdout).to.equal(0);
    expect(stderr).to.equal("");
    const lines = stdout.split("\n");
    expect(lines.map((line) => line.slice(0, 18).trim()).slice(0, -2)).to.deep.equal([
      ...["ok       node", "ok       engine", "ok       sdk", "ok       package"],
      ...["ok       stack", "ok       stack", "ok       stack"],
      ...["ok       identity", "ok       quota", "ok       function"],
      ...["ok       identity", "ok       quota", "ok       function"],
    ]);
    expect(lines).to.include("ok       stack     prod: 0 functions");
    expect(stdout).to.match(
      /ok {7}identity {2}arn:aws:sts::111111111111:assumed-role\/deploy\/pulumi-lambda-code, by role arn:aws:iam::111111111111:role\/deploy; .* \(dev\)/,
    );
    expect(lines.at(-2)).to.equal("13 lines: all is well");
  });

  it("says what is to be mended, as JSON, and ends with 1", async () => {
    bed.lambda.trust(roleOf("staging"), "123456789012");
    bed.lambda.deniedOperations.add("UpdateFunctionCode");
    const { code, stdout } = await doctor("--format json --stack dev --stack staging");
    expect(code, stdout).to.equal(1);
    const { checks, ...rest } = JSON.parse(stdout) as Report;
    expect(rest).to.deep.equal({ schemaVersion: 1, exitCode: 1 });
    const mended = checks.filter(({ status }) => status === "mend");
    expect(mended.map(({ check }) => check)).to.deep.equal(["function", "identity"]);
    expect(mended[0]?.text).to.match(/^Trying an update of the code of orders-api: AccessDeniedException: .*Allow /);
    expect(mended[0]?.text).to.include(arnIn("dev"));
    expect(mended[1]?.text).to.match(/^Asking STS about role .*: AccessDenied: .* Allow sts:AssumeRole/);
    bed.lambda.trust(roleOf("staging"), "999999999999");
    bed.lambda.deniedOperations.clear();
  });

  it("goes on where a stack is not there, and ends with 2", async () => {
    const { code, stdout } = await doctor("--stack dev --stack nowhere");
    expect(code, stdout).to.equal(2);
    expect(stdout).to.match(/^unknown {2}stack {5}Reading stack nowhere: /m);
    expect(stdout).to.match(/^ok {7}function {2}orders-api \(dev\)/m);
  });

  it("says in a folder without a project where to run it", async () => {
    const { code, stdout } = await doctor("--cwd app");
    expect(code, stdout).to.equal(2);
    expect(stdout).to.match(/^unknown {2}stack {5}.*app has no Pulumi\.yaml\. Run the doctor in the program's folder/m);
  });

  it("shows nothing of what is secret", async () => {
    const { text } = await doctor("--format json");
    expect(text).not.to.match(/secret of a role|token of a role|X-Amz-Signature/);
  });
});

describe("pulumi-lambda-code doctor, for a program in YAML", () => {
  it("says whether the engine finds the plugin, and asks nothing of an npm package", async () => {
    const lambda = await StrictLambda.start();
    lambda.createFunction({ name: "orders-api" });
    const program = yamlProgramOf({ api: { functionName: "orders-api", code: "./app" } });
    const env = { AWS_ENDPOINT_URL: lambda.url };
    const project = await EngineProject.create({ program, language: "yaml", env });
    try {
      project.write("app/index.js", handlerSource("first"));
      const { code, text } = await project.up();
      expect(code, text).to.equal(0);
      lambda.journal.clear();

      const main = path.join(repositoryRoot, "dist/command/main.js");
      const options = { cwd: project.folder, env: project.env, deadlineSeconds: 120 };
      const { code: end, stdout } = await runCommand(process.execPath, [main, "doctor"], options);
      expect(end, stdout).to.equal(0);
      expect(stdout).to.match(/^ok {7}plugin {4}lambdacode \d\S+, in .*plugin, as Pulumi\.yaml says$/m);
      expect(stdout).to.match(/^ok {7}function {2}orders-api \(dev\)/m);
      expect(stdout).not.to.match(/ (?:sdk|package) /);
      expect(lambda.journal.writes()).to.deep.equal([]);
    } finally {
      project.remove();
      await lambda.stop();
    }
  });
});
