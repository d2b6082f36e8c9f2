import { expect } from "chai";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, SourcesBed } from "../support/sourcesBed.js";

const unknownHash = "hot-reloading-hash-not-available";
const args = { s3Bucket: "hot-reload", s3Key: "/home/me/app/dist" };

describe("the bucket of emulators that stands for a folder", () => {
  let bed: SourcesBed;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    bed.lambda.settings.hotReloadBucket = "hot-reload";
  });
  afterEach(() => bed.stop());

  const sentKeys = () => bed.sent("UpdateFunctionCode").map(({ S3Bucket, S3Key }) => [S3Bucket, S3Key]);

  it("is sent on to an endpoint of one's own, with its hash left open and S3 not asked", async () => {
    const { inputs, failures } = await bed.check(args);
    expect(failures).to.deep.equal([]);
    expect(inputs).not.to.have.property("codeSha256");
    expect(bed.requests()).to.deep.equal([]);
    await bed.stack.up(args);
    expect(sentKeys()).to.deep.equal([["hot-reload", args.s3Key]]);
    expect(bed.stack.outputs).to.include({ codeSha256: unknownHash, deployedCodeSha256: unknownHash });
    await assertAtRest(bed, args);
  });

  it("is no change by the same folder, and one by another, though their hashes are alike", async () => {
    await bed.stack.up(args);
    expect(await bed.stack.preview(args)).to.equal("same");
    const next = { ...args, s3Key: "/home/me/app/next" };
    expect((await bed.stack.up(next)).step).to.equal("update");
    expect(sentKeys()).to.deep.equal([
      ["hot-reload", args.s3Key],
      ["hot-reload", next.s3Key],
    ]);
    await assertAtRest(bed, next);
  });

  it("takes turns with a package, there and back", async () => {
    const { path } = bed.one;
    await bed.stack.up({ code: path });
    await bed.stack.up(args);
    expect(bed.stack.outputs).to.include({ codeSha256: unknownHash });
    await bed.stack.up({ code: path });
    expect(bed.stack.outputs).to.include({ codeSha256: bed.one.hash });
    expect((await bed.stack.up(args)).step).to.equal("update");
    await assertAtRest(bed, args);
  });

  it("is published on demand", async () => {
    const published = { ...args, publish: true };
    const { outputs } = await bed.stack.up(published);
    expect(outputs).to.include({ version: "1", publishedCodeSha256: unknownHash });
    await assertAtRest(bed, published);
  });

  it("is known by an endpoint in the environment as well, and has the emulator's own words where it refuses", async () => {
    const { endpoint, ...rest } = bed.aws() as { endpoint: string };
    process.env.AWS_ENDPOINT_URL_LAMBDA = endpoint;
    try {
      await bed.stack.up({ ...args, aws: rest });
      expect(sentKeys()).to.deep.equal([["hot-reload", args.s3Key]]);
      const relative = bed.stack.up({ ...args, s3Key: "app/dist", aws: rest });
      expect(await messageOfRejection(relative)).to.contain("has to be an absolute path");
    } finally {
      delete process.env.AWS_ENDPOINT_URL_LAMBDA;
    }
  });

  it("is a bucket like any other at AWS's own Lambda", async () => {
    const { endpoint, ...rest } = bed.aws();
    expect(endpoint).to.be.a("string");
    const { failures } = await bed.check({ ...args, aws: rest });
    expect(failures.join()).to.match(/NoSuchBucket: .*Correct s3Bucket: no bucket has that name/);
  });
});
