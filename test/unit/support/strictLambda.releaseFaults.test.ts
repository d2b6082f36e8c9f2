import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAliasCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvokeCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListDurableExecutionsByFunctionCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { FaultProxy, faults } from "../../support/faults/index.js";
import { isWrite, refusalOf, sdkClient, StrictLambda } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const Name = "live";

describe("fault proxy before a release's calls", () => {
  let lambda: StrictLambda;
  let proxy: FaultProxy;
  let client: LambdaClient;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    lambda.createFunction({ name: FunctionName, publish: true });
    lambda.changeConfigurationBehindBack(FunctionName);
    lambda.publishBehindBack(FunctionName);
    lambda.createAlias(FunctionName, { name: Name, version: "1" });
    lambda.addPermission(FunctionName, Name);
    lambda.addEventInvokeConfig(FunctionName, Name);
    lambda.provision(FunctionName, Name);
    lambda.journal.clear();
    proxy = await FaultProxy.start(lambda.url);
    client = sdkClient(proxy.url);
  });

  afterEach(async () => {
    client.destroy();
    await proxy.stop();
    await lambda.stop();
  });

  const ofAlias = { FunctionName, Name };
  const qualified = { FunctionName, Qualifier: Name };
  const calls: Record<string, () => Promise<unknown>> = {
    GetAlias: () => client.send(new GetAliasCommand(ofAlias)),
    ListAliases: () => client.send(new ListAliasesCommand({ FunctionName })),
    UpdateAlias: () => client.send(new UpdateAliasCommand({ ...ofAlias, Description: "changed" })),
    CreateAlias: () => client.send(new CreateAliasCommand({ FunctionName, Name: "new", FunctionVersion: "1" })),
    DeleteAlias: () => client.send(new DeleteAliasCommand({ FunctionName, Name: "other" })),
    DeleteFunction: () => client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "2" })),
    Invoke: () => client.send(new InvokeCommand({ ...qualified, Payload: '{"ping":true}' })),
    GetProvisionedConcurrencyConfig: () => client.send(new GetProvisionedConcurrencyConfigCommand(qualified)),
    ListProvisionedConcurrencyConfigs: () =>
      client.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName })),
    PutProvisionedConcurrencyConfig: () =>
      client.send(new PutProvisionedConcurrencyConfigCommand({ ...qualified, ProvisionedConcurrentExecutions: 1 })),
    DeleteProvisionedConcurrencyConfig: () =>
      client.send(new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "2" })),
    ListEventSourceMappings: () => client.send(new ListEventSourceMappingsCommand({ FunctionName })),
    GetPolicy: () => client.send(new GetPolicyCommand(qualified)),
    GetFunctionEventInvokeConfig: () => client.send(new GetFunctionEventInvokeConfigCommand(qualified)),
    ListFunctionEventInvokeConfigs: () => client.send(new ListFunctionEventInvokeConfigsCommand({ FunctionName })),
    ListDurableExecutionsByFunction: () => client.send(new ListDurableExecutionsByFunctionCommand({ FunctionName })),
  };
  const codeOf = async (call: Promise<unknown>) =>
    call.then(
      () => "none",
      (error: unknown) => (error as { code?: string }).code,
    );

  for (const [operation, call] of Object.entries(calls)) {
    it(`knows ${operation} by name, throttles it and loses its answer after the server has acted`, async () => {
      proxy.inject(operation, faults.throttled());
      expect((await refusalOf(call())).name).to.equal("TooManyRequestsException");
      proxy.inject(operation, faults.resetAfter());
      expect(await codeOf(call())).to.equal("ECONNRESET");
      expect(proxy.requests.map((seen) => [seen.operation, seen.accepted, seen.functionName])).to.deep.equal([
        [operation, false, FunctionName],
        [operation, true, FunctionName],
      ]);
      const entries = lambda.journal.map((entry) => [entry.operation, entry.accepted]);
      expect(entries).to.deep.equal([[operation, true]]);
    });
  }

  it("takes what changes an alias, a version or provisioned concurrency for writes, and nothing else", () => {
    expect([...Object.keys(calls), "DescribeAlarms", "GetMetricData", "SetAlarmState"].filter(isWrite)).to.deep.equal([
      "UpdateAlias",
      "CreateAlias",
      "DeleteAlias",
      "DeleteFunction",
      "PutProvisionedConcurrencyConfig",
      "DeleteProvisionedConcurrencyConfig",
      "SetAlarmState",
    ]);
  });

  it("loses the answer to a move of an alias: the move is there, and its repetition is refused as stale", async () => {
    const { RevisionId } = lambda.alias(FunctionName, Name).alias;
    const weights = { RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } } };
    const move = new UpdateAliasCommand({ ...ofAlias, RevisionId, Description: "step 1", ...weights });
    proxy.inject("UpdateAlias", faults.resetAfter());
    expect(await codeOf(client.send(move))).to.equal("ECONNRESET");
    expect((await refusalOf(client.send(move))).name).to.equal("PreconditionFailedException");
    expect(lambda.alias(FunctionName, Name).alias).to.deep.include({ Description: "step 1", ...weights });
    const [entry] = lambda.journal.writes("UpdateAlias");
    expect(entry).to.include({ aliasName: Name, version: "1", weights: '{"2":0.1}' });
    expect(entry?.body.Description).to.equal("step 1");
  });

  it("slips another's move between a look and the write that follows it, and refuses a move that AWS itself makes", async () => {
    const { RevisionId } = await client.send(new GetAliasCommand(ofAlias));
    proxy.before("UpdateAlias", 1, () => lambda.moveAliasBehindBack(FunctionName, Name, { description: "theirs" }));
    const move = client.send(new UpdateAliasCommand({ ...ofAlias, RevisionId, Description: "ours" }));
    expect((await refusalOf(move)).name).to.equal("PreconditionFailedException");
    expect(lambda.journal.map(({ operation, behindBack }) => [operation, behindBack])).to.deep.equal([
      ["GetAlias", false],
      ["UpdateAlias", true],
      ["UpdateAlias", false],
    ]);
    proxy.inject(
      "GetAlias",
      faults.changed(({ Name: name }) => ({ Name: name })),
    );
    expect(await client.send(new GetAliasCommand(ofAlias))).not.to.have.property("RevisionId");
    proxy.inject("UpdateAlias", faults.conflictingDeployment());
    expect((await refusalOf(calls.UpdateAlias!())).message).to.equal("A conflicting deployment is in progress");
    lambda.deleteAliasBehindBack(FunctionName, Name);
    lambda.deleteVersionBehindBack(FunctionName, "2");
    expect((await refusalOf(client.send(new GetAliasCommand(ofAlias)))).name).to.equal("ResourceNotFoundException");
    expect(lambda.function(FunctionName).versionNumbers).to.deep.equal(["1"]);
  });
});
