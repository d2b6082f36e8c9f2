import { expect } from "chai";
import { onStrictLambda } from "../support/eachLambda.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";

onStrictLambda("the guarantees", (test) => {
  test("nothing is dropped from state but by Lambda's own word on this function", async ({ stack, one, proxy }) => {
    await stack.up({ code: one.path });
    const others = [
      faults.refusal(
        404,
        "ResourceNotFoundException",
        "Functions from 'us-east-1' are not reachable in this region ('eu-west-1')",
      ),
      faults.refusal(404, "UnknownOperationException", "Function not found: no Lambda speaks here"),
      faults.refusal(400, "ResourceNotFoundException", "Function not found: not with this status"),
      { ...faults.refusal(404, "", ""), headers: { "content-type": "text/html" }, body: "<html>Not Found</html>" },
    ];
    for (const other of others) {
      proxy.inject("GetFunction", other);
      await messageOfRejection(stack.refresh());
      expect(stack.outputs).to.include({ codeSha256: one.hash });
    }
  });

  test("a read that is refused for its rate for ever ends at the deadline", async (bed) => {
    const { stack, one, proxy } = bed;
    proxy.inject("GetFunction", faults.throttled(), { times: Infinity });
    const startMs = bed.clock.nowMs();
    const message = await messageOfRejection(stack.up({ code: one.path, timeoutSeconds: 60 }));
    expect(message).to.match(/TooManyRequestsException/);
    expect(bed.clock.nowMs() - startMs).to.be.within(45_000, 60_000);
  });

  test("a write that is refused for its rate for ever ends after half an hour: waiting for a turn is not deploying", async (bed) => {
    const { stack, one, proxy } = bed;
    proxy.inject("UpdateFunctionCode", faults.throttled(), { times: Infinity });
    const startMs = bed.clock.nowMs();
    const message = await messageOfRejection(stack.up({ code: one.path, timeoutSeconds: 60 }));
    expect(message).to.match(/^Calling Lambda for orders-api: waited 18\d\d s .* TooManyRequestsException/);
    expect(bed.clock.nowMs() - startMs).to.be.within(1_800_000, 1_900_000);
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
  });

  test("a write that is refused for its revision or another update for ever ends at the deadline", async (bed) => {
    const { stack, one, proxy } = bed;
    const refusals = [faults.revisionMismatch(), faults.updateInProgress(bed.function.arn)];
    for (const refusal of refusals) {
      proxy.clear();
      proxy.inject("UpdateFunctionCode", refusal, { times: Infinity });
      const startMs = bed.clock.nowMs();
      await messageOfRejection(stack.up({ code: one.path, timeoutSeconds: 60 }));
      expect(bed.clock.nowMs() - startMs).to.be.at.most(60_000);
    }
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
  });

  test("nothing is sent again once the deadline has passed", async (bed) => {
    const { stack, one, proxy } = bed;
    for (const operation of ["UpdateFunctionCode", "PublishVersion"]) {
      proxy.clear();
      proxy.inject(operation, faults.updateInProgress(bed.function.arn), { times: Infinity });
      proxy.before(operation, 1, () => {
        bed.clock.advance(700_000);
      });
      await messageOfRejection(stack.up({ code: one.path, publish: true, versionDescription: "release" }));
      expect(proxy.count(operation), operation).to.equal(1);
    }
  });

  test("a read or a write that is lost for ever is given up after ten attempts", async ({ stack, one, proxy }) => {
    for (const operation of ["GetFunction", "UpdateFunctionCode"]) {
      const before = proxy.count(operation);
      proxy.clear();
      proxy.inject(operation, faults.resetBefore(), { times: Infinity });
      await messageOfRejection(stack.up({ code: one.path }));
      expect(proxy.count(operation) - before, operation).to.equal(10);
    }
  });

  for (const onForeignChange of ["failUnseen", "fail"]) {
    test(`an update that Lambda failed and took back is sent again by the next up, with ${onForeignChange}`, async (bed) => {
      const { stack, one, two } = bed;
      for (const code of [one, two]) {
        bed.lambda.failNextUpdate({ reasonCode: "FunctionError", keepsOldHash: true });
        await messageOfRejection(stack.up({ code: code.path, onForeignChange }));
        expect(bed.function.runningSha256).not.to.equal(code.hash);
        await stack.up({ code: code.path, onForeignChange });
        expect(bed.function.runningSha256).to.equal(code.hash);
      }
      expect(stack.outputs).not.to.have.property("replacedCodeSha256");
    });
  }

  test("a failed update of ours that showed the old code again gives no leave to replace what another deployed then", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    bed.lambda.failNextUpdate({ reasonCode: "FunctionError", keepsOldHash: true });
    await messageOfRejection(stack.up({ code: two.path }));
    bed.lambda.deployBehindBack("orders-api", "hotfix");
    expect(await messageOfRejection(stack.up({ code: two.path }))).to.match(/did not deploy/);
  });

  test("another's return to the code that an unfinished update of ours replaced is a foreign deploy", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    bed.function.settings = { inProgressReads: Infinity };
    await messageOfRejection(stack.up({ code: two.path, timeoutSeconds: 10 }));
    bed.function.settings = {};
    bed.lambda.deployBehindBack("orders-api", one.bytes);
    const message = await messageOfRejection(stack.up({ code: two.path, onForeignChange: "fail" }));
    expect(message).to.match(/did not deploy/);
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  test("a refusal for another's revision is not taken for our own work: the architecture is changed all the same", async (bed) => {
    const { stack, one, proxy } = bed;
    await stack.up({ code: one.path, architectures: ["x86_64"] });
    proxy.before("UpdateFunctionCode", 1, () => {
      bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 512 });
    });
    await stack.up({ code: one.path, architectures: ["arm64"] });
    expect(stack.outputs?.architectures).to.deep.equal(["arm64"]);
  });

  test("code that a killed run brought is known as ours after refresh and up, and replaced with every setting", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    const before = { inputs: stack.inputs, outputs: stack.outputs };
    await stack.up({ code: two.path });
    Object.assign(stack, before);
    await stack.refresh();
    expect((await stack.up({ code: two.path, onForeignChange: "fail" })).step).to.equal("update");
    expect(bed.lambda.journal.writes("UpdateFunctionCode")).to.have.lengthOf(2);
    expect((await stack.up({ code: two.path, onForeignChange: "fail" })).step).to.equal("same");
    await stack.up({ code: one.path, onForeignChange: "fail" });
    expect(bed.function.runningSha256).to.equal(one.hash);
  });
});
