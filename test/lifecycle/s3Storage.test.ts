import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, type Package, SourcesBed } from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

const bucket = "releases";
const key = "orders/api.zip";
const args = { s3Bucket: bucket, s3Key: key };

describe("how Lambda keeps a package from S3", () => {
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

  describe("in a bucket without versions", () => {
    beforeEach(() => {
      bed.lambda.s3.createBucket(bucket, "us-east-1", { isVersioned: false });
    });

    it("is published after the update and not with it, for other bytes may arrive", async () => {
      put(one);
      const { outputs } = await stack.up({ ...args, publish: true });
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ Publish: false });
      expect(bed.sent("UpdateFunctionCode")[0]).not.to.have.property("S3ObjectVersion");
      expect(bed.requests()).to.include("PublishVersion");
      expect(outputs).to.include({ version: "1", codeSha256: one.hash });
      await assertAtRest(bed, stack, { ...args, publish: true });
    });

    it("publishes nothing where other bytes arrived, and the next up deploys what is there then", async () => {
      put(one);
      bed.proxy.before("UpdateFunctionCode", 1, () => put(two));
      const message = await messageOfRejection(stack.up({ ...args, publish: true }));
      expect(message)
        .to.match(/Lambda took code/)
        .and.to.include(one.hash)
        .and.to.include(two.hash);
      expect(bed.function.versionNumbers).to.deep.equal([]);
      await stack.up({ ...args, publish: true });
      expect(bed.function.runningSha256).to.equal(two.hash);
      expect(bed.function.versionNumbers).to.deep.equal(["1"]);
      await assertAtRest(bed, stack, { ...args, publish: true });
    });

    it("cannot be run in place", async () => {
      put(one);
      const { failures } = await check({ ...args, s3ObjectStorageMode: "REFERENCE" });
      expect(failures).to.deep.equal([
        "s3Bucket: s3ObjectStorageMode REFERENCE needs a version of the object, and bucket releases keeps none. Turn versioning on, or leave s3ObjectStorageMode out.",
      ]);
    });
  });

  it("that moved to another key with the same bytes is no update where Lambda keeps a copy", async () => {
    put(one);
    for (const mode of [{}, { s3ObjectStorageMode: "COPY" }]) {
      await stack.up({ ...args, ...mode });
      put(one, true, "moved.zip");
      expect(await stack.preview({ ...args, ...mode, s3Key: "moved.zip" })).to.equal("same");
    }
  });

  it("that moved to another key, or has another version, is an update where Lambda runs it in place", async () => {
    put(one);
    const inPlace = { ...args, s3ObjectStorageMode: "REFERENCE" };
    await stack.up(inPlace);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectStorageMode: "REFERENCE", S3ObjectVersion: "v1" });
    await assertAtRest(bed, stack, inPlace);
    const moved = { ...inPlace, s3Key: "moved.zip" };
    put(one, true, "moved.zip");
    expect(await stack.preview(moved)).to.equal("update");
    await stack.up(moved);
    expect(bed.function.latest.code.referencedObject).to.include({ S3Key: "moved.zip", S3ObjectVersion: "v1" });
    await assertAtRest(bed, stack, moved);
    put(one, true, "moved.zip");
    expect(await stack.preview(moved)).to.equal("update");
    await stack.up(moved);
    expect(bed.function.latest.code.referencedObject).to.include({ S3Key: "moved.zip", S3ObjectVersion: "v2" });
    await assertAtRest(bed, stack, moved);
  });

  it("is updated where it is to be copied and was run in place, and the other way round", async () => {
    put(one);
    for (const s3ObjectStorageMode of ["COPY", "REFERENCE", "COPY", "REFERENCE"]) {
      const stored = { ...args, s3ObjectStorageMode };
      await stack.up(stored);
      expect(bed.function.latest.code.referencedObject !== undefined).to.equal(s3ObjectStorageMode === "REFERENCE");
      await assertAtRest(bed, stack, stored);
    }
  });

  it("stays as it is kept where the program does not say how", async () => {
    put(one);
    await stack.up({ ...args, s3ObjectStorageMode: "REFERENCE" });
    expect(await stack.preview(args)).to.equal("same");
  });
});
