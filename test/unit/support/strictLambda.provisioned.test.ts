import {
  DeleteAliasCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetAliasCommand,
  GetProvisionedConcurrencyConfigCommand,
  type LambdaClient,
  ListProvisionedConcurrencyConfigsCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
  type UpdateAliasCommandInput,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { DrivenClock } from "../../support/drivenClock.js";
import { refusalOf, sdkClient, StrictLambda } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const Name = "live";

describe("strict Lambda: provisioned concurrency", () => {
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
    lambda.createAlias(FunctionName, { name: Name, version: "1" });
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const provision = (Qualifier: string, ProvisionedConcurrentExecutions = 5) =>
    client.send(
      new PutProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier, ProvisionedConcurrentExecutions }),
    );
  const look = (Qualifier = Name) =>
    client.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier }));
  const alias = () => client.send(new GetAliasCommand({ FunctionName, Name }));
  const update = (input: Partial<UpdateAliasCommandInput>) =>
    client.send(new UpdateAliasCommand({ FunctionName, Name, ...input }));
  const cleared = { RoutingConfig: { AdditionalVersionWeights: {} } };

  it("goes from IN_PROGRESS to READY, with the version's revision changed", async () => {
    const { RevisionId } = lambda.function(FunctionName).versions.get("1")!.configuration;
    const asked = await provision(Name);
    expect(asked.$metadata.httpStatusCode).to.equal(202);
    expect(asked).to.include({ Status: "IN_PROGRESS", AllocatedProvisionedConcurrentExecutions: 0 });
    expect((await look()).Status).to.equal("IN_PROGRESS");
    expect(await look()).to.include({
      Status: "READY",
      RequestedProvisionedConcurrentExecutions: 5,
      AllocatedProvisionedConcurrentExecutions: 5,
      AvailableProvisionedConcurrentExecutions: 5,
    });
    expect(lambda.function(FunctionName).versions.get("1")!.configuration.RevisionId).not.to.equal(RevisionId);
  });

  it("goes to FAILED with its reason where the function cannot start", async () => {
    lambda.failNextProvisioning();
    await provision(Name);
    await look();
    expect(await look()).to.include({ Status: "FAILED", StatusReason: "FUNCTION_ERROR_INIT_FAILURE" });
  });

  it("holds callers on the old version by weights of its own while an alias moves, and takes them away when it is done", async () => {
    lambda.settings.provisioningReads = 0;
    lambda.settings.provisioningMs = 420_000;
    lambda.provision(FunctionName, Name);
    const moved = await update({ FunctionVersion: "2", ...cleared });
    expect(moved.FunctionVersion).to.equal("2");
    expect(moved).not.to.have.property("RoutingConfig");
    const during = await alias();
    expect(during.RoutingConfig).to.deep.equal({ AdditionalVersionWeights: { "1": 1 } });
    expect(during.RevisionId).not.to.equal(moved.RevisionId);
    expect(await look()).to.include({ Status: "IN_PROGRESS", AllocatedProvisionedConcurrentExecutions: 1 });
    expect(lambda.sendTraffic(FunctionName, Name, 20)).to.deep.equal({ "1": 20 });
    clock.advance(420_000);
    const after = await alias();
    expect(after).not.to.have.property("RoutingConfig");
    expect(after.RevisionId).not.to.equal(during.RevisionId);
    expect((await look()).Status).to.equal("READY");
    expect(lambda.sendTraffic(FunctionName, Name, 20)).to.deep.equal({ "2": 20 });
  });

  it("refuses every other change while an alias moves: 400 for the version in its weights, 409 otherwise", async () => {
    lambda.provision(FunctionName, Name);
    lambda.settings.provisioningReads = 10;
    await update({ FunctionVersion: "2" });
    const refusals = [];
    for (const input of [{ FunctionVersion: "1" }, { FunctionVersion: "1", ...cleared }, { Description: "told" }]) {
      const { $metadata, message } = await refusalOf(update(input));
      refusals.push([$metadata.httpStatusCode, message]);
    }
    expect(refusals).to.deep.equal([
      [400, "Invalid function version 1. Function version 1 is already included in routing configuration."],
      [409, "A conflicting deployment is in progress"],
      [409, "A conflicting deployment is in progress"],
    ]);
  });

  it("takes the way back while an alias moves where it is set to, and is done with it at once", async () => {
    lambda.provision(FunctionName, Name);
    lambda.settings.provisioningReads = Infinity;
    lambda.settings.takesMovesWhileProvisioning = true;
    await update({ FunctionVersion: "2" });
    await update({ FunctionVersion: "1", ...cleared });
    expect((await look()).Status).to.equal("READY");
    lambda.settle(FunctionName);
    expect(await alias())
      .to.deep.include({ FunctionVersion: "1" })
      .and.not.to.have.property("RoutingConfig");
  });

  it("stays on the old version when the new one cannot start, and can be moved back then", async () => {
    lambda.provision(FunctionName, Name);
    lambda.failNextProvisioning();
    await update({ FunctionVersion: "2" });
    await look();
    expect(await look()).to.include({ Status: "FAILED", StatusReason: "FUNCTION_ERROR_INIT_FAILURE" });
    expect((await alias()).RoutingConfig?.AdditionalVersionWeights).to.deep.equal({ "1": 1 });
    expect(lambda.sendTraffic(FunctionName, Name, 20)).to.deep.equal({ "1": 20 });
    expect((await refusalOf(update({ FunctionVersion: "1" }))).$metadata.httpStatusCode).to.equal(400);
    await update({ FunctionVersion: "1", ...cleared });
    expect(await alias())
      .to.deep.include({ FunctionVersion: "1" })
      .and.not.to.have.property("RoutingConfig");
    expect((await look()).Status).to.equal("READY");
  });

  it("takes weights on an alias that has it, and refuses to be asked for where there are weights", async () => {
    const weights = { RoutingConfig: { AdditionalVersionWeights: { "2": 0.1 } } };
    lambda.provision(FunctionName, Name);
    await update(weights);
    const refusal = await refusalOf(provision(Name));
    expect([refusal.$metadata.httpStatusCode, refusal.message]).to.deep.equal([
      400,
      "Alias with weights can not be used with Provisioned Concurrency",
    ]);
  });

  it("is listed by the ARN of its alias or version, 50 a page, and goes with its alias", async () => {
    const { arn } = lambda.function(FunctionName);
    const list = (Marker?: string) =>
      client.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName, Marker }));
    expect((await list()).ProvisionedConcurrencyConfigs).to.deep.equal([]);
    await provision(Name);
    await provision("2");
    const { ProvisionedConcurrencyConfigs } = await list();
    expect(ProvisionedConcurrencyConfigs?.map(({ FunctionArn }) => FunctionArn)).to.deep.equal([
      `${arn}:live`,
      `${arn}:2`,
    ]);
    await client.send(new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "2" }));
    await client.send(new DeleteProvisionedConcurrencyConfigCommand({ FunctionName, Qualifier: "2" }));
    await client.send(new DeleteAliasCommand({ FunctionName, Name }));
    expect((await refusalOf(look())).message).to.equal(`Cannot find alias arn: ${arn}:live`);
    expect((await list()).ProvisionedConcurrencyConfigs).to.deep.equal([]);
    for (let index = 0; index < 51; index += 1) {
      lambda.createAlias(FunctionName, { name: `a${index}`, version: "1" });
      lambda.provision(FunctionName, `a${index}`);
    }
    const first = await list();
    expect([first.ProvisionedConcurrencyConfigs?.length, first.NextMarker]).to.deep.equal([50, "50"]);
    expect((await list(first.NextMarker)).ProvisionedConcurrencyConfigs).to.have.length(1);
  });
});
