import { expect } from "chai";
import { type Code, LifecycleBed, messageOfRejection } from "../support/lifecycleBed.js";
import type { Stack } from "../support/stack.js";

describe("the right function", () => {
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

  it("is the same by name, partial ARN and ARN", async () => {
    await stack.up({ code: one.path });
    for (const functionName of ["111111111111:function:orders-api", bed.function.arn, "orders-api:$LATEST"]) {
      expect(await stack.preview({ code: one.path, functionName }), functionName).to.equal("same");
    }
  });

  it("is created by its ARN alone, in the Region of the ARN", async () => {
    await stack.up({ code: one.path, functionName: bed.function.arn, aws: { endpoint: bed.lambda.url } });
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  it("is another one under another name, account or Region, and so a replacement", async () => {
    bed.lambda.createFunction({ name: "other" });
    await stack.up({ code: one.path });
    const others = [
      { functionName: "other" },
      { functionName: "222222222222:function:orders-api" },
      { aws: bed.aws({ region: "eu-west-1" }) },
    ];
    for (const other of others) {
      expect(await stack.preview({ code: one.path, ...other }), JSON.stringify(other)).to.equal("replace");
    }
    await stack.up({ code: one.path, functionName: "other" });
    expect(bed.lambda.function("other").runningSha256).to.equal(one.hash);
    expect(stack.outputs?.functionArn).to.equal(bed.lambda.function("other").arn);
  });

  it("is checked against the accounts of the program before anything is sent", async () => {
    const rules = [{ allowedAccountIds: ["222222222222"] }, { forbiddenAccountIds: ["111111111111"] }];
    for (const rule of rules) {
      const message = await messageOfRejection(stack.up({ code: one.path, aws: bed.aws(rule) }));
      expect(message).to.match(/account 111111111111 is (not )?among/);
    }
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
  });

  it("is not touched under the same name in another account: Lambda answers 403 to its ARN", async () => {
    await stack.up({ code: one.path });
    bed.lambda.createFunction({ name: "orders-api", account: "222222222222" });
    const aws = bed.useOtherAccount();
    bed.requests();
    expect(await messageOfRejection(stack.up({ code: two.path, aws }))).to.match(/AccessDeniedException/);
    stack.outputs = { ...stack.outputs, aws };
    expect(await messageOfRejection(stack.refresh())).to.match(/AccessDeniedException/);
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    expect(stack.outputs).to.include({ codeSha256: one.hash });
  });

  it("is gone only where Lambda says so of the ARN", async () => {
    await stack.up({ code: one.path });
    bed.lambda.deleteBehindBack("orders-api");
    const { log } = await stack.refresh();
    expect(log).to.match(/the function is gone/);
    expect(stack.outputs).to.equal(undefined);
  });

  it("is kept in state on every other failure of a refresh", async () => {
    await stack.up({ code: one.path });
    bed.lambda.deniedOperations.add("GetFunction");
    expect(await messageOfRejection(stack.refresh())).to.match(/^Reading orders-api: AccessDeniedException/);
    expect(stack.outputs).to.include({ codeSha256: one.hash });
  });

  it("is found by a refresh with a changed configuration, which is no drift", async () => {
    await stack.up({ code: one.path });
    bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 512 });
    const { log } = await stack.refresh();
    expect(log).to.equal("");
    expect(stack.outputs?.revisionId).to.equal(bed.function.revisionId);
    expect(await stack.preview({ code: one.path })).to.equal("same");
  });

  it("keeps the names of environment variables only", async () => {
    bed.lambda.changeConfigurationBehindBack("orders-api", {
      Environment: { Variables: { DB_PASSWORD: "hunter2", A: "x-ray" } },
    });
    await stack.up({ code: one.path });
    expect(stack.outputs?.configuration).to.deep.include({ environment: { variableNames: ["A", "DB_PASSWORD"] } });
    expect(JSON.stringify(stack)).not.to.match(/hunter2|x-ray|X-Amz/);
  });

  it("is reached anew with another profile or endpoint, without a write", async () => {
    await stack.up({ code: one.path });
    bed.requests();
    const aws = { ...bed.aws(), endpoint: bed.lambda.url.replace("127.0.0.1", "localhost") };
    expect((await stack.up({ code: one.path, aws })).step).to.equal("update");
    expect(bed.requests()).to.deep.equal(["GetFunction"]);
    expect(stack.outputs?.aws).to.deep.equal(aws);
    expect((await stack.up({ code: one.path, aws })).step).to.equal("same");
  });
});
