import { expect } from "chai";
import { otherAccount, ownAccount } from "../support/accounts.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, largePackage } from "../support/sourcesBed.js";
import { bucket, keyOf, StagingBed } from "../support/stagingBed.js";

const onPut = /^PUT \/staging/;

describe("a package over 50 MiB on its way through the staging bucket", () => {
  const large = largePackage();
  const keyOfLarge = keyOf(large);
  let bed: StagingBed;

  beforeEach(async () => {
    bed = await StagingBed.startWith(large);
  });
  afterEach(() => bed.stop());

  it("is tried again by the other functions where one could not upload it", async () => {
    bed.lambda.s3.refuseNext("PutObject", 403, "AccessDenied", "no");
    const results = await Promise.allSettled(bed.deployTogether(["one", "two"]));
    expect(results.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
  });

  for (const fault of ["resetAfter", "resetBefore", "truncated", "unavailable"] as const) {
    it(`arrives where the answer to its upload is lost (${fault})`, async () => {
      bed.proxy.inject(onPut, faults[fault]({ acted: true }));
      await bed.stack.up(bed.args);
      expect(bed.function.runningSha256).to.equal(large.hash);
      expect(bed.acceptedUpdates).to.equal(1);
      await assertAtRest(bed, bed.args);
    });
  }

  for (const fault of ["resetAfter", "truncated"] as const) {
    it(`is updated once where the answer to the update is lost (${fault})`, async () => {
      bed.proxy.inject("UpdateFunctionCode", faults[fault]());
      await bed.stack.up({ ...bed.args, publish: true });
      expect(bed.acceptedUpdates).to.equal(1);
      expect(bed.sent("PutObject")).to.have.lengthOf(1);
      await assertAtRest(bed, { ...bed.args, publish: true });
    });
  }

  it("in somebody else's bucket is refused by S3, and nothing is sent to Lambda", async () => {
    bed.lambda.s3.createBucket(bucket, "us-east-1", { owner: otherAccount, guests: [ownAccount] });
    const message = await messageOfRejection(bed.stack.up(bed.args));
    expect(message).to.match(/^Storing s3:\/\/staging\/.* for orders-api: AccessDenied/);
    expect(message).to.match(/check that the bucket is yours/);
    expect(bed.sent("UpdateFunctionCode")).to.deep.equal([]);
    expect(bed.stack.outputs).to.equal(undefined);
    bed.lambda.s3.createBucket(bucket, "us-east-1", { owner: ownAccount });
    await bed.stack.up(bed.args);
    await assertAtRest(bed, bed.args);
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
      expect(await messageOfRejection(bed.stack.up(bed.args))).to.match(expected);
      expect(bed.sent("UpdateFunctionCode")).to.deep.equal([]);
    });
  }

  it("that changed between preview and update is refused, and nothing is sent to Lambda", async () => {
    const other = largePackage(53_000_100);
    bed.proxy.before(/^HEAD \/staging/, 1, () => bed.file("large.zip", other));
    const message = await messageOfRejection(bed.stack.up(bed.args));
    expect(message).to.match(/^Deploying orders-api: The code changed between the preview and its deployment/);
    expect(message).to.include(large.hash).and.to.include(other.hash);
    expect(bed.sent("UpdateFunctionCode")).to.deep.equal([]);
    await bed.stack.up(bed.args);
    expect(bed.function.runningSha256).to.equal(other.hash);
  });

  it("is found again by a later run, and not uploaded again, where Lambda could not take it", async () => {
    bed.proxy.inject("UpdateFunctionCode", faults.refusal(400, "InvalidParameterValueException", "no"));
    await messageOfRejection(bed.stack.up(bed.args));
    bed.requests();
    await bed.stack.up(bed.args);
    expect(bed.requests()).not.to.include("PutObject");
    expect(bed.function.runningSha256).to.equal(large.hash);
  });

  it("is uploaded anew by a later run where it was deleted meanwhile", async () => {
    await bed.stack.up(bed.args);
    bed.lambda.deployBehindBack("orders-api", bed.zip("foreign").bytes);
    bed.lambda.s3.deleteObject(bucket, keyOfLarge);
    await bed.stack.refresh();
    bed.requests();
    await bed.stack.up(bed.args);
    expect(bed.requests()).to.include("PutObject");
    expect(bed.function.runningSha256).to.equal(large.hash);
  });
});
