import { expect } from "chai";
import { otherAccount, ownAccount } from "../support/accounts.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, largePackage } from "../support/sourcesBed.js";
import { bucket, keyOf, StagingBed } from "../support/stagingBed.js";

describe("a package over 50 MiB", () => {
  const large = largePackage();
  const keyOfLarge = keyOf(large);
  let bed: StagingBed;

  beforeEach(async () => {
    bed = await StagingBed.startWith(large);
  });
  afterEach(() => bed.stop());

  it("goes through the staging bucket, once, as a version that cannot change", async () => {
    const { outputs, log } = await bed.stack.up({ ...bed.args, publish: true });
    expect(bed.function.runningSha256).to.equal(large.hash);
    expect(bed.sent("PutObject")).to.have.lengthOf(1);
    expect(bed.sent("PutObject")[0]).to.deep.include({
      Bucket: bucket,
      Key: keyOfLarge,
      ChecksumSHA256: large.hash,
      ExpectedBucketOwner: ownAccount,
      Body: `${large.bytes.length} bytes`,
    });
    expect(bed.sent("HeadObject")[0]).to.include({ ExpectedBucketOwner: ownAccount, ChecksumMode: "ENABLED" });
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({
      S3Bucket: bucket,
      S3Key: keyOfLarge,
      S3ObjectVersion: "v1",
      Publish: true,
    });
    expect(outputs).to.include({ version: "1", codeSha256: large.hash });
    expect(log).to.match(new RegExp(`sent 50\\.5 MiB .* through s3://staging/${keyOfLarge}`));
    await assertAtRest(bed, bed.args);
  });

  it("goes under the prefix and to the owner that the program names", async () => {
    bed.lambda.s3.createBucket(bucket, "us-east-1", { owner: otherAccount, guests: [ownAccount] });
    const stagingBucket = { bucket, keyPrefix: "lambda/", expectedBucketOwner: otherAccount };
    await bed.stack.up({ ...bed.args, stagingBucket });
    expect(bed.sent("PutObject")[0]).to.include({ Key: `lambda/${keyOfLarge}`, ExpectedBucketOwner: otherAccount });
    expect(bed.function.runningSha256).to.equal(large.hash);
  });

  it("is uploaded once for functions that share it", async () => {
    const names = ["one", "two", "three"];
    await Promise.all(bed.deployTogether(names));
    expect(bed.sent("PutObject")).to.have.lengthOf(1);
    expect(names.map((name) => bed.lambda.function(name).runningSha256)).to.deep.equal(names.map(() => large.hash));
  });

  it("is not uploaded again where S3 shows the hash of the whole object", async () => {
    bed.lambda.s3.putObject(bucket, keyOfLarge, large.bytes, { withSha256: true });
    await bed.stack.up(bed.args);
    expect(bed.sent("PutObject")).to.deep.equal([]);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectVersion: "v1" });
    expect(bed.function.runningSha256).to.equal(large.hash);
  });

  const notThere: [string, () => void][] = [
    [
      "another object lies under its key",
      () => bed.lambda.s3.putObject(bucket, keyOfLarge, Buffer.from("x"), { withSha256: true }),
    ],
    ["S3 keeps no hash of what lies there", () => bed.lambda.s3.putObject(bucket, keyOfLarge, large.bytes)],
    [
      "S3 has only the hash of hashes of parts",
      () => bed.lambda.s3.putObject(bucket, keyOfLarge, large.bytes, { withSha256: true, parts: 3 }),
    ],
  ];
  for (const [title, arrange] of notThere) {
    it(`is uploaded anew where ${title}`, async () => {
      arrange();
      await bed.stack.up(bed.args);
      expect(bed.sent("PutObject")).to.have.lengthOf(1);
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectVersion: "v2" });
      expect(bed.function.runningSha256).to.equal(large.hash);
    });
  }

  it("is uploaded where nobody may look whether it is there", async () => {
    bed.lambda.deniedOperations.add("GetObject");
    await bed.stack.up(bed.args);
    expect(bed.function.runningSha256).to.equal(large.hash);
  });

  it("is published after the update from a bucket without versions", async () => {
    bed.lambda.s3.createBucket(bucket, "us-east-1", { owner: ownAccount, isVersioned: false });
    const { outputs } = await bed.stack.up({ ...bed.args, publish: true });
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ Publish: false });
    expect(bed.sent("UpdateFunctionCode")[0]).not.to.have.property("S3ObjectVersion");
    expect(bed.sent("PublishVersion")[0]).to.include({ CodeSha256: large.hash });
    expect(outputs.version).to.equal("1");
    await assertAtRest(bed, { ...bed.args, publish: true });
  });

  it("without a staging bucket is an error at preview, with its size, the limit and what to do", async () => {
    const message = await messageOfRejection(bed.stack.preview({ code: bed.args.code }));
    expect(message).to.include("53,000,").and.to.include("52,428,800 bytes").and.to.include("Give a stagingBucket");
    expect(bed.requests()).to.deep.equal([]);
  });

  it("goes the same way where it is made of a folder", async () => {
    const files = { "model.bin": large.bytes.subarray(0, 52_900_000), "index.js": Buffer.from("//") };
    const code = bed.dir("large", files);
    expect(await messageOfRejection(bed.stack.preview({ code }))).to.match(/50 MiB|52,428,800 bytes/);
    await bed.stack.up({ code, stagingBucket: bucket });
    expect(bed.sent("PutObject")).to.have.lengthOf(1);
    expect(bed.function.runningSha256).to.equal(bed.stack.inputs?.codeSha256);
    await assertAtRest(bed, { code, stagingBucket: bucket });
  });

  it("is sent directly where it fits, whether or not a staging bucket is given", async () => {
    const small = bed.file("small.zip", bed.zip("small"));
    await bed.stack.up({ code: small, stagingBucket: bucket });
    expect(bed.sent("PutObject")).to.deep.equal([]);
    expect(bed.sent("UpdateFunctionCode")[0]).to.have.property("ZipFile");
  });

  it("is no change by another staging bucket", async () => {
    await bed.stack.up(bed.args);
    expect(await bed.stack.preview({ ...bed.args, stagingBucket: "another-one" })).to.equal("same");
  });
});
