import { UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import type { Code } from "../support/code.js";
import { onStrictLambda } from "../support/eachLambda.js";
import { keyOfOurs, messageOfRejection } from "../support/lifecycleBed.js";
import type { Stack } from "../support/stack.js";
import type { StrictBed } from "../support/strictBed.js";
import { sdkClient } from "../support/strictLambda/index.js";

const failure = { reasonCode: "FunctionError" };

// A failed update may show its own code, and the next one that fails what runs in truth: nobody has looked at that yet.
onStrictLambda("code that a failed update hid, and the next failed one showed again", (test) => {
  test("stops the next up where only a killed first deploy had seen it, until a refresh has shown it", async (bed) => {
    const { stack, one } = bed;
    const hiddenHash = bed.function.codeSha256;
    await failAnUpdate(bed, bed.newStack());
    bed.lambda.failNextUpdate({ ...failure, keepsOldHash: true });
    await messageOfRejection(stack.up({ code: one.path }));
    expect(stack.outputs).to.include({ codeSha256: hiddenHash, lastUpdateStatus: "Failed" });
    await expectRefusal(bed, "failUnseen");
    await expectRefusal(bed, "fail");
    await stack.refresh();
    await stack.up({ code: one.path });
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  test("looks the same as a foreign deploy that failed right after ours, and is never overwritten as ours", async (bed) => {
    const { stack, one, proxy } = bed;
    await failAnUpdate(bed, bed.newStack());
    bed.lambda.failNextUpdate(failure);
    const hotfix = bed.code("hotfix");
    proxy.after("UpdateFunctionCode", 1, async () => {
      bed.lambda.settle("orders-api");
      bed.lambda.failNextUpdate(failure);
      const others = sdkClient(bed.lambda.url, { accessKeyId: keyOfOurs });
      await others.send(new UpdateFunctionCodeCommand({ FunctionName: "orders-api", ZipFile: hotfix.bytes }));
      others.destroy();
    });
    await messageOfRejection(stack.up({ code: one.path }));
    expect(stack.outputs).to.include({ codeSha256: hotfix.hash, lastUpdateStatus: "Failed" });
    await expectRefusal(bed, "failUnseen");
    await expectRefusal(bed, "fail");
  });

  test("is replaced with fail where this resource deployed it last, and a killed update had hidden it", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    await expectReplacedOnceHidden(bed, two);
    expect(stack.outputs).not.to.have.property("replacedCodeSha256");
  });

  test("is replaced with fail where an unfinished update had replaced it before a killed one hid it", async (bed) => {
    const { stack, one, two, three } = bed;
    await stack.up({ code: one.path });
    bed.lambda.failNextUpdate({ ...failure, keepsOldHash: true });
    await messageOfRejection(stack.up({ code: two.path }));
    await expectReplacedOnceHidden(bed, three);
  });

  test("stops the next up where it is another's, whose deploy somebody's failed update had hidden", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    const foreignHash = bed.lambda.deployBehindBack("orders-api", "hotfix");
    await failAnUpdate(bed, bed.newStack(), two.path);
    bed.lambda.failNextUpdate({ ...failure, keepsOldHash: true });
    await messageOfRejection(stack.up({ code: two.path }));
    expect(bed.function.runningSha256).to.equal(foreignHash);
    await expectRefusal(bed, "failUnseen", two.path);
    await expectRefusal(bed, "fail", two.path);
  });
});

/** An update that shows its own code all the same; where its stack is not used any more, the run was killed. */
async function failAnUpdate(bed: StrictBed, stack: Stack, code = bed.one.path): Promise<void> {
  bed.lambda.failNextUpdate(failure);
  expect(await messageOfRejection(stack.up({ code }))).to.match(/could not make it run/);
}

async function expectRefusal(bed: StrictBed, onForeignChange: string, code = bed.one.path): Promise<void> {
  const { length } = bed.lambda.journal.writes();
  expect(await messageOfRejection(bed.stack.up({ code, onForeignChange }))).to.match(/did not deploy/);
  expect(bed.lambda.journal.writes()).to.have.lengthOf(length);
}

/** A killed update hides the bed's first code, one that fails shows it again, and the next one replaces it with `fail`. */
async function expectReplacedOnceHidden(bed: StrictBed, { path: code, hash }: Code): Promise<void> {
  const { stack, one } = bed;
  const saved = Object.assign({}, stack);
  await failAnUpdate(bed, stack, code);
  Object.assign(stack, saved);
  bed.lambda.failNextUpdate({ ...failure, keepsOldHash: true });
  await messageOfRejection(stack.up({ code, onForeignChange: "fail" }));
  expect(stack.outputs).to.include({ codeSha256: one.hash, replacedCodeSha256: one.hash });
  await stack.up({ code, onForeignChange: "fail" });
  expect(bed.function.runningSha256).to.equal(hash);
}
