import {
  DeleteFunctionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  type LambdaClient,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { DrivenClock } from "../../support/drivenClock.js";
import { failing, LambdaError, refusalOf, sdkClient, StrictLambda } from "../../support/strictLambda/index.js";

const FunctionName = "orders";

describe("strict Lambda: invocations", () => {
  let clock: DrivenClock;
  let lambda: StrictLambda;
  let client: LambdaClient;

  beforeEach(async () => {
    clock = new DrivenClock();
    lambda = await StrictLambda.start({ clock });
    client = sdkClient(lambda.url);
    lambda.createFunction({ name: FunctionName, publish: true });
    lambda.changeConfigurationBehindBack(FunctionName);
    lambda.publishBehindBack(FunctionName);
    lambda.createAlias(FunctionName, { name: "live", version: "1" });
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const invoke = (input: Partial<InvokeCommandInput> = {}) =>
    client.send(new InvokeCommand({ FunctionName, ...input }));
  const parsed = (payload: Uint8Array | undefined): unknown => JSON.parse(Buffer.from(payload!).toString());
  const executed = async (times: number, Qualifier = "live") => {
    const counts: Record<string, number> = {};
    for (let index = 0; index < times; index += 1) {
      const version = (await invoke({ Qualifier })).ExecutedVersion!;
      counts[version] = (counts[version] ?? 0) + 1;
    }
    return counts;
  };

  it("draws the version by the alias's weights, alike for an equal seed", async () => {
    lambda.moveAliasBehindBack(FunctionName, "live", { weights: { "2": 0.25 } });
    const counts = await executed(60);
    expect(counts["2"]).to.be.within(6, 24);
    const again = await StrictLambda.start();
    again.createFunction({ name: FunctionName, publish: true });
    again.changeConfigurationBehindBack(FunctionName);
    again.publishBehindBack(FunctionName);
    again.createAlias(FunctionName, { name: "live", version: "1", weights: { "2": 0.25 } });
    expect(again.sendTraffic(FunctionName, "live", 60)).to.deep.equal(counts);
    await again.stop();
    const many = lambda.sendTraffic(FunctionName, "live", 2_000);
    expect(many["2"]! / 2_000).to.be.closeTo(0.25, 0.03);
  });

  it("sends all to the second version at a weight of 1, none at 0, and a number to itself", async () => {
    lambda.moveAliasBehindBack(FunctionName, "live", { weights: { "2": 1 } });
    expect(await executed(5)).to.deep.equal({ "2": 5 });
    lambda.moveAliasBehindBack(FunctionName, "live", { weights: { "2": 0 } });
    expect(await executed(5)).to.deep.equal({ "1": 5 });
    expect(await executed(2, "2")).to.deep.equal({ "2": 2 });
    expect((await invoke()).ExecutedVersion).to.equal("$LATEST");
  });

  it("answers 200 for a function that fails, with the kind of failure in a header", async () => {
    lambda.function(FunctionName).handler = ({ version, payload }) =>
      version === "2"
        ? failing("Runtime.ImportModuleError", "no index")
        : { payload: { version, payload }, log: "told" };
    const good = await invoke({ Qualifier: "1", Payload: '{"ping":true}', LogType: "Tail" });
    expect([good.StatusCode, good.FunctionError, good.ExecutedVersion]).to.deep.equal([200, undefined, "1"]);
    expect(parsed(good.Payload)).to.deep.equal({ version: "1", payload: { ping: true } });
    expect(Buffer.from(good.LogResult!, "base64").toString()).to.equal("told");
    const bad = await invoke({ Qualifier: "2" });
    expect([bad.StatusCode, bad.FunctionError, bad.LogResult]).to.deep.equal([200, "Unhandled", undefined]);
    expect(parsed(bad.Payload)).to.include({ errorType: "Runtime.ImportModuleError" });
  });

  it("hands the client's context and the tenant on, runs nothing for DryRun, and does not wait for an event", async () => {
    const ClientContext = Buffer.from('{"custom":{"smoke":true}}').toString("base64");
    await invoke({ Qualifier: "1", ClientContext, TenantId: "tenant-a" });
    const [seen] = lambda.function(FunctionName).invocations;
    expect(seen).to.include({ clientContext: '{"custom":{"smoke":true}}', tenantId: "tenant-a", qualifier: "1" });
    expect((await invoke({ Qualifier: "1", InvocationType: "DryRun" })).StatusCode).to.equal(204);
    expect(lambda.function(FunctionName).invocations).to.have.length(1);
    expect((await invoke({ InvocationType: "Event" })).StatusCode).to.equal(202);
    expect(lambda.journal.writes().filter(({ operation }) => operation === "Invoke")).to.have.length(0);
  });

  it("refuses a payload that is no JSON or more than 6 MB, a version that is Pending, and wakes one that is Inactive", async () => {
    expect((await refusalOf(invoke({ Payload: "{" }))).name).to.equal("InvalidRequestContentException");
    const large = await refusalOf(invoke({ Payload: JSON.stringify("x".repeat(6_291_456)) }));
    expect(large.$metadata.httpStatusCode).to.equal(413);
    const { configuration } = lambda.function(FunctionName).versions.get("2")!;
    configuration.State = "Inactive";
    const refusal = await refusalOf(invoke({ Qualifier: "2" }));
    expect([refusal.name, configuration.State]).to.deep.equal(["ResourceConflictException", "Pending"]);
    lambda.settle(FunctionName);
    expect((await invoke({ Qualifier: "2" })).ExecutedVersion).to.equal("2");
  });

  it("lets a handler refuse as the service does, and names InvokeFunction where a policy forbids it", async () => {
    lambda.function(FunctionName).handler = () => {
      throw new LambdaError(429, "TooManyRequestsException", "Rate Exceeded.");
    };
    expect((await refusalOf(invoke())).name).to.equal("TooManyRequestsException");
    lambda.deniedOperations.add("Invoke");
    expect((await refusalOf(invoke())).message).to.contain("not authorized to perform: lambda:InvokeFunction");
  });

  it("may send callers where an alias pointed to before, until the move has reached all; a deleted version is an error then", async () => {
    lambda.settings.aliasPropagationMs = 30_000;
    lambda.moveAliasBehindBack(FunctionName, "live", { version: "2" });
    const during = lambda.sendTraffic(FunctionName, "live", 40);
    expect(during["1"]).to.be.within(10, 30);
    await client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "1" }));
    expect(() => lambda.sendTraffic(FunctionName, "live", 40)).to.throw("Function not found");
    clock.advance(30_000);
    expect(lambda.sendTraffic(FunctionName, "live", 40)).to.deep.equal({ "2": 40 });
  });
});
