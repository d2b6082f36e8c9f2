import { expect } from "chai";
import { onStrictLambda } from "../support/eachLambda.js";
import { messageOfRejection } from "../support/lifecycleBed.js";

onStrictLambda("a deploy that takes its time, or fails", (test) => {
  test("looks twice where the update is done at the second look", async (bed) => {
    await bed.stack.up({ code: bed.one.path });
    expect(bed.requests()).to.deep.equal(["GetFunction", "UpdateFunctionCode", "GetFunction", "GetFunction"]);
  });

  test("is never refused for another's update, which it waits for", async (bed) => {
    const { stack, one, two, lambda } = bed;
    await stack.up({ code: one.path });
    bed.function.settings = { inProgressReads: 3 };
    lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 256 }, { inProgress: true });
    await stack.up({ code: two.path });
    expect(lambda.journal.filter(({ status }) => status === 409)).to.deep.equal([]);
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  test("deploys to an idle function, whose State is Inactive", async (bed) => {
    bed.lambda.createFunction({ name: "orders-api", state: "Inactive" });
    await bed.stack.up({ code: bed.one.path });
    expect(bed.function.codeSha256).to.equal(bed.one.hash);
  });

  test("stops at the deadline with the true state, and the next run goes on from there", async (bed) => {
    const { stack, one, two } = bed;
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

  test("says after ten seconds what it waits for, and for how long", async (bed) => {
    bed.function.settings = { inProgressMs: 25_000 };
    const { log } = await bed.stack.up({ code: bed.one.path });
    expect(log).to.match(
      /orders-api: still waiting for the update of orders-api, 1\d s so far \(LastUpdateStatus InProgress/,
    );
  });

  test("keeps up with an update of 25 seconds in at most 20 requests, and with one of 2 seconds within half a second", async (bed) => {
    bed.function.settings = { inProgressMs: 25_000 };
    await bed.stack.up({ code: bed.one.path });
    expect(bed.requests()).to.have.length.at.most(20);
    bed.function.settings = { inProgressMs: 2_000 };
    const startMs = bed.clock.nowMs();
    await bed.stack.up({ code: bed.two.path });
    expect(bed.clock.nowMs() - startMs).to.be.within(2_000, 2_500);
  });

  test("reports an update that Lambda could not finish, with its reason, and sends the code again in the next run", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    bed.lambda.failNextUpdate({ reasonCode: "InvalidZipFileException", reason: "no handler" });
    const message = await messageOfRejection(stack.up({ code: two.path }));
    expect(message).to.match(
      /^Updating the code of orders-api: Lambda took the code but could not make it run .*InvalidZipFileException: "no handler/,
    );
    expect(stack.outputs?.lastUpdateStatus).to.equal("Failed");
    expect(bed.function.runningSha256).to.equal(one.hash);
    expect(await stack.preview({ code: two.path })).to.equal("update");
    await stack.up({ code: two.path });
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  test("repairs a failed update after a refresh as well, which clears Pulumi's own memory of it", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    bed.lambda.failNextUpdate({ reasonCode: "FunctionError", reason: "boom" });
    await messageOfRejection(stack.up({ code: two.path }));
    await stack.refresh();
    expect((await stack.up({ code: two.path })).step).to.equal("update");
    expect(bed.function.runningSha256).to.equal(two.hash);
    expect((await stack.up({ code: two.path })).step).to.equal("same");
  });
});
