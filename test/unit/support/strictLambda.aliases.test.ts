import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  type LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
  type UpdateAliasCommandInput,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { DrivenClock } from "../../support/drivenClock.js";
import { refusalOf, sdkClient, StrictLambda } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const Name = "live";

describe("strict Lambda: aliases of a release", () => {
  let lambda: StrictLambda;
  let client: LambdaClient;
  let arn: string;

  beforeEach(async () => {
    lambda = await StrictLambda.start({ clock: new DrivenClock() });
    client = sdkClient(lambda.url);
    arn = lambda.createFunction({ name: FunctionName, publish: true }).arn;
    for (const Description of ["second", "third"]) {
      lambda.changeConfigurationBehindBack(FunctionName, { Description });
      lambda.publishBehindBack(FunctionName);
    }
    lambda.createAlias(FunctionName, { name: Name, version: "1", description: "for callers" });
    lambda.journal.clear();
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const update = (input: Partial<UpdateAliasCommandInput>) =>
    client.send(new UpdateAliasCommand({ FunctionName, Name, ...input }));
  const get = () => client.send(new GetAliasCommand({ FunctionName, Name }));
  const weights = (of: Record<string, number>) => ({ RoutingConfig: { AdditionalVersionWeights: of } });
  const remove = (Qualifier?: string) => client.send(new DeleteFunctionCommand({ FunctionName, Qualifier }));

  it("keeps what an update leaves out, clears weights that are empty, and gives another revision each time", async () => {
    const revisions = [(await get()).RevisionId];
    const kept = async (input: Partial<UpdateAliasCommandInput>) => {
      const { FunctionVersion, Description, RoutingConfig, RevisionId } = await update(input);
      revisions.push(RevisionId);
      const shown = await get();
      expect(shown).to.deep.include({ FunctionVersion, Description, RevisionId });
      expect(shown.RoutingConfig).to.deep.equal(RoutingConfig);
      return [FunctionVersion, Description, RoutingConfig?.AdditionalVersionWeights];
    };
    expect(await kept(weights({ "2": 0.1 }))).to.deep.equal(["1", "for callers", { "2": 0.1 }]);
    expect(await kept({})).to.deep.equal(["1", "for callers", { "2": 0.1 }]);
    expect(await kept({ FunctionVersion: "3" })).to.deep.equal(["3", "for callers", { "2": 0.1 }]);
    expect(await kept({ Description: "" })).to.deep.equal(["3", "", { "2": 0.1 }]);
    expect(await kept({ FunctionVersion: "2", ...weights({}) })).to.deep.equal(["2", "", undefined]);
    expect(new Set(revisions).size).to.equal(6);
  });

  it("takes an update by the revision that was read last, and refuses the one before it", async () => {
    const { RevisionId } = await get();
    await update({ RevisionId, ...weights({ "2": 0.1 }) });
    expect((await refusalOf(update({ RevisionId, FunctionVersion: "3" }))).name).to.equal(
      "PreconditionFailedException",
    );
    expect((await get()).FunctionVersion).to.equal("1");
    lambda.moveAliasBehindBack(FunctionName, Name, { description: "touched" });
    const seen = lambda.journal.writes("UpdateAlias")[0];
    expect(seen).to.include({ aliasName: Name, version: "1", weights: '{"2":0.1}' });
    expect((await refusalOf(update({ RevisionId: seen!.revisionId }))).name).to.equal("PreconditionFailedException");
  });

  it("refuses the version that kept weights have already, and a second one of another role or dead-letter queue", async () => {
    await update(weights({ "2": 0.1 }));
    expect((await refusalOf(update({ FunctionVersion: "2" }))).message).to.equal(
      "Invalid function version 2. Function version 2 is already included in routing configuration.",
    );
    expect((await refusalOf(update({ FunctionVersion: "$LATEST" }))).message).to.contain("$LATEST is not supported");
    expect((await refusalOf(update({ FunctionVersion: Name }))).name).to.equal("ValidationException");
    expect((await refusalOf(update({ Description: "x".repeat(257) }))).name).to.equal("ValidationException");
    const { versions } = lambda.function(FunctionName);
    versions.get("3")!.configuration.Role = "arn:aws:iam::111111111111:role/other";
    expect((await refusalOf(update(weights({ "3": 0.1 })))).message).to.contain("execution role");
    expect((await update({ FunctionVersion: "3", ...weights({}) })).FunctionVersion).to.equal("3");
    versions.get("2")!.configuration.DeadLetterConfig = { TargetArn: "arn:aws:sqs:us-east-1:111111111111:dead" };
    await update({ FunctionVersion: "1" });
    expect((await refusalOf(update(weights({ "2": 0.1 })))).message).to.contain("dead-letter queue");
  });

  it("deletes an alias with 204 whether or not it is there, and shows no weights where a version is read by it", async () => {
    await update(weights({ "2": 0.1 }));
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName, Qualifier: Name }));
    expect(Configuration).to.include({ FunctionArn: `${arn}:${Name}`, Version: "1" });
    expect(Configuration).not.to.have.property("RoutingConfig");
    expect(Configuration?.RevisionId).not.to.equal((await get()).RevisionId);
    for (const name of [Name, Name, "never"]) {
      const { $metadata } = await client.send(new DeleteAliasCommand({ FunctionName, Name: name }));
      expect($metadata.httpStatusCode).to.equal(204);
    }
    expect((await refusalOf(get())).message).to.equal(`Cannot find alias arn: ${arn}:${Name}`);
  });

  it("lists aliases in pages, all of them or those that have a version as their own", async () => {
    for (const name of ["zulu", "alpha", ...Array.from({ length: 50 }, (_, index) => `m${index}`)]) {
      await client.send(new CreateAliasCommand({ FunctionName, Name: name, FunctionVersion: "2" }));
    }
    await update(weights({ "2": 0.1 }));
    const first = await client.send(new ListAliasesCommand({ FunctionName, MaxItems: 1000 }));
    const rest = await client.send(new ListAliasesCommand({ FunctionName, Marker: first.NextMarker }));
    expect([first.Aliases?.length, rest.Aliases?.length, rest.NextMarker]).to.deep.equal([50, 3, undefined]);
    expect(first.Aliases![0]).to.include({ Name: "alpha", FunctionVersion: "2" });
    const ofOne = async (FunctionVersion: string) =>
      (await client.send(new ListAliasesCommand({ FunctionName, FunctionVersion }))).Aliases?.map((each) => each.Name);
    expect(await ofOne("1")).to.deep.equal([Name]);
    expect(await ofOne("2")).not.to.include(Name);
    lambda.settings.listAliasesFindsWeights = true;
    expect(await ofOne("2")).to.include(Name);
  });

  it("deletes a version that no alias has as its own or its second one, and is content with one that is gone", async () => {
    await update(weights({ "2": 0.1 }));
    for (const version of ["1", "2"]) {
      const { name, message } = await refusalOf(remove(version));
      expect([name, message]).to.deep.equal([
        "ResourceConflictException",
        `Unable to delete version because the following aliases reference it: [${Name}]`,
      ]);
    }
    await remove("3");
    expect((await remove("3")).$metadata.httpStatusCode).to.equal(204);
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions?.map(({ Version }) => Version)).to.deep.equal(["$LATEST", "1", "2"]);
    lambda.settings.weightsHoldVersions = false;
    await remove("2");
    expect(lambda.journal.writes("DeleteFunction").map(({ qualifier }) => qualifier)).to.deep.equal(["3", "3", "2"]);
  });

  it("deletes no alias by DeleteFunction and no replicated version, and with no qualifier the whole function", async () => {
    expect((await refusalOf(remove(Name))).name).to.equal("InvalidParameterValueException");
    lambda.replicate(FunctionName, "3");
    const refusal = await refusalOf(remove("3"));
    expect(refusal.name).to.equal("InvalidParameterValueException");
    expect(refusal.message).to.contain(`Lambda was unable to delete ${arn}:3 because it is a replicated function.`);
    expect((await refusalOf(remove())).message).to.equal(refusal.message);
    lambda.function(FunctionName).uses.replicatedVersions.clear();
    await remove();
    expect(lambda.hasFunction(FunctionName)).to.equal(false);
  });
});
