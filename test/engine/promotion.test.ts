import { expect } from "chai";
import type { EngineProject } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { Testbed } from "../support/engine/testbed.js";
import { handlerSource, handlerZip, sha256Of } from "../support/engine/testLambda.js";

const zip = handlerZip("promoted");

describe("a promotion from one emulator to another, as if to another account, through the real engine", () => {
  let from: Testbed;
  let to: Testbed;
  let project: EngineProject;

  before(async () => {
    from = await Testbed.start();
    to = await Testbed.start();
    await from.lambda.createFunction("orders-api");
    await from.lambda.deployBehindPulumi("orders-api", zip);
    await to.lambda.createFunction("orders-api");
    const sourceFunction = { functionName: "orders-api", aws: { endpoint: from.wire.url } };
    const args = { functionName: "orders-api", sourceFunction, aws: { endpoint: to.wire.url }, publish: true };
    project = await to.project({ program: programOf({ production: args }) });
  });

  after(async () => {
    await to.stop();
    await from.stop();
  });

  it("gives both functions an equal CodeSha256, as a client of its own sees it, and writes to the second only", async () => {
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    const hashes = await Promise.all([from, to].map(({ lambda }) => lambda.codeSha256("orders-api")));
    expect(hashes).to.deep.equal([sha256Of(zip), sha256Of(zip)]);
    expect(await to.lambda.invoke("orders-api", "1")).to.equal("promoted");
    expect(from.wire.operations()).to.include("GetFunction").and.not.include("UpdateFunctionCode");
  });

  it("has nothing to do then, and follows the source when it changes", async () => {
    expect((await project.preview()).text).to.contain("2 unchanged");
    const next = handlerZip("the next one");
    await from.lambda.deployBehindPulumi("orders-api", next);
    const preview = await project.preview("--diff");
    expect(preview.text).to.match(/~ codeSha256\s*: "\S+" => "\S+"/);
    expect(preview.text).to.contain(sha256Of(zip)).and.to.contain(sha256Of(next));
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    expect(await to.lambda.codeSha256("orders-api")).to.equal(sha256Of(next));
  });
});

describe("a promotion from one FunctionCode to another of the same program, through the real engine", () => {
  let testbed: Testbed;
  let project: EngineProject;

  before(async () => {
    testbed = await Testbed.start();
    await testbed.lambda.createFunction("staging");
    await testbed.lambda.createFunction("production");
    project = await testbed.project({ program: programWith({ publish: true }) });
  });

  after(async () => {
    await testbed.stop();
  });

  function programWith(more: object): string {
    return `const { FunctionCode } = require("pulumi-lambda-code");
const staging = new FunctionCode("staging", ${JSON.stringify({ functionName: "staging", code: "./app", ...more })});
new FunctionCode("production", { functionName: "production", sourceFunction: staging });
exports.version = staging.version;
`;
  }

  async function upBringing(answer: string): Promise<void> {
    project.write("app/index.js", handlerSource(answer));
    const up = await project.up();
    expect(up.code, up.text).to.equal(0);
    expect(await testbed.lambda.invoke("production")).to.equal(answer);
  }

  it("takes the version that the source published, and what the source runs where its publish is turned off", async () => {
    await upBringing("published");
    project.writeProgram(programWith({}));
    await upBringing("not published");
    expect(await project.outputs()).to.deep.equal({ version: "1" });
    const preview = await project.preview();
    expect(preview.text).to.contain("3 unchanged");
  });
});
