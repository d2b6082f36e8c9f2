import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, type Package, SourcesBed } from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

const bucket = "releases";
const key = "orders/api.zip";
const args = { s3Bucket: bucket, s3Key: key };

describe("a package from S3", () => {
  let bed: SourcesBed;
  let stack: Stack;
  let one: Package;
  let two: Package;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    stack = bed.stack();
    one = bed.zip("one");
    two = bed.zip("two");
  });
  afterEach(() => bed.stop());

  const put = ({ bytes }: Package, withSha256 = true, to = key) =>
    bed.lambda.s3.putObject(bucket, to, bytes, { withSha256 });
  const check = (news: PropertyBag, olds = {}) => bed.check(news, olds);
  /** Looks of the preview at the function itself are not what is counted here. */
  const s3Requests = () => bed.requests().filter((operation) => operation !== "GetFunction");

  it("has the hash that S3 keeps of the whole object, which is not read", async () => {
    put(one);
    const { inputs, failures } = await check(args);
    expect(failures).to.deep.equal([]);
    expect(inputs.codeSha256).to.equal(one.hash);
    expect(s3Requests()).to.deep.equal(["HeadObject"]);
  });

  it("is read once where S3 keeps no hash, and only looked at from then on, after a refresh too", async () => {
    put(one, false);
    const { inputs } = await check(args);
    expect(inputs.codeSha256).to.equal(one.hash);
    expect(s3Requests()).to.deep.equal(["HeadObject", "GetObject"]);
    await stack.up(args);
    bed.requests();
    expect(await stack.preview(args)).to.equal("same");
    expect(bed.requests()).to.deep.equal(["HeadObject"]);
    await stack.refresh();
    bed.requests();
    expect(await stack.preview(args)).to.equal("same");
    expect(bed.requests()).to.deep.equal(["HeadObject"]);
  });

  it("is read again where the object was replaced", async () => {
    put(one, false);
    await stack.up(args);
    put(two, false);
    bed.requests();
    expect(await stack.preview(args)).to.equal("update");
    expect(s3Requests()).to.deep.equal(["HeadObject", "GetObject"]);
  });

  it("is deployed, and then is at rest", async () => {
    const version = put(one);
    await stack.up(args);
    expect(bed.function.runningSha256).to.equal(one.hash);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3Bucket: bucket, S3Key: key, S3ObjectVersion: version });
    expect(bed.sent("UpdateFunctionCode")[0]).not.to.have.property("S3ObjectStorageMode");
    await assertAtRest(bed, stack, args);
  });

  it("is published by the update itself, for a version of the object cannot change", async () => {
    put(one);
    const { outputs } = await stack.up({ ...args, publish: true });
    expect(bed.requests()).not.to.include("PublishVersion");
    expect(outputs.version).to.equal("1");
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
    await assertAtRest(bed, stack, { ...args, publish: true });
  });

  it("has its pin compared before anything is sent", async () => {
    put(one);
    const message = await messageOfRejection(stack.up({ ...args, codeSha256: two.hash }));
    expect(message)
      .to.include(one.hash)
      .and.to.include(two.hash)
      .and.to.match(/codeSha256 pins/);
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    await stack.up({ ...args, codeSha256: one.hash });
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  it("that may not be read is deployed as its pin says, with one line about it", async () => {
    put(one);
    bed.lambda.deniedOperations.add("GetObject").add("GetObjectVersion");
    const pinned = { ...args, codeSha256: one.hash };
    const { log } = await stack.up(pinned);
    expect(log.match(/warning: The object "?s3:\/\/releases\/orders\/api\.zip"? may not be read/g)).to.have.lengthOf(1);
    expect(log).to.match(/Lambda's answer is the first check of its bytes/);
    expect(bed.function.runningSha256).to.equal(one.hash);
    await assertAtRest(bed, stack, pinned);
  });

  it("that may not be read and has no pin is an error at preview", async () => {
    put(one);
    bed.lambda.deniedOperations.add("GetObject");
    const { failures } = await check(args);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(
      /^s3Bucket: Looking at s3:\/\/releases\/orders\/api\.zip for orders-api: AccessDenied/,
    );
    expect(failures[0])
      .to.match(/s3:GetObject/)
      .and.to.match(/Or pin the package's hash with codeSha256/);
  });

  it("that may not be read and is other bytes than its pin is told as what it is, and mended by the right upload", async () => {
    put(two);
    bed.lambda.deniedOperations.add("GetObject").add("GetObjectVersion");
    const pinned = { ...args, codeSha256: one.hash };
    const message = await messageOfRejection(stack.up(pinned));
    expect(message).to.match(/Lambda took code .* from s3:\/\/releases\/orders\/api\.zip/);
    expect(message).to.include(one.hash).and.to.include(two.hash);
    expect(message).not.to.match(/another deploy/);
    expect(stack.outputs).to.include({ codeSha256: two.hash, deployedCodeSha256: two.hash });
    put(one);
    await stack.up(pinned);
    expect(bed.function.runningSha256).to.equal(one.hash);
    await assertAtRest(bed, stack, pinned);
  });

  it("is deployed in the version that the preview saw, even where it was overwritten before the update", async () => {
    const seen = put(one);
    bed.proxy.before("UpdateFunctionCode", 1, () => put(two));
    await stack.up(args);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectVersion: seen });
    expect(bed.function.runningSha256).to.equal(one.hash);
    expect(await stack.preview(args)).to.equal("update");
    await stack.up(args);
    expect(bed.function.runningSha256).to.equal(two.hash);
    await assertAtRest(bed, stack, args);
  });

  it("is deployed in the version that the program names", async () => {
    const first = put(one);
    put(two);
    const named = { ...args, s3ObjectVersion: first };
    await stack.up(named);
    expect(bed.function.runningSha256).to.equal(one.hash);
    await assertAtRest(bed, stack, named);
  });

  const unusable: [string, () => void, RegExp][] = [
    [
      "in a bucket of another Region",
      () => {
        bed.lambda.s3.createBucket(bucket, "eu-west-1");
        bed.lambda.s3.putObject(bucket, key, one.bytes, { region: "eu-west-1" });
      },
      /^s3Bucket: .*PermanentRedirect: the bucket is in eu-west-1, the function in us-east-1/,
    ],
    [
      "that is missing",
      () => {
        bed.lambda.s3.createBucket(bucket, "us-east-1");
      },
      /^s3Bucket: .*(NoSuchKey|NotFound)/,
    ],
    ["in a bucket that is missing", () => undefined, /^s3Bucket: .*NoSuchBucket/],
  ];
  for (const [title, arrange, expected] of unusable) {
    it(`${title} is an error at preview, and nothing is sent`, async () => {
      arrange();
      const { failures } = await check(args);
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.match(expected);
      await messageOfRejection(stack.up(args));
      expect(bed.lambda.journal.writes()).to.deep.equal([]);
    });
  }

  it("for a function that runs an image is refused at preview", async () => {
    bed.lambda.createFunction({ name: "imaged", packageType: "Image" });
    put(one);
    const { failures } = await check({ ...args, functionName: "imaged" });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/function:imaged is an Image function, and the code is a package/);
  });

  it("whose upload comes with the function's creation is known at up", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { inputs } = await check({ ...args, s3Key: unknown });
    expect(inputs.codeSha256).to.equal(unknown);
    expect(bed.requests()).to.deep.equal([]);
  });
});
