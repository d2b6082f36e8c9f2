import { expect } from "chai";
import { EngineProject, plainOutputs } from "../support/engine/engineProject.js";
import { programOf } from "../support/engine/programs.js";
import { handlerSource } from "../support/engine/testLambda.js";
import { StrictLambda } from "../support/strictLambda/index.js";
import { startWireCounter, type WireCounter } from "../support/wireCounter.js";

const functionName = "failing";
const program = programOf({ code: { functionName, code: "./app", publish: true } });

// Against the strict Lambda: the emulator makes a second version where AWS hands back the one made with the update.
describe("a deploy that fails, through the real engine", () => {
  let lambda: StrictLambda;
  let wire: WireCounter;
  let project: EngineProject;

  before(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: functionName });
    wire = await startWireCounter(lambda.url);
    project = await EngineProject.create({ program, env: { AWS_ENDPOINT_URL: wire.url } });
    project.write("app/index.js", handlerSource("one"));
    await upOrFail();
  });

  after(async () => {
    await lambda.stop();
    await wire.stop();
    project.remove();
  });

  async function upOrFail(): Promise<string> {
    const result = await project.up();
    expect(result.code, result.text).to.equal(0);
    return result.text;
  }

  /** Lambda takes the update, and every look at the function after it is refused. */
  async function failAfterUpdate(answer: string): Promise<void> {
    project.write("app/index.js", handlerSource(answer));
    let isUpdated = false;
    wire.intercept = ({ operation }) => {
      isUpdated ||= operation === "UpdateFunctionCode";
      return isUpdated && operation !== "UpdateFunctionCode"
        ? { status: 403, errorType: "AccessDeniedException", body: { Message: "not authorized" } }
        : undefined;
    };
    const result = await project.up();
    wire.intercept = undefined;
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text).to.contain(functionName).and.to.contain("AccessDeniedException");
    expect(project.functionCode().initErrors).to.have.length(1);
  }

  it("sends nothing where the input is bad, reports all at once, and keeps the old state", async () => {
    const before = project.functionCode();
    const bad = { functionName, code: "./missing.zip", timeoutSeconds: 0, architectures: ["sparc"] };
    project.writeProgram(programOf({ code: bad }));
    for (const run of [() => project.preview(), () => project.up()]) {
      wire.reset();
      const result = await run();
      expect(result.code, result.text).not.to.equal(0);
      for (const word of ["missing.zip", "timeoutSeconds", "architectures"]) {
        expect(result.text).to.contain(word);
      }
      expect(wire.operations()).to.deep.equal([]);
    }
    expect(plainOutputs(project.functionCode())).to.deep.equal(plainOutputs(before));
    project.writeProgram(program);
  });

  it("keeps the code that Lambda accepted in state, and the next up goes on without a second update", async () => {
    await failAfterUpdate("two");
    const deployed = lambda.function(functionName).codeSha256;
    expect(project.functionCode().outputs).to.include({ deployedCodeSha256: deployed, version: "1" });
    wire.reset();
    await upOrFail();
    expect(wire.operations()).not.to.include("UpdateFunctionCode");
    const state = project.functionCode();
    expect(state.initErrors ?? []).to.deep.equal([]);
    expect(state.outputs).to.include({ codeSha256: deployed, publishedCodeSha256: deployed, version: "2" });
  });

  it("goes on after a refresh too, which clears Pulumi's own record of the failure", async () => {
    await failAfterUpdate("three");
    const refreshed = await project.refresh();
    expect(refreshed.code, refreshed.text).to.equal(0);
    expect(project.functionCode().initErrors ?? []).to.deep.equal([]);
    wire.reset();
    await upOrFail();
    expect(wire.operations()).not.to.include("UpdateFunctionCode");
    expect(project.functionCode().outputs).to.include({ version: "3", previousVersion: "2" });
    wire.reset();
    expect(await upOrFail()).to.contain("2 unchanged");
    expect(wire.operations()).to.deep.equal([]);
  });

  it("tells why Lambda could not make the code run, and the next up sends it again", async () => {
    project.write("app/index.js", handlerSource("four"));
    lambda.failNextUpdate({ reasonCode: "FunctionError", reason: "it will not start" });
    const result = await project.up();
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text).to.contain(functionName).and.to.contain('FunctionError: "it will not start"');
    expect(project.functionCode().outputs).to.include({ lastUpdateStatus: "Failed", version: "3" });
    wire.reset();
    await upOrFail();
    expect(wire.operations().filter((operation) => operation === "UpdateFunctionCode")).to.have.length(1);
    const { outputs } = project.functionCode();
    expect(outputs).to.include({ lastUpdateStatus: "Successful", previousVersion: "3" });
    expect(outputs["codeSha256"]).to.equal(lambda.function(functionName).codeSha256);
  });

  it("a refresh that is refused fails, and drops nothing", async () => {
    lambda.deniedOperations.add("GetFunction");
    const result = await project.refresh();
    lambda.deniedOperations.clear();
    expect(result.code, result.text).not.to.equal(0);
    expect(result.text).to.contain("AccessDeniedException").and.to.contain("lambda:GetFunction");
    expect(project.functionCodes()).to.have.length(1);
  });

  it("leaves state that destroy can still read", async () => {
    await failAfterUpdate("five");
    const result = await project.destroy();
    expect(result.code, result.text).to.equal(0);
    expect(project.functionCodes()).to.deep.equal([]);
  });
});
