import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { EngineProject } from "../support/engine/engineProject.js";
import { type FunctionRecord, StrictLambda } from "../support/strictLambda/index.js";

// On the strict Lambda: the emulator takes an update while another is in progress.
describe("the code beside the function's owner, in examples/beside through the real engine", () => {
  let lambda: StrictLambda;
  let project: EngineProject;
  let index: string;
  let edits = 0;
  const config: Record<string, unknown> = {};

  before(async () => {
    lambda = await StrictLambda.start();
    project = await EngineProject.ofExample("beside", { env: { AWS_ENDPOINT_URL: lambda.url } });
    index = readFileSync(path.join(project.folder, "index.ts"), "utf8");
    await up();
  });

  beforeEach(() => {
    lambda.journal.clear();
    lambda.settings.inProgressReads = 1;
    project.writeProgram(index);
  });

  afterEach(() => lambda.gate.open());

  after(async () => {
    await lambda.stop();
    project.remove();
  });

  async function up(change: Record<string, unknown> = {}): Promise<string> {
    for (const [name, value] of Object.entries(change)) {
      config[`beside:${name}`] = value;
    }
    project.configure(config);
    const result = await project.up();
    expect(result.code, result.text).to.equal(0);
    return result.text;
  }

  function edit(from: string, to: string): void {
    const text = readFileSync(path.join(project.folder, "index.ts"), "utf8");
    expect(text).to.contain(from);
    project.writeProgram(text.replace(from, to));
  }

  function editHandler(): void {
    edits += 1;
    project.write("app/index.mjs", `export const handler = async () => "edit ${edits}";\n`);
  }

  const owned = (): FunctionRecord => lambda.function("beside-api");
  const operations = (): string[] => lambda.journal.requests().map(({ operation }) => operation);

  /** What must hold after each up: our code runs, and the last version has it with the function's configuration. */
  function expectOurCode(version: string): void {
    const { codeSha256, latest, runningSha256, versionNumbers, versions } = owned();
    expect(project.functionCode().outputs).to.include({ version, codeSha256, deployedCodeSha256: runningSha256 });
    expect(versionNumbers.at(-1)).to.equal(version);
    const { CodeSha256, MemorySize } = versions.get(version)!.configuration;
    expect({ CodeSha256, MemorySize }).to.deep.equal({
      CodeSha256: codeSha256,
      MemorySize: latest.configuration.MemorySize,
    });
  }

  it("the first up makes the function, waits until it is there, puts the code in and publishes it", async () => {
    expectOurCode("1");
    expect(await up()).to.contain("3 unchanged");
    expect(operations()).to.deep.equal([]);
  });

  it("another placeholder changes nothing: the owner ignores the code", async () => {
    expect(await up({ placeholder: "another" })).to.contain("3 unchanged");
    expect(operations()).to.deep.equal([]);
  });

  it("code that changes with the configuration waits for the owner's update, in that same up", async () => {
    lambda.settings.inProgressReads = 3;
    editHandler();
    await up({ memorySize: 256 });
    const [first, ...rest] = operations();
    expect(first).to.equal("UpdateFunctionConfiguration");
    expect(rest.slice(0, 4)).to.deep.equal(Array(4).fill("GetFunction"));
    expect(lambda.journal.requests("UpdateFunctionCode").map(({ status }) => status)).to.deep.equal([200]);
    expect(owned().latest.configuration.MemorySize).to.equal(256);
    expectOurCode("2");
  });

  it("an owner's update that comes between our look and our write costs a 409, which is waited out", async () => {
    // Nothing ties the two resources here, so that both are sent at the same time, in an order that the gate sets.
    edit("functionName: fn.arn", 'functionName: "beside-api"');
    edit("triggers: [fn.memorySize],", "");
    edit("{ replaceWith: [fn] }", "{}");
    editHandler();
    lambda.gate.close();
    const order = async (): Promise<void> => {
      for (const operation of ["GetFunction", "UpdateFunctionConfiguration", "UpdateFunctionCode"]) {
        await letThrough(operation);
      }
      await lambda.gate.open();
    };
    await Promise.all([up({ memorySize: 512 }), order()]);
    const answers = lambda.journal.requests("UpdateFunctionCode").map(({ status, code }) => code ?? status);
    expect(answers).to.deep.equal(["ResourceConflictException", 200]);
    expect(owned().latest.configuration.MemorySize).to.equal(512);
    expectOurCode("3");
  });

  it("a change of the configuration that `triggers` names is published in that same up", async () => {
    // Back to the example's triggers, which the test before took away.
    await up();
    lambda.journal.clear();
    await up({ memorySize: 1024 });
    expect(lambda.journal.writes().map(({ operation }) => operation)).to.deep.equal([
      "UpdateFunctionConfiguration",
      "PublishVersion",
    ]);
    expect(owned().latest.configuration.MemorySize).to.equal(1024);
    expectOurCode(owned().versionNumbers.at(-1)!);
  });

  it("with `replaceWith` a function made anew has its code back, and a version of it, in that same up", async () => {
    const { codeSha256 } = owned();
    await up({ generation: 2 });
    expect(lambda.journal.writes().map(({ operation }) => operation)).to.deep.equal([
      "DeleteFunction",
      "CreateFunction",
      "UpdateFunctionCode",
    ]);
    expect(owned().codeSha256).to.equal(codeSha256);
    expectOurCode("1");
    expect(await up()).to.contain("3 unchanged");
  });

  it("`dependsOn` alone leaves it with the placeholder until a refresh has shown that", async () => {
    edit("{ replaceWith: [fn] }", "{ dependsOn: [fn] }");
    // By itself: the engine goes by the option that it has in state.
    await up();
    const { codeSha256 } = owned();
    lambda.journal.clear();
    await up({ generation: 3 });
    expect(lambda.journal.writes().map(({ operation }) => operation)).to.deep.equal([
      "DeleteFunction",
      "CreateFunction",
    ]);
    expect(owned().codeSha256).not.to.equal(codeSha256);
    expect(await up()).to.contain("3 unchanged");

    const refreshed = await project.refresh();
    expect(refreshed.code, refreshed.text).to.equal(0);
    await up();
    expect(owned().codeSha256).to.equal(codeSha256);
  });

  it("destroy deletes the owner's function, and asks nothing for its code", async () => {
    const destroyed = await project.destroy();
    expect(destroyed.code, destroyed.text).to.equal(0);
    expect(operations()).to.deep.equal(["DeleteFunction"]);
  });

  async function letThrough(operation: string): Promise<void> {
    for (let count = 1; ; count += 1) {
      const request = (await lambda.gate.whenWaiting(count)).find((waiting) => waiting.operation === operation);
      if (request !== undefined) {
        await lambda.gate.letThrough(request);
        return;
      }
    }
  }
});
