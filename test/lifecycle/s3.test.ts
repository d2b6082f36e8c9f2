import { expect } from "chai";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { args, bucket, key, S3Bed } from "../support/s3Bed.js";
import { assertAtRest } from "../support/sourcesBed.js";

describe("a package from S3", () => {
  let bed: S3Bed;

  beforeEach(async () => {
    bed = await S3Bed.start();
  });
  afterEach(() => bed.stop());

  /** Looks of the preview at the function itself are not what is counted here. */
  const s3Requests = () => bed.requests().filter((operation) => operation !== "GetFunction");

  it("has the hash that S3 keeps of the whole object, which is not read", async () => {
    bed.put(bed.one);
    const { inputs, failures } = await bed.check(args);
    expect(failures).to.deep.equal([]);
    expect(inputs.codeSha256).to.equal(bed.one.hash);
    expect(s3Requests()).to.deep.equal(["HeadObject"]);
  });

  it("is read once where S3 keeps no hash, and only looked at from then on, after a refresh too", async () => {
    bed.put(bed.one, false);
    const { inputs } = await bed.check(args);
    expect(inputs.codeSha256).to.equal(bed.one.hash);
    expect(s3Requests()).to.deep.equal(["HeadObject", "GetObject"]);
    await bed.stack.up(args);
    bed.requests();
    expect(await bed.stack.preview(args)).to.equal("same");
    expect(bed.requests()).to.deep.equal(["HeadObject"]);
    await bed.stack.refresh();
    bed.requests();
    expect(await bed.stack.preview(args)).to.equal("same");
    expect(bed.requests()).to.deep.equal(["HeadObject"]);
  });

  it("is read again where the object was replaced", async () => {
    bed.put(bed.one, false);
    await bed.stack.up(args);
    bed.put(bed.two, false);
    bed.requests();
    expect(await bed.stack.preview(args)).to.equal("update");
    expect(s3Requests()).to.deep.equal(["HeadObject", "GetObject"]);
  });

  it("is deployed, and then is at rest", async () => {
    const version = bed.put(bed.one);
    await bed.stack.up(args);
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3Bucket: bucket, S3Key: key, S3ObjectVersion: version });
    expect(bed.sent("UpdateFunctionCode")[0]).not.to.have.property("S3ObjectStorageMode");
    await assertAtRest(bed, args);
  });

  it("is published by the update itself, for a version of the object cannot change", async () => {
    bed.put(bed.one);
    const { outputs } = await bed.stack.up({ ...args, publish: true });
    expect(bed.requests()).not.to.include("PublishVersion");
    expect(outputs.version).to.equal("1");
    expect(bed.function.versionNumbers).to.deep.equal(["1"]);
    await assertAtRest(bed, { ...args, publish: true });
  });

  it("has its pin compared before anything is sent", async () => {
    bed.put(bed.one);
    const message = await messageOfRejection(bed.stack.up({ ...args, codeSha256: bed.two.hash }));
    expect(message)
      .to.include(bed.one.hash)
      .and.to.include(bed.two.hash)
      .and.to.match(/codeSha256 pins/);
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    await bed.stack.up({ ...args, codeSha256: bed.one.hash });
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
  });

  it("that may not be read is deployed as its pin says, with one line about it", async () => {
    bed.put(bed.one);
    bed.lambda.deniedOperations.add("GetObject").add("GetObjectVersion");
    const pinned = { ...args, codeSha256: bed.one.hash };
    const { log } = await bed.stack.up(pinned);
    expect(log.match(/warning: The object "?s3:\/\/releases\/orders\/api\.zip"? may not be read/g)).to.have.lengthOf(1);
    expect(log).to.match(/Lambda's answer is the first check of its bytes/);
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
    await assertAtRest(bed, pinned);
  });

  it("that may not be read and has no pin is an error at preview", async () => {
    bed.put(bed.one);
    bed.lambda.deniedOperations.add("GetObject");
    const { failures } = await bed.check(args);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(
      /^s3Bucket: Looking at s3:\/\/releases\/orders\/api\.zip for orders-api: AccessDenied/,
    );
    expect(failures[0])
      .to.match(/s3:GetObject/)
      .and.to.match(/Or pin the package's hash with codeSha256/);
  });

  it("that may not be read and is other bytes than its pin is told as what it is, and mended by the right upload", async () => {
    bed.put(bed.two);
    bed.lambda.deniedOperations.add("GetObject").add("GetObjectVersion");
    const pinned = { ...args, codeSha256: bed.one.hash };
    const message = await messageOfRejection(bed.stack.up(pinned));
    expect(message).to.match(/Lambda took code .* from s3:\/\/releases\/orders\/api\.zip/);
    expect(message).to.include(bed.one.hash).and.to.include(bed.two.hash);
    expect(message).not.to.match(/another deploy/);
    expect(bed.stack.outputs).to.include({ codeSha256: bed.two.hash, deployedCodeSha256: bed.two.hash });
    bed.put(bed.one);
    await bed.stack.up(pinned);
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
    await assertAtRest(bed, pinned);
  });

  it("is deployed in the version that the preview saw, even where it was overwritten before the update", async () => {
    const seen = bed.put(bed.one);
    bed.proxy.before("UpdateFunctionCode", 1, () => bed.put(bed.two));
    await bed.stack.up(args);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectVersion: seen });
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
    expect(await bed.stack.preview(args)).to.equal("update");
    await bed.stack.up(args);
    expect(bed.function.runningSha256).to.equal(bed.two.hash);
    await assertAtRest(bed, args);
  });

  it("is deployed in the version that the program names", async () => {
    const first = bed.put(bed.one);
    bed.put(bed.two);
    const named = { ...args, s3ObjectVersion: first };
    await bed.stack.up(named);
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
    await assertAtRest(bed, named);
  });

  const unusable: [string, () => void, RegExp][] = [
    [
      "in a bucket of another Region",
      () => {
        bed.lambda.s3.createBucket(bucket, "eu-west-1");
        bed.lambda.s3.putObject(bucket, key, bed.one.bytes, { region: "eu-west-1" });
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
      const { failures } = await bed.check(args);
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.match(expected);
      await messageOfRejection(bed.stack.up(args));
      expect(bed.lambda.journal.writes()).to.deep.equal([]);
    });
  }

  it("for a function that runs an image is refused at preview", async () => {
    bed.lambda.createFunction({ name: "imaged", packageType: "Image" });
    bed.put(bed.one);
    const { failures } = await bed.check({ ...args, functionName: "imaged" });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/function:imaged is an Image function, and the code is a package/);
  });

  it("whose upload comes with the function's creation is known at up", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { inputs } = await bed.check({ ...args, s3Key: unknown });
    expect(inputs.codeSha256).to.equal(unknown);
    expect(bed.requests()).to.deep.equal([]);
  });
});
