import { expect } from "chai";
import { createProvider } from "#lib/provider.js";
import { CapturedLog } from "../support/capturedLog.js";
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

const bucket = "staging";
const onPut = /^PUT \/staging/;
const hexOf = ({ hash }: Package) => Buffer.from(hash, "base64").toString("hex");

describe("a package over 50 MiB on its way through the staging bucket", function () {
  this.timeout(60_000);
  const large = largePackage();
  let bed: SourcesBed;
  let stack: Stack;
  let args: { code: string; stagingBucket: string };

  beforeEach(async () => {
    bed = await SourcesBed.start();
    bed.lambda.s3.createBucket(bucket, "us-east-1", { owner: ownAccount });
    stack = bed.stack();
    args = { code: bed.file("large.zip", large), stagingBucket: bucket };
  });
  afterEach(() => bed.stop());

  const keyOfLarge = `${hexOf(large)}.zip`;

  it("is tried again by the other functions where one could not upload it", async () => {
    const names = ["one", "two"];
    names.forEach((name) => bed.lambda.createFunction({ name }));
    bed.lambda.s3.refuseNext("PutObject", 403, "AccessDenied", "no");
    const provider = createProvider({ clock: bed.clock, log: new CapturedLog() });
    const results = await Promise.allSettled(
      names.map(async (functionName) => {
        const { inputs } = await provider.check({}, { functionName, aws: bed.aws(), ...args });
        await provider.create(inputs);
      }),
    );
    expect(results.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
  });

  for (const fault of ["resetAfter", "resetBefore", "truncated", "unavailable"] as const) {
    it(`arrives where the answer to its upload is lost (${fault})`, async () => {
      bed.proxy.inject(onPut, faults[fault]({ acted: true }));
      await stack.up(args);
      expect(bed.function.runningSha256).to.equal(large.hash);
      expect(bed.acceptedUpdates).to.equal(1);
      await assertAtRest(bed, stack, args);
    });
  }

  for (const fault of ["resetAfter", "truncated"] as const) {
    it(`is updated once where the answer to the update is lost (${fault})`, async () => {
      bed.proxy.inject("UpdateFunctionCode", faults[fault]());
      await stack.up({ ...args, publish: true });
      expect(bed.acceptedUpdates).to.equal(1);
      expect(bed.sent("PutObject")).to.have.lengthOf(1);
      await assertAtRest(bed, stack, { ...args, publish: true });
    });
  }

  it("in somebody else's bucket is refused by S3, and nothing is sent to Lambda", async () => {
    bed.lambda.s3.createBucket(bucket, "us-east-1", { owner: otherAccount, guests: [ownAccount] });
    const message = await messageOfRejection(stack.up(args));
    expect(message).to.match(/^Storing s3:\/\/staging\/.* for orders-api: AccessDenied/);
    expect(message).to.match(/check that the bucket is yours/);
    expect(bed.sent("UpdateFunctionCode")).to.deep.equal([]);
    expect(stack.outputs).to.equal(undefined);
    bed.lambda.s3.createBucket(bucket, "us-east-1", { owner: ownAccount });
    await stack.up(args);
    await assertAtRest(bed, stack, args);
  });

  const unusable: [string, () => void, RegExp][] = [
    [
      "in a bucket of another Region",
      () => {
        bed.lambda.s3.createBucket(bucket, "eu-west-1", { owner: ownAccount });
      },
      /PermanentRedirect: the bucket is in eu-west-1.*name a stagingBucket there/,
    ],
    [
      "without the permission to upload it",
      () => bed.lambda.deniedOperations.add("PutObject"),
      /AccessDenied: .*s3:PutObject/,
    ],
  ];
  for (const [title, arrange, expected] of unusable) {
    it(`${title} is an error that says what to do, and nothing is sent to Lambda`, async () => {
      arrange();
      expect(await messageOfRejection(stack.up(args))).to.match(expected);
      expect(bed.sent("UpdateFunctionCode")).to.deep.equal([]);
    });
  }

  it("that changed between preview and update is refused, and nothing is sent to Lambda", async () => {
    const other = largePackage(53_000_100);
    bed.proxy.before(/^HEAD \/staging/, 1, () => bed.file("large.zip", other));
    const message = await messageOfRejection(stack.up(args));
    expect(message).to.match(/^Deploying orders-api: The code changed between the preview and its deployment/);
    expect(message).to.include(large.hash).and.to.include(other.hash);
    expect(bed.sent("UpdateFunctionCode")).to.deep.equal([]);
    await stack.up(args);
    expect(bed.function.runningSha256).to.equal(other.hash);
  });

  it("is found again by a later run, and not uploaded again, where Lambda could not take it", async () => {
    bed.proxy.inject("UpdateFunctionCode", faults.refusal(400, "InvalidParameterValueException", "no"));
    await messageOfRejection(stack.up(args));
    bed.requests();
    await stack.up(args);
    expect(bed.requests()).not.to.include("PutObject");
    expect(bed.function.runningSha256).to.equal(large.hash);
  });

  it("is uploaded anew by a later run where it was deleted meanwhile", async () => {
    await stack.up(args);
    bed.lambda.deployBehindBack("orders-api", bed.zip("foreign").bytes);
    bed.lambda.s3.deleteObject(bucket, keyOfLarge);
    await stack.refresh();
    bed.requests();
    await stack.up(args);
    expect(bed.requests()).to.include("PutObject");
    expect(bed.function.runningSha256).to.equal(large.hash);
  });
});
