import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { unknownValue } from "#lib/ground/unknowns.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import {
  assertAtRest,
  largePackage,
  otherAccount,
  ownAccount,
  type Package,
  SourcesBed,
} from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

const args = { sourceFunction: { functionName: "orders-staging" } };

describe("the source of a promotion", function () {
  this.timeout(60_000);
  let bed: SourcesBed;
  let stack: Stack;
  let one: Package;
  let two: Package;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    stack = bed.stack();
    one = bed.zip("one");
    two = bed.zip("two");
    bed.lambda.createFunction({ name: "orders-staging", code: one.bytes });
  });
  afterEach(() => bed.stop());

  const source = () => bed.lambda.function("orders-staging");
  const check = (news: PropertyBag, olds = {}) => bed.check(news, olds);

  it("crosses Regions and accounts, each side by its own credentials", async () => {
    const place = { account: otherAccount, region: "eu-west-1" };
    bed.lambda.createFunction({ name: "orders-far", code: two.bytes, ...place });
    const assumeRoles = [{ roleArn: `arn:aws:iam::${otherAccount}:role/reader` }];
    const aws = bed.aws({ region: "eu-west-1", assumeRoles });
    const promoted = { sourceFunction: { functionName: "orders-far", aws } };
    await stack.up(promoted);
    expect(bed.function.runningSha256).to.equal(two.hash);
    const looks = bed.lambda.journal
      .requests("GetFunction")
      .filter(({ functionName }) => functionName === "orders-far");
    expect(new Set(looks.map(({ account, region }) => `${account} ${region}`))).to.deep.equal(
      new Set([`${otherAccount} eu-west-1`]),
    );
    await assertAtRest(bed, stack, promoted);
  });

  it("takes the Region of its source from an ARN", async () => {
    bed.lambda.createFunction({ name: "orders-far", code: two.bytes, region: "eu-west-1" });
    const { arn } = bed.lambda.function("orders-far", { region: "eu-west-1" });
    await stack.up({ sourceFunction: { functionName: arn } });
    expect(bed.function.runningSha256).to.equal(two.hash);
    const { failures } = await check({ sourceFunction: { functionName: arn, aws: bed.aws() } });
    expect(failures).to.deep.equal([
      "sourceFunction.functionName is an ARN of eu-west-1, but sourceFunction.aws.region is us-east-1.",
    ]);
  });

  it("waits at the deploy for a source that is being updated", async () => {
    bed.lambda.deployBehindBack("orders-staging", two.bytes, { inProgress: true });
    source().settings = { inProgressMs: 20_000, inProgressReads: 3 };
    source().latest.transition = { kind: "update", readsLeft: 3, notBeforeMs: bed.clock.nowMs() + 20_000 };
    const { log } = await stack.up(args);
    expect(log).to.match(/still waiting for the source function orders-staging/);
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("waits for a source version that is not ready yet", async () => {
    source().settings = { publishedUpdatePendingReads: 4 };
    bed.lambda.deployBehindBack("orders-staging", two.bytes, { publish: true });
    source().versions.get("1")!.configuration.State = "Pending";
    source().versions.get("1")!.transition = { kind: "creation", readsLeft: 4, notBeforeMs: 0 };
    await stack.up({ sourceFunction: { functionName: "orders-staging", qualifier: "1" } });
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("does not take what a source shows whose update failed", async () => {
    bed.lambda.deployBehindBack("orders-staging", two.bytes);
    source().latest.configuration.LastUpdateStatus = "Failed";
    const { failures } = await check(args);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/orders-staging is not sound \(LastUpdateStatus Failed/);
  });

  it("says what is missing where there is no such source, version, or permission", async () => {
    const { failures } = await check({ sourceFunction: { functionName: "none" } });
    expect(failures[0]).to.match(/^sourceFunction: Reading none: ResourceNotFoundException/);
    const qualified = await check({ sourceFunction: { functionName: "orders-staging", qualifier: "9" } });
    expect(qualified.failures[0]).to.match(/^sourceFunction: Reading orders-staging: .*orders-staging:9/);
    bed.lambda.deniedOperations.add("GetFunction");
    expect((await check(args)).failures[0]).to.match(/AccessDeniedException.*Allow lambda:GetFunction/);
  });

  it("leaves the presigned URL of the code out of outputs, errors and lines", async () => {
    const texts: string[] = [];
    const { log } = await stack.up(args);
    texts.push(log, JSON.stringify([stack.outputs, stack.inputs]));
    await stack.refresh();
    texts.push(JSON.stringify([stack.outputs, stack.inputs]));
    bed.lambda.deployBehindBack("orders-staging", two.bytes);
    for (const fault of [faults.resetBefore(), faults.refusal(403, "AccessDenied", "Request has expired")]) {
      bed.proxy.clear();
      bed.lambda.baseUrlOfDownloads = bed.proxy.url;
      bed.proxy.inject(/^GET \/snapshots/, fault, { times: 20 });
      texts.push(await messageOfRejection(stack.up(args)));
    }
    expect(texts.at(-1)).to.match(/The download of the code of .*orders-staging failed: the server answered 403/);
    for (const text of texts) {
      expect(text).not.to.match(/snapshots|X-Amz|Signature|presigned/i);
    }
    bed.proxy.clear();
    await stack.up(args);
    await assertAtRest(bed, stack, args);
  });

  it("fetches the code again where the download was cut", async () => {
    bed.lambda.baseUrlOfDownloads = bed.proxy.url;
    bed.proxy.inject(/^GET \/snapshots/, faults.truncated());
    await stack.up(args);
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  describe("from a FunctionCode of the same program", () => {
    const resource = (more: object) => ({
      sourceFunction: { functionName: source().arn, qualifier: "$LATEST", codeSha256: one.hash, ...more },
    });

    it("shows the hash that its source is to run, also while its version is not known", async () => {
      const { inputs, failures } = await check(
        resource({ functionName: unknownValue, qualifier: unknownValue, codeSha256: two.hash }),
      );
      expect(failures).to.deep.equal([]);
      expect(inputs.codeSha256).to.equal(two.hash);
      expect(bed.requests()).to.deep.equal([]);
    });

    it("leaves the hash unknown where the source is to be created", async () => {
      const { inputs } = await check(resource({ functionName: unknownValue, codeSha256: unknownValue }));
      expect(inputs.codeSha256).to.equal(unknownValue);
      expect((await check({ sourceFunction: unknownValue })).inputs.codeSha256).to.equal(unknownValue);
    });

    it("is an update while the source's own is only previewed, and comes to rest after both", async () => {
      await stack.up(resource({}));
      const next = { functionName: unknownValue, qualifier: unknownValue, codeSha256: two.hash };
      expect(await stack.preview(resource(next))).to.equal("update");
      bed.lambda.deployBehindBack("orders-staging", two.bytes, { publish: true });
      const known = resource({ qualifier: "1", codeSha256: two.hash });
      await stack.up(known);
      expect(bed.function.runningSha256).to.equal(two.hash);
      await assertAtRest(bed, stack, known);
    });
  });

  describe("of more than 50 MiB", () => {
    const large = largePackage();
    beforeEach(() => {
      bed.lambda.s3.createBucket("staging", "us-east-1", { owner: ownAccount });
      bed.lambda.deployBehindBack("orders-staging", large.bytes);
    });

    it("goes through the staging bucket", async () => {
      const stagedArgs = { ...args, stagingBucket: "staging" };
      await stack.up({ ...stagedArgs, publish: true });
      expect(bed.sent("PutObject")[0]).to.include({ ChecksumSHA256: large.hash, ExpectedBucketOwner: ownAccount });
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectVersion: "v1", Publish: true });
      expect(bed.function.runningSha256).to.equal(large.hash);
      await assertAtRest(bed, stack, stagedArgs);
    });

    it("without a staging bucket is an error at preview, with its size, the limit and what to do", async () => {
      const { failures } = await check(args);
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.match(/^sourceFunction: The package of .*orders-staging is 50\.5 MiB/);
      expect(failures[0]).to.match(/52,428,800 bytes.*Give a stagingBucket/);
    });

    it("is not looked for in the source where the bucket has it already", async () => {
      const name = `${Buffer.from(large.hash, "base64").toString("hex")}.zip`;
      bed.lambda.s3.putObject("staging", name, large.bytes, { withSha256: true });
      const before = bed.lambda.downloadCount;
      await stack.up({ ...args, stagingBucket: "staging" });
      expect(bed.lambda.downloadCount).to.equal(before);
      expect(bed.function.runningSha256).to.equal(large.hash);
    });
  });
});
