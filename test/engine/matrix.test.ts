import path from "node:path";
import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { type CommandResult, runCommand } from "../support/engine/runCommand.js";
import { repositoryRoot } from "../support/repositoryRoot.js";
import { StrictLambda, zipOf } from "../support/strictLambda/index.js";

const command = path.join(repositoryRoot, "dist", "command", "main.js");
const stacks = ["dev", "staging", "prod"];

// Prod goes by the plugin: what it leaves in state has another type, and is read alike.
const program = (url: string) => `
const pulumi = require("@pulumi/pulumi");
const stack = pulumi.getStack();
const { FunctionCode, FunctionRelease } = require(stack === "prod" ? "pulumi-lambda-code/plugin" : "pulumi-lambda-code");
const aws = { region: "us-east-1", endpoint: ${JSON.stringify(url)} };
const functionName = "orders-" + stack;
const api = new FunctionCode("api", { functionName, code: "./app", publish: true, aws });
new FunctionRelease("live", { functionName, functionVersion: api.version, aliasName: "live", aws });
new FunctionCode("worker", { functionName: "worker-" + stack, code: "./worker", aws });
exports.token = pulumi.secret("a secret of the stack");
`;

describe("pulumi-lambda-code matrix, of three stacks through the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;

  before(async () => {
    lambda = await StrictLambda.start();
    for (const stack of stacks) {
      lambda.createFunction({ name: `orders-${stack}` });
      lambda.createFunction({ name: `worker-${stack}` });
    }
    project = await EngineProject.create({ program: program(lambda.url), hasPlugin: true });
    build("app", "first");
    build("worker", "only");
    for (const stack of ["staging", "prod"]) {
      await project.pulumiOrFail("stack", "init", stack);
    }
    for (const stack of ["prod", "staging", "dev"]) {
      build("app", stack === "prod" ? "first" : "second");
      const up = await project.up("--stack", stack);
      expect(up.code, up.text).to.equal(0);
    }
    lambda.journal.clear();
  });

  after(async () => {
    project.remove();
    await lambda.stop();
  });

  it("shows every stack of the project from dev to prod, with what is the same and what is behind; Lambda is asked nothing, and no passphrase is needed", async () => {
    const { code, stdout, stderr } = await matrix();
    expect(code, stderr).to.equal(0);
    expect(stdout).to.match(/^RESOURCE +dev +staging +prod$/m);
    expect(stdout).to.match(/^api +v1 .+ v1 .+ same +v1 .+ behind$/m);
    expect(stdout).to.match(/^ +live → 1 +live → 1 +live → 1$/m);
    expect(stdout).to.match(/^worker .+ same .+ same$/m);
    expect(stderr).to.equal("");
    expect(lambda.journal.requests()).to.deep.equal([]);
  });

  it("asks Lambda where the states say, shows what really runs, and ends with 1 where that is to be a failure", async () => {
    const hash = lambda.deployBehindBack("worker-staging", zipOf({ "index.mjs": "// by hand" }));
    const { code, stdout, stderr } = await matrix("--live", "--fail-on-drift", "--require-same", "staging,prod");
    expect(code, stderr).to.equal(1);
    expect(stdout).to.match(/^worker .+ differs {2}drifted/m);
    expect(stderr).to.contain(`worker in staging: runs ${hash.slice(0, 8)}, and `);
    expect(stderr).to.contain("--require-same staging,prod does not hold:\n  api: staging runs ");
    expect(new Set(lambda.journal.requests().map(({ operation }) => operation))).to.deep.equal(
      new Set(["GetFunction", "GetAlias"]),
    );
  });

  it("says of a stack that is missing so in a sentence, shows the others, and ends with 2", async () => {
    const { code, stdout, stderr } = await matrix("--stack", "dev", "--stack", "nowhere", "--format", "json");
    expect(code, stderr).to.equal(2);
    expect(stderr).to.equal(
      "Reading stack nowhere: no stack named 'nowhere' found. Check its name, and `pulumi whoami -v`.\n",
    );
    const { stacks: read, functions } = JSON.parse(stdout) as Document;
    expect(read.map(({ name, read }) => [name, read])).to.deep.equal([
      ["dev", true],
      ["nowhere", false],
    ]);
    expect(functions.map(({ stacks }) => stacks.dev?.functionName)).to.deep.equal(["orders-dev", "worker-dev"]);
  });

  function build(folder: string, message: string): void {
    project.write(`${folder}/index.mjs`, `export const handler = async () => "${message}";\n`);
  }

  function matrix(...flags: string[]): Promise<CommandResult> {
    const env = { ...project.env, PULUMI_CONFIG_PASSPHRASE: undefined };
    return runCommand(process.execPath, [command, "matrix", ...flags], {
      cwd: project.folder,
      env,
      deadlineSeconds: 200,
    });
  }
});

interface Document {
  stacks: { name: string; read: boolean }[];
  functions: { stacks: Record<string, { functionName: string } | null> }[];
}
