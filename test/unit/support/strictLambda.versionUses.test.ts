import {
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  type LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { refusalOf, sdkClient, StrictLambda } from "../../support/strictLambda/index.js";

const FunctionName = "orders";

describe("strict Lambda: what else uses a version", () => {
  let lambda: StrictLambda;
  let client: LambdaClient;
  let arn: string;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    client = sdkClient(lambda.url);
    arn = lambda.createFunction({ name: FunctionName, publish: true }).arn;
    lambda.createAlias(FunctionName, { name: "live", version: "1" });
    lambda.createFunction({ name: "other" });
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const mappings = (name?: string, Marker?: string) =>
    client.send(new ListEventSourceMappingsCommand({ FunctionName: name, Marker }));
  const mapped = async (name?: string) =>
    (await mappings(name)).EventSourceMappings?.map((mapping) => mapping.FunctionArn);

  it("lists the event source mappings of the very function, version or alias that is named", async () => {
    for (const qualifier of [undefined, "1", "live"]) {
      lambda.addEventSourceMapping(FunctionName, qualifier);
    }
    lambda.addEventSourceMapping("other", undefined);
    expect(await mapped(FunctionName)).to.deep.equal([arn]);
    expect(await mapped(`${arn}:1`)).to.deep.equal([`${arn}:1`]);
    expect(await mapped(`${FunctionName}:live`)).to.deep.equal([`${arn}:live`]);
    expect(await mapped(`${arn}:2`)).to.deep.equal([]);
    expect(await mapped()).to.have.length(4);
    expect((await mappings(arn)).EventSourceMappings?.[0]).to.include({ State: "Enabled" });
    const abroad = sdkClient(lambda.url, { region: "eu-west-1" });
    expect((await abroad.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings).to.deep.equal([]);
    abroad.destroy();
  });

  it("gives 100 event source mappings a page", async () => {
    for (let index = 0; index < 101; index += 1) {
      lambda.addEventSourceMapping(FunctionName, "1");
    }
    const first = await mappings(`${arn}:1`);
    expect([first.EventSourceMappings?.length, first.NextMarker]).to.deep.equal([100, "100"]);
    expect((await mappings(`${arn}:1`, first.NextMarker)).EventSourceMappings).to.have.length(1);
  });

  it("has a policy of its own for the function, each version and each alias", async () => {
    const policy = (Qualifier?: string) => client.send(new GetPolicyCommand({ FunctionName, Qualifier }));
    lambda.addPermission(FunctionName, undefined);
    lambda.addPermission(FunctionName, "live", "gateway");
    const { Policy } = await policy("live");
    expect(JSON.parse(Policy!)).to.deep.include({ Version: "2012-10-17", Id: "default" });
    expect(Policy).to.contain('"Sid":"gateway"').and.contain(`"Resource":"${arn}:live"`);
    expect((await policy()).Policy).to.contain(`"Resource":"${arn}"`);
    expect((await refusalOf(policy("1"))).name).to.equal("ResourceNotFoundException");
  });

  it("shows the event invoke configuration of a version or an alias, alone and in a list", async () => {
    lambda.addEventInvokeConfig(FunctionName);
    lambda.addEventInvokeConfig(FunctionName, "1");
    const one = await client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: "1" }));
    expect(one).to.include({ FunctionArn: `${arn}:1`, MaximumRetryAttempts: 0 });
    const { FunctionEventInvokeConfigs } = await client.send(
      new ListFunctionEventInvokeConfigsCommand({ FunctionName }),
    );
    expect(FunctionEventInvokeConfigs?.map((config) => config.FunctionArn)).to.deep.equal([
      `${arn}:$LATEST`,
      `${arn}:1`,
    ]);
  });

  it("lists durable executions by version and by status, the youngest first", async () => {
    lambda.addDurableExecution(FunctionName, "1", "SUCCEEDED");
    lambda.addDurableExecution(FunctionName, "1");
    lambda.addDurableExecution(FunctionName, "$LATEST");
    const list = async (input: { Qualifier?: string; Statuses?: ("RUNNING" | "SUCCEEDED")[] }) =>
      (await client.send(new ListDurableExecutionsByFunctionCommand({ FunctionName, ...input }))).DurableExecutions;
    expect(await list({})).to.have.length(3);
    expect(await list({ Qualifier: "1", Statuses: ["RUNNING", "SUCCEEDED"] })).to.have.length(2);
    const [running] = (await list({ Qualifier: "1", Statuses: ["RUNNING"] }))!;
    expect(running).to.include({ FunctionArn: `${arn}:1`, Status: "RUNNING" });
  });

  it("counts GetPolicy apart from the control plane's limit, and Invoke not at all", async () => {
    lambda.quotas.enabled = true;
    lambda.quotas.controlPlanePerSecond = 1;
    lambda.quotas.getPolicyPerSecond = 2;
    lambda.addPermission(FunctionName, "1");
    const policy = () => client.send(new GetPolicyCommand({ FunctionName, Qualifier: "1" }));
    await mappings();
    await policy();
    await policy();
    expect((await refusalOf(policy())).name).to.equal("TooManyRequestsException");
    expect((await refusalOf(mappings())).name).to.equal("TooManyRequestsException");
  });

  it("forbids what a policy denies, by its own name and on its own resource", async () => {
    lambda.deniedOperations.add("ListEventSourceMappings").add("GetPolicy");
    expect((await refusalOf(mappings())).message).to.contain("lambda:ListEventSourceMappings on resource: * ");
    const refusal = await refusalOf(client.send(new GetPolicyCommand({ FunctionName, Qualifier: "1" })));
    expect(refusal.message).to.contain(`lambda:GetPolicy on resource: ${arn}:1 `);
  });
});
