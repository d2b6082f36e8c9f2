import { expect } from "chai";
import { ownAccount } from "../support/accounts.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, largePackage, SourcesBed } from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

describe("a dry run", () => {
  let bed: SourcesBed;
  let stack: Stack;
  let one: { code: string };
  let two: { code: string };
  let hashes: Record<"one" | "two", string>;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    stack = bed.stack;
    hashes = { one: bed.one.hash, two: bed.two.hash };
    one = { code: bed.one.path };
    two = { code: bed.two.path };
  });
  afterEach(() => bed.stop());

  const tries = () => bed.sent("UpdateFunctionCode").filter(({ DryRun }) => DryRun === true);

  it("asks Lambda for the update and changes nothing, and records what runs", async () => {
    await stack.up(one);
    const before = structuredClone(bed.function.latest.configuration);
    bed.requests();
    const { step, outputs, log } = await stack.up({ ...two, publish: true, dryRun: true });
    expect(step).to.equal("update");
    expect(tries()).to.have.lengthOf(1);
    expect(tries()[0]).to.include({ RevisionId: before.RevisionId });
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    expect(bed.function.latest.configuration).to.deep.equal(before);
    expect(outputs).to.include({ codeSha256: hashes.one, deployedCodeSha256: hashes.one, version: "$LATEST" });
    expect(log).to.match(/dry run: Lambda would take the update/);
  });

  it("is not repeated for what was tried, and is for other code or another architecture", async () => {
    await stack.up({ ...one, dryRun: true });
    expect(await stack.preview({ ...one, dryRun: true })).to.equal("same");
    await stack.refresh();
    expect(await stack.preview({ ...one, dryRun: true })).to.equal("same");
    expect(await stack.preview({ ...two, dryRun: true })).to.equal("update");
    expect(await stack.preview({ ...one, architectures: ["arm64"], dryRun: true })).to.equal("update");
    await stack.up({ ...one, architectures: ["arm64"], dryRun: true });
    expect(await stack.preview({ ...one, architectures: ["arm64"], dryRun: true })).to.equal("same");
    expect(bed.function.latest.configuration.Architectures).to.deep.equal(["x86_64"]);
  });

  it("is not needed where the function runs the code already", async () => {
    await stack.up(one);
    bed.requests();
    expect((await stack.up({ ...one, dryRun: true })).step).to.equal("same");
    expect(bed.requests()).to.deep.equal([]);
  });

  it("taken away deploys, whether the resource was made by it or by a deploy", async () => {
    await stack.up({ ...one, dryRun: true });
    expect(bed.function.runningSha256).not.to.equal(hashes.one);
    await stack.up(one);
    expect(bed.function.runningSha256).to.equal(hashes.one);
    await assertAtRest(bed, one);
    await stack.up({ ...two, dryRun: true });
    await stack.up(two);
    expect(bed.function.runningSha256).to.equal(hashes.two);
    await assertAtRest(bed, two);
  });

  it("taken away publishes what it did not", async () => {
    await stack.up({ ...one, publish: true });
    const more = { ...one, publish: true, triggers: "changed" };
    await stack.up({ ...more, dryRun: true });
    await stack.up(more);
    expect(stack.outputs).to.include({ triggers: "changed" });
    await assertAtRest(bed, more);
  });

  it("taken away deploys an image whose digest nobody may see", async () => {
    const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/api";
    const [first, next] = ["first", "next"].map((tag) => bed.lambda.images.push(repository, tag));
    bed.lambda.createFunction({ name: "imaged", packageType: "Image" });
    bed.lambda.deniedOperations.add("BatchGetImage");
    const of = (image = first) => ({ functionName: "imaged", imageUri: image?.uri });
    await stack.up(of());
    await stack.up({ ...of(next), dryRun: true });
    expect(stack.outputs?.codeSha256).to.equal(first?.digestHex);
    expect(await stack.preview({ ...of(next), dryRun: true })).to.equal("same");
    await stack.refresh();
    await stack.up(of(next));
    expect(stack.outputs?.codeSha256).to.equal(next?.digestHex);
    await assertAtRest(bed, of(next));
  });

  it("taken away runs a package in place that was copied, though its bytes are the same", async () => {
    bed.lambda.s3.putObject("releases", "api.zip", bed.zip("one").bytes, { withSha256: true });
    const copied = { s3Bucket: "releases", s3Key: "api.zip" };
    const inPlace = { ...copied, s3ObjectStorageMode: "REFERENCE" };
    await stack.up(copied);
    expect((await stack.up({ ...inPlace, dryRun: true })).step).to.equal("update");
    expect(tries()[0]).to.include({ S3ObjectVersion: "v1", S3ObjectStorageMode: "REFERENCE" });
    expect((await stack.up({ ...inPlace, dryRun: true })).step).to.equal("same");
    await stack.up(inPlace);
    expect(bed.function.latest.code.referencedObject).to.include({ S3Key: "api.zip" });
    await assertAtRest(bed, inPlace);
  });

  it("taken away does so, too, where the dry run made the resource of a function that runs the bytes already", async () => {
    bed.lambda.s3.putObject("releases", "api.zip", bed.zip("one").bytes, { withSha256: true });
    bed.lambda.deployBehindBack("orders-api", bed.zip("one").bytes);
    const inPlace = { s3Bucket: "releases", s3Key: "api.zip", s3ObjectStorageMode: "REFERENCE" };
    await stack.up({ ...inPlace, dryRun: true });
    await stack.up(inPlace);
    expect(bed.function.latest.code.referencedObject).to.include({ S3Key: "api.zip" });
    await assertAtRest(bed, inPlace);
  });

  it("stages nothing: Lambda is asked where the package is in the bucket, and not otherwise", async () => {
    const large = largePackage();
    bed.lambda.s3.createBucket("staging", "us-east-1", { owner: ownAccount });
    const args = { code: bed.file("large.zip", large), stagingBucket: "staging", dryRun: true };
    const { log } = await stack.up(args);
    expect(log).to.match(/dry run: Lambda was not asked, for the package is not in staging yet/);
    expect(bed.sent("PutObject")).to.deep.equal([]);
    expect(bed.sent("UpdateFunctionCode")).to.deep.equal([]);
    const key = `${Buffer.from(large.hash, "base64").toString("hex")}.zip`;
    bed.lambda.s3.putObject("staging", key, large.bytes, { withSha256: true });
    await stack.up(args);
    expect(tries()[0]).to.include({ S3Key: key, S3ObjectVersion: "v1" });
    expect((await stack.up(args)).step).to.equal("same");
  });

  it("fails where Lambda would refuse the update, and keeps the old state", async () => {
    await stack.up(one);
    const before = stack.outputs;
    bed.lambda.deniedOperations.add("UpdateFunctionCode");
    const message = await messageOfRejection(stack.up({ ...two, dryRun: true }));
    expect(message).to.match(/^Updating the code of orders-api: AccessDeniedException/);
    expect(stack.outputs).to.deep.equal(before);
  });

  it("fails where the revision is not the one given", async () => {
    const message = await messageOfRejection(stack.up({ ...one, dryRun: true, expectedRevisionId: "other" }));
    expect(message).to.match(/expectedRevisionId is other\. Nothing was sent/);
    expect(tries()).to.deep.equal([]);
  });

  it("says so where an endpoint ignores it and changes the code", async () => {
    bed.function.settings = { honoursDryRun: false };
    const message = await messageOfRejection(stack.up({ ...one, dryRun: true }));
    expect(message).to.match(/^Trying the update of orders-api: its code changed from .* does not honour DryRun/);
    expect(stack.outputs).to.equal(undefined);
  });
});
