import {
  type LambdaClient,
  type PublishVersionCommandInput,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { refusalOf, sdkClient, StrictLambda, zipOf } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const ZipFile = zipOf({ "index.js": "new" });

describe("strict Lambda: versions and aliases", () => {
  let lambda: StrictLambda;
  let client: LambdaClient;
  let arn: string;

  beforeEach(async () => {
    lambda = await StrictLambda.start();
    client = sdkClient(lambda.url);
    arn = lambda.createFunction({ name: FunctionName, configuration: { Description: "of the function" } }).arn;
    lambda.settings.inProgressReads = 0;
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const read = async (Qualifier?: string) =>
    (await client.send(new GetFunctionCommand({ FunctionName, Qualifier }))).Configuration!;
  const publish = (input: Partial<PublishVersionCommandInput> = {}) =>
    client.send(new PublishVersionCommand({ FunctionName, ...input }));
  const updateAndPublish = () => client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }));

  it("answers an update with Publish by the version: qualified, Pending, without LastUpdateStatus", async () => {
    lambda.settings.inProgressReads = 1;
    const version = await updateAndPublish();
    expect(version).to.include({
      Version: "1",
      FunctionArn: `${arn}:1`,
      State: "Pending",
      StateReasonCode: "Creating",
    });
    expect(version).not.to.have.property("LastUpdateStatus");
    const latest = await read();
    expect(latest).to.include({ LastUpdateStatus: "InProgress", State: "Active", CodeSha256: version.CodeSha256 });
    expect(latest.RevisionId).not.to.equal(version.RevisionId);
    expect(await read("1")).to.include({ State: "Pending", RevisionId: version.RevisionId });
    expect(await read("1")).to.include({ State: "Active", LastUpdateStatus: "Successful" });
  });

  it("mints a version for identical bytes with Publish", async () => {
    const numbers = [];
    for (let round = 0; round < 3; round += 1) {
      numbers.push((await updateAndPublish()).Version);
    }
    expect(numbers).to.deep.equal(["1", "2", "3"]);
  });

  it("publishes an Active version with its own description, and gives $LATEST another revision", async () => {
    const before = await read();
    const version = await publish({ Description: "first" });
    expect(version).to.include({
      Version: "1",
      FunctionArn: `${arn}:1`,
      State: "Active",
      LastUpdateStatus: "Successful",
    });
    expect(version.Description).to.equal("first");
    expect((await read("1")).RevisionId).to.equal(version.RevisionId);
    const after = await read();
    expect(new Set([before, version, after].map(({ RevisionId }) => RevisionId)).size).to.equal(3);
    expect(after.Description).to.equal("of the function");
  });

  it("hands the last version back when nothing changed, whatever the description", async () => {
    const first = await publish({ Description: "first" });
    const second = await publish({ Description: "second" });
    expect(second).to.include({ Version: "1", Description: "first", RevisionId: first.RevisionId });
    expect(second.$metadata.httpStatusCode).to.equal(201);
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }));
    expect(await publish()).to.include({ Version: "2", Timeout: 9, Description: "of the function" });
  });

  it("takes identical bytes as a change or not, as set", async () => {
    await publish();
    const same = lambda.function(FunctionName).latest.code.bytes!;
    lambda.settings.sameBytesCountAsChange = false;
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: same }));
    expect((await publish()).Version).to.equal("1");
    lambda.settings.sameBytesCountAsChange = true;
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: same }));
    expect((await publish()).Version).to.equal("2");
  });

  it("guards a publish by hash and by revision, and refuses it during an update", async () => {
    const { CodeSha256, RevisionId } = await read();
    expect((await refusalOf(publish({ CodeSha256: "other" }))).name).to.equal("InvalidParameterValueException");
    expect((await refusalOf(publish({ RevisionId: "stale" }))).name).to.equal("PreconditionFailedException");
    expect((await publish({ CodeSha256, RevisionId })).Version).to.equal("1");
    lambda.settings.inProgressReads = 1;
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    expect((await refusalOf(publish())).name).to.equal("ResourceConflictException");
  });

  it("keeps a published version Pending for the reads set, with another word on $LATEST meanwhile", async () => {
    Object.assign(lambda.settings, { publishPendingReads: 2, publishingStatus: null });
    expect((await publish()).State).to.equal("Pending");
    expect((await read()).LastUpdateStatus ?? null).to.equal(null);
    expect((await read("1")).State).to.equal("Pending");
    expect((await read("1")).State).to.equal("Active");
    expect((await read()).LastUpdateStatus).to.equal("Successful");
  });

  it("lets a version fail, and hands the Failed one back or makes another, as set", async () => {
    lambda.failNextVersion({ reasonCode: "FunctionError", reason: "init" });
    expect((await publish()).State).to.equal("Pending");
    expect(await read("1")).to.include({ State: "Failed", StateReasonCode: "FunctionError", StateReason: "init" });
    expect(await publish()).to.include({ Version: "1", State: "Failed" });
    lambda.settings.failedVersionHandedBack = false;
    expect(await publish()).to.include({ Version: "2", State: "Active" });
  });

  it("fails the version of an update that fails", async () => {
    lambda.failNextUpdate({ reasonCode: "ImageDeleted" });
    lambda.settings.publishedUpdatePendingReads = 0;
    await updateAndPublish();
    expect((await read()).LastUpdateStatus).to.equal("Failed");
    expect(await read("1")).to.include({ State: "Failed", StateReasonCode: "ImageDeleted" });
  });

  it("publishes version 1 on creation, under the unqualified ARN", async () => {
    const Role = "arn:aws:iam::111111111111:role/made";
    const made = await client.send(
      new CreateFunctionCommand({ FunctionName: "made", Role, Code: { ZipFile }, Publish: true }),
    );
    expect(made).to.include({ Version: "1", State: "Pending", FunctionArn: arn.replace(FunctionName, "made") });
  });

  it("lists at most 50 versions a page, $LATEST first, without their states", async () => {
    for (let count = 0; count < 60; count += 1) {
      await updateAndPublish();
    }
    const first = await client.send(new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 1000 }));
    expect(first.Versions).to.have.length(50);
    expect(first.Versions?.[0]).to.include({ Version: "$LATEST", FunctionArn: `${arn}:$LATEST` });
    expect(first.Versions?.[1]).not.to.have.any.keys("State", "LastUpdateStatus");
    const Marker = first.NextMarker;
    const rest = await client.send(new ListVersionsByFunctionCommand({ FunctionName, Marker }));
    expect(rest.Versions?.map(({ Version }) => Version)).to.deep.equal("50 51 52 53 54 55 56 57 58 59 60".split(" "));
    expect(rest.NextMarker).to.equal(undefined);
  });

  it("reads a version by alias, number and qualified ARN, each with the ARN it was asked by", async () => {
    await publish();
    await client.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
    expect(await read("live")).to.include({ Version: "1", FunctionArn: `${arn}:live` });
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: `${arn}:1` }));
    expect(Configuration).to.include({ Version: "1", FunctionArn: `${arn}:1` });
    expect((await read("$LATEST")).FunctionArn).to.equal(`${arn}:$LATEST`);
    expect((await refusalOf(read("gone"))).message).to.equal(`Function not found: ${arn}:gone`);
  });

  it("moves aliases, guards them by their own revision, and keeps the versions they point to", async () => {
    await publish();
    const made = await client.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "1" }));
    const { RevisionId } = made;
    expect(made).to.include({ AliasArn: `${arn}:live`, Description: "", FunctionVersion: "1" });
    await updateAndPublish();
    const move = new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "2", RevisionId });
    expect((await refusalOf(client.send(move))).name).to.equal("ResourceConflictException");
    lambda.settle(FunctionName);
    const moved = await client.send(move);
    expect(moved).to.include({ FunctionVersion: "2" });
    expect(moved.RevisionId).not.to.equal(RevisionId);
    expect((await refusalOf(client.send(move))).name).to.equal("PreconditionFailedException");
    const kept = await refusalOf(client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "2" })));
    expect(kept.name).to.equal("ResourceConflictException");
    await client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "1" }));
    expect(lambda.function(FunctionName).versionNumbers).to.deep.equal(["2"]);
    const { Aliases } = await client.send(new ListAliasesCommand({ FunctionName }));
    expect(Aliases?.map(({ Name }) => Name)).to.deep.equal(["live"]);
    const live = await client.send(new GetAliasCommand({ FunctionName, Name: "live" }));
    expect(live.FunctionVersion).to.equal("2");
  });
});
