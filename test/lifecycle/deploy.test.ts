import { readFileSync } from "node:fs";
import { expect } from "chai";
import { type Code, LifecycleBed, messageOfRejection } from "../support/lifecycleBed.js";
import type { Stack } from "../support/stack.js";

describe("a deploy", () => {
  let bed: LifecycleBed;
  let stack: Stack;
  let one: Code;
  let two: Code;

  beforeEach(async () => {
    bed = await LifecycleBed.start();
    stack = bed.stack();
    one = bed.code("one");
    two = bed.code("two");
  });
  afterEach(() => bed.stop());

  it("brings the code, waits until it runs, and records what a fresh read shows", async () => {
    const { step, outputs } = await stack.up({ code: one.path });
    expect(step).to.equal("create");
    expect(bed.function.runningSha256).to.equal(one.hash);
    expect(bed.requests()).to.deep.equal(["GetFunction", "UpdateFunctionCode", "GetFunction", "GetFunction"]);
    expect(outputs).to.deep.include({
      functionArn: bed.function.arn,
      version: "$LATEST",
      qualifiedArn: `${bed.function.arn}:$LATEST`,
      codeSha256: one.hash,
      deployedCodeSha256: one.hash,
      lastUpdateStatus: "Successful",
      state: "Active",
      packageType: "Zip",
      architectures: ["x86_64"],
      revisionId: bed.function.revisionId,
      lastModified: bed.function.latest.configuration.LastModified,
    });
  });

  it("says on create which code it replaces", async () => {
    const before = bed.function.codeSha256;
    const { log } = await stack.up({ code: one.path });
    expect(log).to.match(/^orders-api: replaces the function's present code /m);
    expect(log).to.include(before);
  });

  it("adopts a function that runs the code already, and sends nothing", async () => {
    bed.lambda.deployBehindBack("orders-api", readFileSync(one.path));
    bed.lambda.journal.clear();
    const { step, outputs } = await stack.up({ code: one.path });
    expect(step).to.equal("create");
    expect(bed.requests()).to.deep.equal(["GetFunction"]);
    expect(outputs).to.include({ codeSha256: one.hash, deployedCodeSha256: one.hash });
  });

  it("does nothing, and asks nothing, where nothing changed", async () => {
    await stack.up({ code: one.path });
    bed.requests();
    expect(await stack.preview({ code: one.path })).to.equal("same");
    expect((await stack.up({ code: one.path })).step).to.equal("same");
    expect(bed.requests()).to.deep.equal([]);
  });

  it("shows a change of code in a preview that asks AWS nothing, and brings it", async () => {
    await stack.up({ code: one.path });
    bed.requests();
    expect(await stack.preview({ code: two.path })).to.equal("update");
    expect(bed.requests()).to.deep.equal([]);
    await stack.up({ code: two.path });
    expect(bed.function.runningSha256).to.equal(two.hash);
    expect(stack.outputs).to.include({ codeSha256: two.hash, deployedCodeSha256: two.hash });
  });

  it("names the function by its ARN in every call once it is known", async () => {
    await stack.up({ code: one.path });
    await stack.up({ code: two.path });
    const names = bed.lambda.journal.requests().map(({ functionName }) => functionName);
    expect(names[0]).to.equal("orders-api");
    expect(new Set(names.slice(1))).to.deep.equal(new Set([bed.function.arn]));
  });

  it("guards the update by the revision it just saw", async () => {
    const { revisionId } = bed.function;
    await stack.up({ code: one.path });
    expect(bed.lambda.journal.writes()[0]?.body).to.include({ RevisionId: revisionId });
  });

  it("waits for an update of somebody else's configuration before it sends", async () => {
    await stack.up({ code: one.path });
    bed.function.settings = { inProgressReads: 3 };
    bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 256 }, { inProgress: true });
    bed.requests();
    await stack.up({ code: two.path });
    expect(bed.lambda.journal.filter(({ status }) => status === 409)).to.deep.equal([]);
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("waits for a function that is still being created", async () => {
    await bed.stop();
    bed = await LifecycleBed.start({ state: "Pending", lastUpdateStatus: null });
    await bed
      .stack()
      .up({ code: one.path })
      .catch(() => undefined);
    const code = bed.code("one");
    await bed.stack().up({ code: code.path });
    expect(bed.function.runningSha256).to.equal(code.hash);
  });

  it("deploys to an idle function, whose State is Inactive", async () => {
    await bed.stop();
    bed = await LifecycleBed.start({ state: "Inactive" });
    const code = bed.code("one");
    await bed.stack().up({ code: code.path });
    expect(bed.function.codeSha256).to.equal(code.hash);
  });

  it("keeps the key of the package where none is asked for", async () => {
    await bed.stop();
    const key = "arn:aws:kms:us-east-1:111111111111:key/abc";
    bed = await LifecycleBed.start({ sourceKmsKeyArn: key });
    await bed.stack().up({ code: bed.code("one").path });
    expect(bed.lambda.journal.writes()[0]?.body).to.include({ SourceKMSKeyArn: key });
  });

  it("changes the architecture when asked, and keeps it when not", async () => {
    await stack.up({ code: one.path });
    expect(bed.lambda.journal.writes()[0]?.body).not.to.have.property("Architectures");
    await stack.up({ code: one.path, architectures: ["arm64"] });
    expect(stack.outputs?.architectures).to.deep.equal(["arm64"]);
    expect((await stack.up({ code: one.path, architectures: ["arm64"] })).step).to.equal("same");
    expect((await stack.up({ code: one.path })).step).to.equal("same");
  });

  it("stops at the deadline with the true state, and the next run goes on from there", async () => {
    await stack.up({ code: one.path });
    bed.function.settings = { inProgressReads: Infinity };
    const message = await messageOfRejection(stack.up({ code: two.path, timeoutSeconds: 60 }));
    expect(message).to.match(
      /^Waiting for the update of orders-api: not done after 60 s \(LastUpdateStatus InProgress/,
    );
    expect(stack.outputs).to.include({ deployedCodeSha256: two.hash, lastUpdateStatus: "InProgress" });
    bed.lambda.settle("orders-api");
    bed.requests();
    const { step } = await stack.up({ code: two.path });
    expect(step).to.equal("update");
    expect(bed.requests()).to.deep.equal(["GetFunction"]);
    expect(stack.outputs).to.include({ codeSha256: two.hash, lastUpdateStatus: "Successful" });
    expect((await stack.up({ code: two.path })).step).to.equal("same");
  });

  it("says after ten seconds what it waits for, and for how long", async () => {
    bed.function.settings = { inProgressMs: 25_000 };
    const { log } = await stack.up({ code: one.path });
    expect(log).to.match(
      /orders-api: still waiting for the update of orders-api, 1\d s so far \(LastUpdateStatus InProgress/,
    );
  });

  it("keeps up with an update of 25 seconds in at most 20 requests, and with one of 2 seconds within half a second", async () => {
    bed.function.settings = { inProgressMs: 25_000 };
    await stack.up({ code: one.path });
    expect(bed.requests()).to.have.length.at.most(20);
    bed.function.settings = { inProgressMs: 2_000 };
    const startMs = bed.clock.nowMs();
    await stack.up({ code: two.path });
    expect(bed.clock.nowMs() - startMs).to.be.within(2_000, 2_500);
  });

  it("reports an update that Lambda could not finish, with its reason, and sends the code again in the next run", async () => {
    await stack.up({ code: one.path });
    bed.lambda.failNextUpdate({ reasonCode: "InvalidZipFileException", reason: "no handler" });
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message).to.match(
      /^Updating the code of orders-api: Lambda took the code but could not make it run .*InvalidZipFileException: no handler/,
    );
    expect(stack.outputs?.lastUpdateStatus).to.equal("Failed");
    expect(bed.function.runningSha256).to.equal(one.hash);
    expect(await stack.preview({ code: two.path })).to.equal("update");
    await stack.up({ code: two.path });
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("repairs a failed update after a refresh as well, which clears Pulumi's own memory of it", async () => {
    await stack.up({ code: one.path });
    bed.lambda.failNextUpdate({ reasonCode: "FunctionError", reason: "boom" });
    await messageOfRejection(stack.up({ code: two.path }));
    await stack.refresh();
    expect((await stack.up({ code: two.path })).step).to.equal("update");
    expect(bed.function.runningSha256).to.equal(two.hash);
    expect((await stack.up({ code: two.path })).step).to.equal("same");
  });

  it("replaces nothing and sends nothing where a refusal comes back, and keeps the old state", async () => {
    await stack.up({ code: one.path });
    const before = stack.outputs;
    bed.lambda.deniedOperations.add("UpdateFunctionCode");
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message).to.match(
      /^Updating the code of orders-api: AccessDeniedException: .* \(request id .*\)\. Allow lambda:UpdateFunctionCode/,
    );
    expect(stack.outputs).to.deep.equal(before);
  });

  it("lets destroy leave the function as it is", async () => {
    await stack.up({ code: one.path });
    bed.requests();
    stack.destroy();
    expect(bed.requests()).to.deep.equal([]);
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  it("fails where no such function exists, with what to do", async () => {
    const message = await messageOfRejection(stack.up({ code: one.path, functionName: "no-such" }));
    expect(message).to.match(
      /^Reading no-such: ResourceNotFoundException: Function not found: .*no-such \(request id .*\)\. Check functionName/,
    );
    expect(stack.outputs).to.equal(undefined);
  });
});
