import {
  type LambdaClient,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { refusalOf, sdkClient, StrictLambda, zipOf } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const ZipFile = zipOf({ "index.js": "new" });

describe("strict Lambda: the life of an update", () => {
  let lambda: StrictLambda;
  let client: LambdaClient;
  const clock = { at: Date.UTC(2025, 10, 25), now: () => clock.at };

  beforeEach(async () => {
    lambda = await StrictLambda.start({ clock });
    client = sdkClient(lambda.url);
    lambda.createFunction({ name: FunctionName, environment: { SECRET: "s3cr3t" } });
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const read = async () => (await client.send(new GetFunctionCommand({ FunctionName }))).Configuration!;

  it("answers with the new hash while the update is in progress, and runs the old code until it settles", async () => {
    const old = lambda.function(FunctionName).codeSha256;
    const answer = await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    expect(answer).to.include({
      State: "Active",
      LastUpdateStatus: "InProgress",
      LastUpdateStatusReasonCode: "Creating",
    });
    expect(answer.CodeSha256).not.to.equal(old);
    expect(lambda.function(FunctionName)).to.include({ codeSha256: answer.CodeSha256, runningSha256: old });
    expect(await read()).to.include({ LastUpdateStatus: "InProgress", RevisionId: answer.RevisionId });
    const settled = await read();
    expect(settled).to.include({ LastUpdateStatus: "Successful", CodeSha256: answer.CodeSha256 });
    expect(settled).not.to.have.any.keys("LastUpdateStatusReason", "LastUpdateStatusReasonCode");
    expect(lambda.function(FunctionName).runningSha256).to.equal(answer.CodeSha256);
  });

  it("changes the revision with the update, with its settling, with identical bytes and with a configuration change", async () => {
    lambda.settings.inProgressReads = 0;
    const revisions = [(await read()).RevisionId];
    for (let round = 0; round < 2; round += 1) {
      revisions.push((await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }))).RevisionId);
      revisions.push((await read()).RevisionId);
    }
    revisions.push((await client.send(new UpdateFunctionConfigurationCommand({ FunctionName }))).RevisionId);
    revisions.push((await read()).RevisionId);
    expect(new Set(revisions)).to.have.property("size", revisions.length);
    expect((await read()).RevisionId).to.equal(revisions.at(-1));
  });

  it("stays in progress for as many reads as set, GetFunctionConfiguration's among them", async () => {
    lambda.function(FunctionName).settings = { inProgressReads: 3 };
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    const seen = [];
    for (let index = 0; index < 4; index += 1) {
      seen.push((await client.send(new GetFunctionConfigurationCommand({ FunctionName }))).LastUpdateStatus);
    }
    expect(seen).to.deep.equal(["InProgress", "InProgress", "InProgress", "Successful"]);
  });

  it("stays in progress until the driven clock has passed the time set", async () => {
    Object.assign(lambda.settings, { inProgressReads: 0, inProgressMs: 5000 });
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    clock.at += 4999;
    expect((await read()).LastUpdateStatus).to.equal("InProgress");
    clock.at += 1;
    expect((await read()).LastUpdateStatus).to.equal("Successful");
  });

  it("never settles when set to endless reads, until the test settles it", async () => {
    lambda.settings.inProgressReads = Infinity;
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    for (let index = 0; index < 20; index += 1) {
      expect((await read()).LastUpdateStatus).to.equal("InProgress");
    }
    lambda.settle(FunctionName);
    expect((await read()).LastUpdateStatus).to.equal("Successful");
  });

  for (const reasonCode of [
    "ImageDeleted",
    "KMSKeyAccessDenied",
    "EniLimitExceeded",
    "InvalidZipFileException",
    "FunctionError",
  ]) {
    it(`fails an update with ${reasonCode} and keeps the old code running, though the wanted hash shows`, async () => {
      const old = lambda.function(FunctionName).codeSha256;
      lambda.settings.inProgressReads = 0;
      lambda.failNextUpdate({ reasonCode, reason: "Because." });
      const { CodeSha256 } = await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
      expect(await read()).to.include({
        CodeSha256,
        LastUpdateStatus: "Failed",
        LastUpdateStatusReason: "Because.",
        LastUpdateStatusReasonCode: reasonCode,
        State: "Active",
      });
      expect(lambda.function(FunctionName).runningSha256).to.equal(old);
      await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
      expect((await read()).LastUpdateStatus).to.equal("Successful");
    });
  }

  it("can go back to the old hash when an update fails", async () => {
    const old = lambda.function(FunctionName).codeSha256;
    lambda.settings.inProgressReads = 0;
    lambda.failNextUpdate({ reasonCode: "FunctionError", keepsOldHash: true });
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    expect(await read()).to.include({ CodeSha256: old, LastUpdateStatus: "Failed" });
  });

  it("refuses every write while an update is in progress and accepts it afterwards", async () => {
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    for (const command of [
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile }),
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile, RevisionId: "stale" }),
    ]) {
      const { name, $metadata } = await refusalOf(client.send(command));
      expect([name, $metadata.httpStatusCode]).to.deep.equal(["ResourceConflictException", 409]);
    }
    const refusal = await refusalOf(client.send(new UpdateFunctionConfigurationCommand({ FunctionName })));
    expect(refusal.name).to.equal("ResourceConflictException");
    await read();
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    expect(lambda.journal.writes("UpdateFunctionCode")).to.have.length(2);
    expect(lambda.journal.count("UpdateFunctionCode")).to.equal(4);
  });

  it("refuses a stale revision, before or after an update in progress as set", async () => {
    const stale = new UpdateFunctionCodeCommand({ FunctionName, ZipFile, RevisionId: "stale" });
    expect(await refusalOf(client.send(stale))).to.include({ name: "PreconditionFailedException", Type: "User" });
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    expect((await refusalOf(client.send(stale))).name).to.equal("ResourceConflictException");
    lambda.settings.preconditionFirst = true;
    expect((await refusalOf(client.send(stale))).name).to.equal("PreconditionFailedException");
  });

  it("takes an update with the revision just read, and only once", async () => {
    lambda.settings.inProgressReads = 0;
    const { RevisionId } = await read();
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, RevisionId }));
    const again = await refusalOf(client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, RevisionId })));
    expect(again.$metadata.httpStatusCode).to.equal(412);
  });

  it("changes nothing on a DryRun, and checks it like the real thing", async () => {
    const before = structuredClone(lambda.function(FunctionName).latest.configuration);
    const answer = await client.send(
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile, DryRun: true, Publish: true }),
    );
    expect(answer).to.include({ CodeSha256: before.CodeSha256, LastUpdateStatus: "Successful", Version: "$LATEST" });
    expect(lambda.function(FunctionName).latest.configuration).to.deep.equal(before);
    expect(lambda.journal.writes()).to.have.length(0);
    const bad = new UpdateFunctionCodeCommand({ FunctionName, ZipFile: Buffer.from("no zip"), DryRun: true });
    expect((await refusalOf(client.send(bad))).$metadata.httpStatusCode).to.equal(400);
  });

  it("leaves an Inactive function Inactive after a successful update, and repairs a Failed one", async () => {
    lambda.settings.inProgressReads = 0;
    lambda.function(FunctionName).latest.configuration.State = "Inactive";
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    expect(await read()).to.include({ State: "Inactive", LastUpdateStatus: "Successful" });
    lambda.function(FunctionName).latest.configuration.State = "Failed";
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    expect(await read()).to.include({ State: "Active", LastUpdateStatus: "Successful" });
  });

  it("can show null, an empty or an unknown word as a status in progress, and unknown states", async () => {
    for (const word of [null, "", "Pondering"]) {
      lambda.settings.inProgressStatus = word;
      await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
      expect((await read()).LastUpdateStatus ?? null).to.equal(word);
      expect((await read()).LastUpdateStatus).to.equal("Successful");
    }
    lambda.function(FunctionName).latest.configuration.State = "Hibernating";
    expect((await read()).State).to.equal("Hibernating");
  });

  it("keeps Architectures when they are not sent, and drops SourceKMSKeyArn when it is not", async () => {
    lambda.settings.inProgressReads = 0;
    const SourceKMSKeyArn = "arn:aws:kms:us-east-1:111111111111:key/1";
    await client.send(
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile, SourceKMSKeyArn, Architectures: ["arm64"] }),
    );
    const { Code, Configuration } = await client.send(new GetFunctionCommand({ FunctionName }));
    expect([Code?.SourceKMSKeyArn, Configuration?.Architectures]).to.deep.equal([SourceKMSKeyArn, ["arm64"]]);
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    const after = await client.send(new GetFunctionCommand({ FunctionName }));
    expect([after.Code?.SourceKMSKeyArn, after.Configuration?.Architectures]).to.deep.equal([undefined, ["arm64"]]);
  });

  it("creates a function in State Pending, refuses updates until it is Active, and deletes it", async () => {
    const Role = "arn:aws:iam::111111111111:role/made";
    const made = await client.send(
      new CreateFunctionCommand({
        FunctionName: "made",
        Role,
        Code: { ZipFile },
        Runtime: "nodejs22.x",
        Handler: "a.b",
      }),
    );
    expect(made).to.include({ State: "Pending", StateReasonCode: "Creating", Handler: "a.b", Role });
    const update = new UpdateFunctionCodeCommand({ FunctionName: "made", ZipFile });
    const refusal = await refusalOf(client.send(update));
    expect([refusal.name, refusal.message]).to.deep.equal([
      "ResourceConflictException",
      `The operation cannot be performed at this time. The resource ${made.FunctionArn!} is currently in the following state: 'Pending'. StateReasonCode: 'Creating'`,
    ]);
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: "made" }));
    expect(Configuration?.State).to.equal("Pending");
    await client.send(update);
    await client.send(new DeleteFunctionCommand({ FunctionName: "made" }));
    const gone = await refusalOf(client.send(new GetFunctionCommand({ FunctionName: "made" })));
    expect(gone.message).to.equal(`Function not found: ${made.FunctionArn!}`);
  });

  it("lets a test deploy, configure and delete behind the client's back, and tells those from requests", async () => {
    const first = await read();
    const hash = lambda.deployBehindBack(FunctionName, zipOf({ "index.js": "foreign" }));
    const second = await read();
    expect(second).to.include({ CodeSha256: hash, LastUpdateStatus: "Successful" });
    lambda.changeConfigurationBehindBack(FunctionName, { MemorySize: 512 });
    const third = await read();
    expect(third).to.include({ CodeSha256: hash, MemorySize: 512 });
    expect(new Set([first, second, third].map(({ RevisionId }) => RevisionId)).size).to.equal(3);
    lambda.deleteBehindBack(FunctionName);
    expect((await refusalOf(read())).name).to.equal("ResourceNotFoundException");
    expect(lambda.journal.filter(({ behindBack }) => behindBack)).to.have.length(3);
    expect([lambda.journal.count(), lambda.journal.writes()]).to.deep.equal([4, []]);
  });
});
