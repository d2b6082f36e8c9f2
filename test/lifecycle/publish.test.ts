import { expect } from "chai";
import { forEachLambda, onStrictLambda } from "../support/eachLambda.js";
import { type LifecycleBed, messageOfRejection } from "../support/lifecycleBed.js";
import type { Stack } from "../support/stack.js";

forEachLambda("publishing", (test) => {
  test("publishes with the update itself, and waits for both", async (bed) => {
    const { one, target } = bed;
    const { outputs } = await bed.stack.up({ code: one.path, publish: true });
    expect(writesOf(bed)).to.deep.equal(["UpdateFunctionCode"]);
    const { revisionId, lastUpdateStatus } = await target.look();
    expect(lastUpdateStatus).to.equal("Successful");
    expect(outputs).to.include({ version: "1", publishedCodeSha256: one.hash, revisionId });
    expect(outputs.qualifiedArn).to.equal(`${target.arn}:1`);
    const [version] = await target.versions();
    expect(version).to.include({ version: "1", codeSha256: one.hash, state: "Active" });
  });

  test("makes no version where nothing changed, and one for each change", async (bed) => {
    const { one, two } = bed;
    const stack = bed.newStack({ publish: true });
    await stack.up({ code: one.path });
    await stack.up({ code: one.path });
    await stack.up({ code: two.path });
    await stack.up({ code: two.path });
    expect(await bed.versionNumbers()).to.deep.equal(["1", "2"]);
    expect(stack.outputs).to.include({ version: "2", previousVersion: "1" });
  });

  test("publishes the code at hand when it is turned on later, without sending it again", async (bed) => {
    const { stack, one } = bed;
    await stack.up({ code: one.path });
    bed.requests();
    expect((await stack.up({ code: one.path, publish: true })).step).to.equal("update");
    expect(writesOf(bed)).to.deep.equal(["PublishVersion"]);
    expect(stack.outputs).to.include({ version: "1" });
  });

  test("keeps the last version when it is turned off", async (bed) => {
    const { one, two } = bed;
    const stack = bed.newStack({ publish: true });
    await stack.up({ code: one.path });
    await stack.up({ code: one.path, publish: false });
    expect(stack.outputs).to.include({ version: "1" });
    await stack.up({ code: two.path, publish: false });
    expect(stack.outputs).to.include({ version: "1", codeSha256: two.hash, publishedCodeSha256: one.hash });
    expect(await bed.versionNumbers()).to.deep.equal(["1"]);
  });

  test("adopts a version that PublishVersion made: nothing changed since", async (bed) => {
    const { one } = bed;
    await bed.newStack({ publish: true, versionDescription: "first" }).up({ code: one.path });
    const other = bed.newStack({ publish: true });
    await other.up({ code: one.path });
    expect(other.outputs).to.include({ version: "1" });
    expect(await bed.versionNumbers()).to.deep.equal(["1"]);
  });

  test("gives the version its description, and publishes nothing for a changed description alone", async (bed) => {
    const { one } = bed;
    const stack = bed.newStack({ publish: true });
    await stack.up({ code: one.path, versionDescription: "first" });
    expect(writesOf(bed)).to.deep.equal(["UpdateFunctionCode", "PublishVersion"]);
    expect((await bed.target.versions())[0]?.description).to.equal("first");
    expect((await stack.up({ code: one.path, versionDescription: "second" })).step).to.equal("same");
  });

  test("repairs drift without a new version: the last one still holds the code", async (bed) => {
    const { one, three } = bed;
    const stack = bed.newStack({ publish: true });
    await stack.up({ code: one.path });
    await bed.target.deploy(three.bytes);
    await stack.refresh();
    await stack.up({ code: one.path });
    expect(await bed.running()).to.equal(one.hash);
    expect(await bed.versionNumbers()).to.deep.equal(["1"]);
  });

  test("publishes the configuration that changed when triggers say so, and only then", async (bed) => {
    const { one } = bed;
    const stack = bed.newStack({ publish: true });
    await stack.up({ code: one.path, triggers: "memory 128" });
    await bed.target.configure({ MemorySize: 256 });
    expect((await stack.up({ code: one.path, triggers: "memory 128" })).step).to.equal("same");
    expect((await stack.up({ code: one.path, triggers: "memory 256" })).step).to.equal("update");
    expect(stack.outputs).to.include({ version: "2", previousVersion: "1" });
    expect((await bed.target.versions())[1]?.memorySizeMib).to.equal(256);
  });

  test("makes no version for triggers that changed while the function did not", async (bed) => {
    const { one } = bed;
    const stack = bed.newStack({ publish: true, versionDescription: "release" });
    await stack.up({ code: one.path, triggers: "a" });
    await stack.up({ code: one.path, triggers: "b" });
    expect(await bed.versionNumbers()).to.deep.equal(["1"]);
  });

  test("publishes anew for another architecture of the same bytes", async (bed) => {
    const { one } = bed;
    const stack = bed.newStack({ publish: true });
    await stack.up({ code: one.path, architectures: ["x86_64"] });
    await stack.up({ code: one.path, architectures: ["arm64"] });
    expect(stack.outputs).to.include({ version: "2", publishedArchitecture: "arm64" });
    expect((await stack.up({ code: one.path, architectures: ["arm64"] })).step).to.equal("same");
  });

  test("resumes a publish that was refused after the code was in", async (bed) => {
    const stack = await refusedPublish(bed);
    await expectPublished(bed, stack);
  });

  test("resumes a publish that was refused even after a refresh cleared the error", async (bed) => {
    const stack = await refusedPublish(bed);
    await stack.refresh();
    await expectPublished(bed, stack);
  });
});

onStrictLambda("publishing that takes its time, fails or is guarded", (test) => {
  test("needs five requests at most, one of them a write, when Lambda is done at the first look", async (bed) => {
    bed.lambda.settings.inProgressReads = 0;
    bed.lambda.settings.publishedUpdatePendingReads = 0;
    await bed.stack.up({ code: bed.one.path, publish: true });
    expect(bed.writes()).to.have.lengthOf(1);
    expect(bed.requests()).to.have.length.at.most(5);
  });

  test("adopts a version that an update with Publish made, and makes none for triggers alone", async (bed) => {
    await bed.newStack({ publish: true }).up({ code: bed.one.path });
    const other = bed.newStack({ publish: true });
    await other.up({ code: bed.one.path, triggers: "a" });
    await other.up({ code: bed.one.path, triggers: "b" });
    expect(other.outputs).to.include({ version: "1" });
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
  });

  test("reports a version that Lambda could not make ready, and publishes a fresh one in the next run", async (bed) => {
    const { one, two } = bed;
    const stack = bed.newStack({ publish: true });
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

  test("waits for a version that stays Pending, and goes on with it in the next run", async (bed) => {
    const { one } = bed;
    const stack = bed.newStack({ publish: true });
    bed.lambda.settings.publishedUpdatePendingReads = Infinity;
    const message = await messageOfRejection(stack.up({ code: one.path, timeoutSeconds: 30 }));
    expect(message).to.match(/^Waiting for version 1 of orders-api: not done after \d+ s \(State Pending/);
    bed.lambda.settings.publishedUpdatePendingReads = 0;
    bed.lambda.settle("orders-api");
    await stack.up({ code: one.path });
    expect(stack.outputs).to.include({ version: "1" });
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
  });

  test("does not publish code that somebody else brought in between", async (bed) => {
    bed.proxy.before("PublishVersion", 1, () => bed.target.deploy(bed.three.bytes));
    const message = await messageOfRejection(
      bed.stack.up({ code: bed.one.path, publish: true, versionDescription: "release" }),
    );
    expect(message).to.match(
      /^Publishing a version of orders-api: InvalidParameterValueException: CodeSHA256 .*run `pulumi refresh`/,
    );
    expect(bed.function.versionNumbers).to.deep.equal([]);
  });
});

function writesOf(bed: LifecycleBed): string[] {
  return bed.writes().map(({ operation }) => operation);
}

/** A stack whose code is in and whose publishing was refused, which is allowed now. */
async function refusedPublish(bed: LifecycleBed): Promise<Stack> {
  const { one, target } = bed;
  const stack = bed.newStack({ publish: true, versionDescription: "release" });
  bed.deny("PublishVersion");
  const message = await messageOfRejection(stack.up({ code: one.path }));
  expect(message).to.match(new RegExp(`^Publishing a version of ${target.name}: AccessDeniedException`));
  expect(stack.outputs).to.include({ codeSha256: one.hash, version: "$LATEST", lastUpdateStatus: "Successful" });
  bed.allowAll();
  return stack;
}

async function expectPublished(bed: LifecycleBed, stack: Stack): Promise<void> {
  const { one } = bed;
  expect((await stack.up({ code: one.path })).step).to.equal("update");
  expect(stack.outputs).to.include({ version: "1", publishedCodeSha256: one.hash });
  expect((await stack.up({ code: one.path })).step).to.equal("same");
  expect(bed.writes("UpdateFunctionCode")).to.have.lengthOf(1);
}
