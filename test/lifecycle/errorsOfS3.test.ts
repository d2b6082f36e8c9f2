import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { zipSync } from "fflate";
import { FaultProxy } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { placeholder, StrictBed } from "../support/strictBed.js";
import { expectToldWith, type Refusal } from "../support/refusals.js";
import type { Stack } from "../support/stack.js";

const common: Refusal[] = [
  { code: "ExpiredToken", status: 400, words: "The provided token has expired.", advice: /^Sign in again/ },
  {
    code: "InvalidAccessKeyId",
    status: 403,
    words: "The AWS Access Key Id you provided does not exist in our records.",
    advice: /^The access key is not known to AWS/,
  },
  {
    code: "SignatureDoesNotMatch",
    status: 403,
    words: "The request signature we calculated does not match the signature you provided.",
    advice: /^Check the secret key, and the clock/,
  },
  {
    code: "RequestTimeTooSkewed",
    status: 403,
    words: "The difference between the request time and the current time is too large.",
    advice: /^Set the clock of this machine\.$/,
  },
];

const denied: Refusal = { code: "AccessDenied", status: 403, words: "Access Denied", advice: /^Allow s3:GetObject/ };
const noBucket = (advice: RegExp): Refusal => ({
  code: "NoSuchBucket",
  status: 404,
  words: "The specified bucket does not exist",
  advice,
});
const archived: Refusal = {
  code: "InvalidObjectState",
  status: 403,
  words: "The operation is not valid for the object's storage class",
  advice: /^The object is archived: restore it/,
};
const disabledKey = (advice: RegExp): Refusal => ({
  code: "KMS.DisabledException",
  status: 400,
  words: "The key is disabled.",
  advice,
});

// HeadObject is answered with the status alone: its reason comes from a GetObject.
const looks: Refusal[] = [
  { code: "NoSuchKey", status: 404, words: "The specified key does not exist.", advice: /^Upload the object first/ },
  { code: "NoSuchVersion", status: 404, words: "The specified version does not exist.", advice: /s3ObjectVersion/ },
  noBucket(/^Correct s3Bucket/),
  denied,
  archived,
  {
    code: "MethodNotAllowed",
    status: 405,
    words: "The specified method is not allowed against this resource.",
    advice: /delete marker/,
  },
  ...common,
];
const reads: Refusal[] = [archived, disabledKey(/^Check that the key .* is enabled/), denied];
const silent: Refusal[] = [
  { code: "NotFound", status: 404, words: "no such bucket, object or version", advice: /^Upload the object first/ },
  { code: "InternalError", status: 500, words: "S3 gave no reason", advice: /^S3 itself failed/ },
  { code: "SlowDown", status: 503, words: "S3 gave no reason", advice: /^S3 is asked too often/ },
];

const uploads: Refusal[] = [
  { ...denied, advice: /^Allow s3:PutObject, s3:GetObject and s3:GetObjectVersion on the bucket/ },
  noBucket(/^Create the bucket in the function's Region, or correct stagingBucket\.$/),
  {
    code: "EncryptionTypeMismatch",
    status: 400,
    words: "The encryption type does not match.",
    advice: /^Give the bucket a default encryption/,
  },
  { code: "InvalidRequest", status: 400, words: "Invalid checksum.", advice: /^What arrived is not what was sent/ },
  { code: "InvalidWriteOffset", status: 400, words: "The write offset is wrong.", advice: /appends to objects/ },
  { code: "TooManyParts", status: 400, words: "Too many parts.", advice: /appends to objects/ },
  { code: "BadDigest", status: 400, words: "The SHA256 did not match.", advice: /^What arrived is not what was sent/ },
  { code: "EntityTooLarge", status: 400, words: "Your upload is too large.", advice: /at most 5 GB/ },
  { code: "InternalError", status: 500, words: "We encountered an internal error.", advice: /^S3 itself failed/ },
  { code: "SlowDown", status: 503, words: "Please reduce your request rate.", advice: /^S3 is asked too often/ },
  disabledKey(/^Check that the key .* is enabled/),
  ...common,
];

describe("an error of S3", () => {
  let bed: StrictBed;
  let proxy: FaultProxy;
  let stack: Stack;
  let folder: string;
  let large: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "errors-of-s3-"));
    large = path.join(folder, "large.zip");
    writeFileSync(
      large,
      zipSync({ "index.js": [new Uint8Array(51 * 1024 * 1024), { level: 0, mtime: "2020-01-01" }] }),
    );
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    bed = await StrictBed.start();
    bed.lambda.s3.putObject("packages", "one.zip", placeholder);
    bed.lambda.s3.createBucket("staging", "us-east-1", { owner: "111111111111" });
    proxy = await FaultProxy.start(bed.lambda.url);
    stack = bed.newStack({ aws: bed.aws({ endpoints: { s3: bed.lambda.url } }) });
  });
  afterEach(async () => {
    await proxy.stop();
    await bed.stop();
  });

  const fromS3 = { s3Bucket: "packages", s3Key: "one.zip" };
  const looking = "s3Bucket: Looking at s3://packages/one.zip for orders-api";

  /** More often than anything is repeated. */
  function refuse(operation: string, { status, code, words }: Refusal, times = 1000): void {
    for (let count = 0; count < times; count += 1) {
      bed.lambda.s3.refuseNext(operation, status, code, words);
    }
  }

  async function failsThePreview(what: string, refusal: Refusal): Promise<void> {
    expectToldWith(await messageOfRejection(stack.preview(fromS3)), what, refusal);
    expect(await messageOfRejection(stack.up(fromS3))).to.contain(refusal.code);
    expect(stack.outputs).to.equal(undefined);
    expect(bed.lambda.journal.writes()).to.deep.equal([]);
    bed.lambda.s3.refuseNoMore();
    await stack.up(fromS3);
    expect((await stack.up(fromS3)).step).to.equal("same");
  }

  for (const refusal of looks) {
    it(`${refusal.code} to HeadObject fails the preview with its reason, and is over with the next up`, async () => {
      refuse("HeadObject", refusal);
      refuse("GetObject", refusal);
      await failsThePreview(looking, refusal);
    });
  }

  for (const refusal of silent) {
    it(`${refusal.code} to HeadObject alone fails the preview, and is over with the next up`, async () => {
      refuse("HeadObject", refusal);
      await failsThePreview(looking, refusal);
    });
  }

  it("PermanentRedirect to HeadObject fails the preview with both Regions", async () => {
    bed.lambda.s3.putObject("abroad", "one.zip", placeholder, "eu-west-1");
    const message = await messageOfRejection(stack.preview({ ...fromS3, s3Bucket: "abroad" }));
    expectToldWith(message, "s3Bucket: Looking at s3://abroad/one.zip for orders-api", {
      code: "PermanentRedirect",
      status: 301,
      words: "the bucket is in eu-west-1, the function in us-east-1",
      advice: /^Lambda takes only objects of the function's Region/,
    });
    await stack.up(fromS3);
  });

  for (const refusal of reads) {
    it(`${refusal.code} to GetObject fails the preview, and is over with the next up`, async () => {
      refuse("GetObject", refusal);
      await failsThePreview("s3Bucket: Reading s3://packages/one.zip (version v1) for orders-api", refusal);
    });
  }

  for (const refusal of uploads) {
    it(`${refusal.code} to PutObject is told, leaves state as it is, and is over with the next up`, async () => {
      const args = { code: large, stagingBucket: "staging", aws: bed.aws({ endpoints: { s3: proxy.url } }) };
      refuse("PutObject", refusal);
      // What is repeated until the deadline has met it then.
      proxy.after(/^PUT \/staging/, 1, () => {
        bed.clock.advance(refusal.status < 500 ? 0 : 700_000);
      });
      const message = await messageOfRejection(stack.up(args));
      expectToldWith(message, `Storing s3://staging/${keyIn(message)} for orders-api`, refusal);
      expect(stack.outputs).to.equal(undefined);
      expect(bed.lambda.journal.writes()).to.deep.equal([]);
      bed.lambda.s3.refuseNoMore();
      await stack.up(args);
      expect(stack.outputs).to.include({ codeSha256: bed.function.runningSha256, lastUpdateStatus: "Successful" });
      expect((await stack.up(args)).step).to.equal("same");
    });
  }

  it("PermanentRedirect to PutObject is told with both Regions", async () => {
    bed.lambda.s3.createBucket("abroad", "eu-west-1");
    const message = await messageOfRejection(stack.up({ code: large, stagingBucket: "abroad" }));
    expectToldWith(message, `Storing s3://abroad/${keyIn(message)} for orders-api`, {
      code: "PermanentRedirect",
      status: 301,
      words: "the bucket is in eu-west-1, the function in us-east-1",
      advice: /name a stagingBucket there\.$/,
    });
    expect(stack.outputs).to.equal(undefined);
  });
});

function keyIn(message: string): string {
  return /[0-9a-f]{64}\.zip/.exec(message)?.[0] ?? "";
}
