import { expect } from "chai";
import { type Code, LifecycleBed, messageOfRejection } from "../support/lifecycleBed.js";
import type { Stack } from "../support/stack.js";

describe("publishing", () => {
  let bed: LifecycleBed;
  let stack: Stack;
  let one: Code;
  let two: Code;

  beforeEach(async () => {
    bed = await LifecycleBed.start();
    stack = bed.stack({ publish: true });
    one = bed.code("one");
    two = bed.code("two");
  });
  afterEach(() => bed.stop());

  it("publishes with the update itself, and waits for both", async () => {
    const { outputs } = await stack.up({ code: one.path });
    expect(bed.lambda.journal.writes().map(({ operation }) => operation)).to.deep.equal(["UpdateFunctionCode"]);
    expect(outputs).to.include({ version: "1", publishedCodeSha256: one.hash, revisionId: bed.function.revisionId });
    expect(outputs.qualifiedArn).to.equal(`${bed.function.arn}:1`);
    expect(bed.function.versions.get("1")?.configuration.State).to.equal("Active");
  });

  it("needs five requests at most, one of them a write, when Lambda is done at the first look", async () => {
    bed.lambda.settings.inProgressReads = 0;
    bed.lambda.settings.publishedUpdatePendingReads = 0;
    await stack.up({ code: one.path });
    expect(bed.lambda.journal.writes()).to.have.lengthOf(1);
    expect(bed.requests()).to.have.length.at.most(5);
  });

  it("makes no version where nothing changed, and one for each change", async () => {
    await stack.up({ code: one.path });
    await stack.up({ code: one.path });
    await stack.up({ code: two.path });
    await stack.up({ code: two.path });
    expect(bed.function.versionNumbers).to.deep.equal(["1", "2"]);
    expect(stack.outputs).to.include({ version: "2", previousVersion: "1" });
  });

  it("publishes the code at hand when it is turned on later, without sending it again", async () => {
    const plain = bed.stack();
    await plain.up({ code: one.path });
    bed.requests();
    expect((await plain.up({ code: one.path, publish: true })).step).to.equal("update");
    expect(bed.lambda.journal.writes().map(({ operation }) => operation)).to.deep.equal(["PublishVersion"]);
    expect(plain.outputs).to.include({ version: "1" });
  });

  it("keeps the last version when it is turned off", async () => {
    await stack.up({ code: one.path });
    await stack.up({ code: one.path, publish: false });
    expect(stack.outputs).to.include({ version: "1" });
    await stack.up({ code: two.path, publish: false });
    expect(stack.outputs).to.include({ version: "1", codeSha256: two.hash, publishedCodeSha256: one.hash });
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
  });

  it("adopts a version that exists: nothing changed since it was published", async () => {
    await stack.up({ code: one.path });
    const other = bed.stack({ publish: true });
    await other.up({ code: one.path });
    expect(other.outputs).to.include({ version: "1" });
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
  });

  it("gives the version its description, and publishes nothing for a changed description alone", async () => {
    await stack.up({ code: one.path, versionDescription: "first" });
    expect(bed.lambda.journal.writes().map(({ operation }) => operation)).to.deep.equal([
      "UpdateFunctionCode",
      "PublishVersion",
    ]);
    expect(bed.function.versions.get("1")?.configuration.Description).to.equal("first");
    expect((await stack.up({ code: one.path, versionDescription: "second" })).step).to.equal("same");
  });

  it("repairs drift without a new version: the last one still holds the code", async () => {
    await stack.up({ code: one.path });
    bed.lambda.deployBehindBack("orders-api", "hotfix");
    await stack.refresh();
    await stack.up({ code: one.path });
    expect(bed.function.runningSha256).to.equal(one.hash);
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
  });

  it("publishes the configuration that changed when triggers say so, and only then", async () => {
    await stack.up({ code: one.path, triggers: "memory 128" });
    bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 256 });
    expect((await stack.up({ code: one.path, triggers: "memory 128" })).step).to.equal("same");
    expect((await stack.up({ code: one.path, triggers: "memory 256" })).step).to.equal("update");
    expect(stack.outputs).to.include({ version: "2", previousVersion: "1" });
    expect(bed.function.versions.get("2")?.configuration.MemorySize).to.equal(256);
  });

  it("makes no version for triggers that changed while the function did not", async () => {
    await stack.up({ code: one.path, triggers: "a" });
    await stack.up({ code: one.path, triggers: "b" });
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
  });

  it("publishes anew for another architecture of the same bytes", async () => {
    await stack.up({ code: one.path, architectures: ["x86_64"] });
    await stack.up({ code: one.path, architectures: ["arm64"] });
    expect(stack.outputs).to.include({ version: "2", publishedArchitecture: "arm64" });
    expect((await stack.up({ code: one.path, architectures: ["arm64"] })).step).to.equal("same");
  });

  it("resumes a publish that was refused after the code was in", async () => {
    bed.lambda.deniedOperations.add("PublishVersion");
    const args = { code: one.path, versionDescription: "release" };
    const message = await messageOfRejection(stack.up(args));
    expect(message).to.match(/^Publishing a version of orders-api: AccessDeniedException/);
    expect(stack.outputs).to.include({ codeSha256: one.hash, version: "$LATEST", lastUpdateStatus: "Successful" });
    bed.lambda.deniedOperations.clear();
    for (const recover of [() => Promise.resolve(), () => stack.refresh()]) {
      await recover();
      await stack.up(args);
    }
    expect(stack.outputs).to.include({ version: "1", publishedCodeSha256: one.hash });
    expect(bed.lambda.journal.writes("UpdateFunctionCode")).to.have.lengthOf(1);
  });

  it("resumes a publish that was refused even after a refresh cleared the error", async () => {
    bed.lambda.deniedOperations.add("PublishVersion");
    const args = { code: one.path, versionDescription: "release" };
    await messageOfRejection(stack.up(args));
    bed.lambda.deniedOperations.clear();
    await stack.refresh();
    expect((await stack.up(args)).step).to.equal("update");
    expect(stack.outputs).to.include({ version: "1" });
  });

  it("reports a version that Lambda could not make ready, and publishes a fresh one in the next run", async () => {
    await stack.up({ code: one.path });
    bed.lambda.failNextVersion({ reasonCode: "FunctionError.Runtime", reason: "init failed" });
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message).to.match(/^Publishing version 2 of orders-api: Lambda could not make it ready .*init failed/);
    expect(stack.outputs).to.include({ version: "1", publishedCodeSha256: one.hash, failedVersion: "2" });
    await stack.refresh();
    await stack.up({ code: two.path });
    expect(stack.outputs).to.include({ version: "3", previousVersion: "1", publishedCodeSha256: two.hash });
    expect(stack.outputs).not.to.have.property("failedVersion");
    expect((await stack.up({ code: two.path })).step).to.equal("same");
  });

  it("waits for a version that stays Pending, and goes on with it in the next run", async () => {
    bed.lambda.settings.publishedUpdatePendingReads = Infinity;
    const message = await messageOfRejection(stack.up({ code: one.path, timeoutSeconds: 30 }));
    expect(message).to.match(/^Waiting for version 1 of orders-api: not done after \d+ s \(State Pending/);
    bed.lambda.settings.publishedUpdatePendingReads = 0;
    bed.lambda.settle("orders-api");
    await stack.up({ code: one.path });
    expect(stack.outputs).to.include({ version: "1" });
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
  });

  it("does not publish code that somebody else brought in between", async () => {
    bed.function.settings = { inProgressReads: 0 };
    const args = { code: one.path, versionDescription: "release" };
    const { journal } = bed.lambda;
    const push = journal.push.bind(journal);
    let isForeign = false;
    journal.push = (...entries) => {
      const length = push(...entries);
      if (!isForeign && entries[0]?.operation === "PublishVersion") {
        isForeign = true;
        bed.lambda.deployBehindBack("orders-api", "foreign");
      }
      return length;
    };
    const message = await messageOfRejection(stack.up(args));
    expect(message).to.match(
      /^Publishing a version of orders-api: InvalidParameterValueException: CodeSHA256 .*run `pulumi refresh`/,
    );
    expect(bed.function.versionNumbers).to.deep.equal([]);
  });
});
