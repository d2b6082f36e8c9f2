import { expect } from "chai";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { args, bucket, S3Bed } from "../support/s3Bed.js";
import { assertAtRest } from "../support/sourcesBed.js";

describe("how Lambda keeps a package from S3", () => {
  let bed: S3Bed;

  beforeEach(async () => {
    bed = await S3Bed.start();
  });
  afterEach(() => bed.stop());

  describe("in a bucket without versions", () => {
    beforeEach(() => {
      bed.lambda.s3.createBucket(bucket, "us-east-1", { isVersioned: false });
    });

    it("is published after the update and not with it, for other bytes may arrive", async () => {
      bed.put(bed.one);
      const { outputs } = await bed.stack.up({ ...args, publish: true });
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ Publish: false });
      expect(bed.sent("UpdateFunctionCode")[0]).not.to.have.property("S3ObjectVersion");
      expect(bed.requests()).to.include("PublishVersion");
      expect(outputs).to.include({ version: "1", codeSha256: bed.one.hash });
      await assertAtRest(bed, { ...args, publish: true });
    });

    it("publishes nothing where other bytes arrived, and the next up deploys what is there then", async () => {
      bed.put(bed.one);
      bed.proxy.before("UpdateFunctionCode", 1, () => bed.put(bed.two));
      const message = await messageOfRejection(bed.stack.up({ ...args, publish: true }));
      expect(message)
        .to.match(/Lambda took code/)
        .and.to.include(bed.one.hash)
        .and.to.include(bed.two.hash);
      expect(bed.function.versionNumbers).to.deep.equal([]);
      await bed.stack.up({ ...args, publish: true });
      expect(bed.function.runningSha256).to.equal(bed.two.hash);
      expect(bed.function.versionNumbers).to.deep.equal(["1"]);
      await assertAtRest(bed, { ...args, publish: true });
    });

    it("cannot be run in place", async () => {
      bed.put(bed.one);
      const { failures } = await bed.check({ ...args, s3ObjectStorageMode: "REFERENCE" });
      expect(failures).to.deep.equal([
        "s3Bucket: s3ObjectStorageMode REFERENCE needs a version of the object, and bucket releases keeps none. Turn versioning on, or leave s3ObjectStorageMode out.",
      ]);
    });
  });

  it("that moved to another key with the same bytes is no update where Lambda keeps a copy", async () => {
    bed.put(bed.one);
    for (const mode of [{}, { s3ObjectStorageMode: "COPY" }]) {
      await bed.stack.up({ ...args, ...mode });
      bed.put(bed.one, true, "moved.zip");
      expect(await bed.stack.preview({ ...args, ...mode, s3Key: "moved.zip" })).to.equal("same");
    }
  });

  it("that moved to another key, or has another version, is an update where Lambda runs it in place", async () => {
    bed.put(bed.one);
    const inPlace = { ...args, s3ObjectStorageMode: "REFERENCE" };
    await bed.stack.up(inPlace);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectStorageMode: "REFERENCE", S3ObjectVersion: "v1" });
    await assertAtRest(bed, inPlace);
    const moved = { ...inPlace, s3Key: "moved.zip" };
    bed.put(bed.one, true, "moved.zip");
    expect(await bed.stack.preview(moved)).to.equal("update");
    await bed.stack.up(moved);
    expect(bed.function.latest.code.referencedObject).to.include({ S3Key: "moved.zip", S3ObjectVersion: "v1" });
    await assertAtRest(bed, moved);
    bed.put(bed.one, true, "moved.zip");
    expect(await bed.stack.preview(moved)).to.equal("update");
    await bed.stack.up(moved);
    expect(bed.function.latest.code.referencedObject).to.include({ S3Key: "moved.zip", S3ObjectVersion: "v2" });
    await assertAtRest(bed, moved);
  });

  it("is updated where it is to be copied and was run in place, and the other way round", async () => {
    bed.put(bed.one);
    for (const s3ObjectStorageMode of ["COPY", "REFERENCE", "COPY", "REFERENCE"]) {
      const stored = { ...args, s3ObjectStorageMode };
      await bed.stack.up(stored);
      expect(bed.function.latest.code.referencedObject !== undefined).to.equal(s3ObjectStorageMode === "REFERENCE");
      await assertAtRest(bed, stored);
    }
  });

  it("stays as it is kept where the program does not say how", async () => {
    bed.put(bed.one);
    await bed.stack.up({ ...args, s3ObjectStorageMode: "REFERENCE" });
    expect(await bed.stack.preview(args)).to.equal("same");
  });
});
