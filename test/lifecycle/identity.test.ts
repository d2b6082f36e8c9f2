import { expect } from "chai";
import { forEachLambda, onStrictLambda } from "../support/eachLambda.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { configurationOf } from "../support/stack.js";

forEachLambda("the right function", (test) => {
  test("is the same by name, partial ARN and ARN", async ({ stack, one, target }) => {
    const { name, arn } = target;
    const [account = ""] = /\d{12}/.exec(arn) ?? [];
    await stack.up({ code: one.path });
    for (const functionName of [`${account}:function:${name}`, arn, `${name}:$LATEST`]) {
      expect(await stack.preview({ code: one.path, functionName }), functionName).to.equal("same");
    }
  });

  test("is created by its ARN alone, in the Region of the ARN", async (bed) => {
    await bed.stack.up({ code: bed.one.path, functionName: bed.target.arn, aws: { endpoint: bed.url } });
    expect(await bed.running()).to.equal(bed.one.hash);
  });

  test("is another one under another name, account or Region, and so a replacement", async (bed) => {
    const { stack, one, target } = bed;
    const other = await bed.createFunction({ name: "other" });
    await stack.up({ code: one.path });
    const others = [
      { functionName: other.name },
      { functionName: `222222222222:function:${target.name}` },
      { aws: bed.aws({ region: "eu-west-1" }) },
    ];
    for (const args of others) {
      expect(await stack.preview({ code: one.path, ...args }), JSON.stringify(args)).to.equal("replace");
    }
    await stack.up({ code: one.path, functionName: other.name });
    expect((await other.look()).runningSha256).to.equal(one.hash);
    expect(stack.outputs?.functionArn).to.equal(other.arn);
  });

  test("is checked against the accounts of the program before anything is sent", async (bed) => {
    const { stack, one, target } = bed;
    const [account = ""] = /\d{12}/.exec(target.arn) ?? [];
    const rules = [{ allowedAccountIds: ["222222222222"] }, { forbiddenAccountIds: [account] }];
    for (const rule of rules) {
      const message = await messageOfRejection(stack.up({ code: one.path, aws: bed.aws(rule) }));
      expect(message).to.match(new RegExp(`account ${account} is (not )?among`));
    }
    expect(bed.writes()).to.deep.equal([]);
  });

  test("is gone only where Lambda says so of the ARN", async ({ stack, one, target }) => {
    await stack.up({ code: one.path });
    await target.delete();
    const { log } = await stack.refresh();
    expect(log).to.match(/the function is gone/);
    expect(stack.outputs).to.equal(undefined);
  });

  test("is kept in state on every other failure of a refresh", async (bed) => {
    const { stack, one, target } = bed;
    await stack.up({ code: one.path });
    bed.deny("GetFunction");
    expect(await messageOfRejection(stack.refresh())).to.match(
      new RegExp(`^Reading ${target.name}: AccessDeniedException`),
    );
    expect(stack.outputs).to.include({ codeSha256: one.hash });
  });

  test("is found by a refresh with a changed configuration, which is no drift", async ({ stack, one, target }) => {
    await stack.up({ code: one.path });
    await target.configure({ MemorySize: 512 });
    const { log } = await stack.refresh();
    expect(log).to.equal("");
    expect(stack.outputs?.revisionId).to.equal((await target.look()).revisionId);
    expect(await stack.preview({ code: one.path })).to.equal("same");
  });

  test("keeps the names of environment variables only", async ({ stack, one, target }) => {
    await target.configure({ Environment: { Variables: { DB_PASSWORD: "hunter2", A: "x-ray" } } });
    await stack.up({ code: one.path });
    expect(configurationOf(stack.outputs)).to.deep.include({ environment: { variableNames: ["A", "DB_PASSWORD"] } });
    expect(JSON.stringify(stack)).not.to.match(/hunter2|x-ray|X-Amz/);
  });

  test("is reached anew with another profile or endpoint, without a write", async (bed) => {
    const { stack, one } = bed;
    await stack.up({ code: one.path });
    bed.requests();
    const aws = bed.aws({ endpoint: bed.url.replace("127.0.0.1", "localhost") });
    expect((await stack.up({ code: one.path, aws })).step).to.equal("update");
    expect(bed.requests()).to.deep.equal(["GetFunction"]);
    expect(stack.outputs?.aws).to.deep.equal(aws);
    expect((await stack.up({ code: one.path, aws })).step).to.equal("same");
  });
});

onStrictLambda("the right function, of two accounts", (test) => {
  test("is not touched under the same name in another account: Lambda answers 403 to its ARN", async (bed) => {
    const { stack, one, two } = bed;
    await stack.up({ code: one.path });
    bed.lambda.createFunction({ name: "orders-api", account: "222222222222" });
    const aws = bed.useOtherAccount();
    bed.requests();
    expect(await messageOfRejection(stack.up({ code: two.path, aws }))).to.match(/AccessDeniedException/);
    stack.outputs = { ...stack.outputs, aws };
    expect(await messageOfRejection(stack.refresh())).to.match(/AccessDeniedException/);
    expect(bed.writes()).to.deep.equal([]);
    expect(stack.outputs).to.include({ codeSha256: one.hash });
  });
});
