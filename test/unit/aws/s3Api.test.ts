import { expect } from "chai";
import { AwsFailure } from "#lib/ground/errors.js";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { otherAccount, ownAccount } from "../../support/accounts.js";
import { AwsBed } from "../../support/awsBed.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

describe("s3Api", () => {
  let bed: AwsBed;
  const bucket = "packages";
  const key = "orders api/a+b.zip";

  beforeEach(async () => {
    bed = await AwsBed.start();
    bed.server.s3.createBucket(bucket, "us-east-1");
  });

  afterEach(() => bed.stop());

  describe("a look at an object", () => {
    it("gives the hash of a package that was uploaded with its SHA-256, and the version it is of", async () => {
      bed.server.s3.putObject(bucket, key, bed.zip, { withSha256: true });
      const { eTag, ...head } = await bed.s3().headObject({ bucket, key });
      expect(head).to.deep.equal({ versionId: "v1", sizeBytes: bed.zip.length, codeSha256: codeSha256Of(bed.zip) });
      expect(eTag).to.match(/^"[0-9a-f]{32}"$/);
    });

    it("takes neither a hash over the hashes of parts nor an ETag for the hash", async () => {
      bed.server.s3.putObject(bucket, key, bed.zip, { withSha256: true, parts: 3 });
      expect((await bed.s3().headObject({ bucket, key })).codeSha256).to.equal(undefined);
      bed.server.s3.putObject(bucket, key, bed.zip);
      expect((await bed.s3().headObject({ bucket, key })).codeSha256).to.equal(undefined);
    });

    it("shows no version where the bucket has no versioning", async () => {
      bed.server.s3.createBucket("plain", "us-east-1", { isVersioned: false });
      bed.server.s3.putObject("plain", key, bed.zip);
      expect((await bed.s3().headObject({ bucket: "plain", key })).versionId).to.equal(undefined);
    });

    it("names what is missing, in S3's words and with what to do, though HeadObject itself says nothing", async () => {
      const s3 = bed.s3();
      bed.server.s3.putObject(bucket, key, bed.zip);
      expect(await messageOfRejection(s3.headObject({ bucket, key: "none.zip" }))).to.match(
        /^Looking at s3:\/\/packages\/none\.zip for orders-api: NoSuchKey: The specified key does not exist \(request id [-\w]+\)\. Upload the object first/,
      );
      expect(bed.requests()).to.deep.equal(["HeadObject", "GetObject bytes=0-0"]);
      expect(await messageOfRejection(s3.headObject({ bucket: "none", key }))).to.match(
        /NoSuchBucket: .*Correct s3Bucket/,
      );
      expect(await messageOfRejection(s3.headObject({ bucket, key, versionId: "v9" }))).to.match(
        /\(version v9\) for orders-api: NoSuchVersion: .*Correct s3ObjectVersion/,
      );
    });

    it("names the Region of a bucket elsewhere, and asks once", async () => {
      bed.server.s3.createBucket("abroad", "eu-west-1");
      expect(await messageOfRejection(bed.s3().headObject({ bucket: "abroad", key }))).to.match(
        /PermanentRedirect: the bucket is in eu-west-1, the function in us-east-1 .*copy the object to a bucket there/,
      );
      expect(bed.requests()).to.deep.equal(["HeadObject"]);
    });

    it("names the permission that is missing", async () => {
      bed.server.s3.putObject(bucket, key, bed.zip);
      bed.server.s3.deny(bucket, key);
      expect(await messageOfRejection(bed.s3().headObject({ bucket, key }))).to.match(
        /AccessDenied: User: .* is not authorized to perform: s3:GetObject .*Allow s3:GetObject .*s3:GetObjectVersion .*kms:Decrypt .*s3:ListBucket/,
      );
    });

    it("is refused where the bucket is not the expected owner's", async () => {
      bed.server.s3.createBucket("theirs", "us-east-1", { owner: otherAccount, guests: [ownAccount] });
      bed.server.s3.putObject("theirs", key, bed.zip);
      const look = (expectedBucketOwner: string) => bed.s3().headObject({ bucket: "theirs", key, expectedBucketOwner });
      expect((await look(otherAccount)).versionId).to.equal("v1");
      expect(await messageOfRejection(look(ownAccount))).to.match(/AccessDenied/);
    });

    it("tells ended and unknown credentials from a missing permission", async () => {
      bed.server.s3.putObject(bucket, key, bed.zip);
      bed.server.credentials.expire("AKIAOURS");
      expect(await messageOfRejection(bed.s3().headObject({ bucket, key }))).to.match(
        /ExpiredToken: The provided token has expired .*Sign in again/,
      );
      expect(await messageOfRejection(bed.s3({ accessKeyId: "AKIANOBODY" }).headObject({ bucket, key }))).to.match(
        /InvalidAccessKeyId: .*The access key is not known/,
      );
    });

    it("is repeated after a 503 without a reason, and once with the clock set right", async () => {
      bed.server.s3.putObject(bucket, key, bed.zip);
      bed.server.s3.refuseNext("HeadObject", 503, "SlowDown");
      await bed.s3().headObject({ bucket, key });
      expect(bed.requests()).to.deep.equal(["HeadObject", "HeadObject"]);
      expect(bed.clock.sleepsMs).to.have.lengthOf(1);
      bed.server.credentials.skewMs = 3_600_000;
      await bed.s3().headObject({ bucket, key });
    });

    it("ends at the deadline", async () => {
      bed.server.gate.close();
      const late = messageOfRejection(bed.s3().headObject({ bucket, key }));
      await bed.server.gate.whenWaiting(1);
      bed.timeouts.expireLatest();
      expect(await late).to.match(/TimeoutError: no answer before the deadline/);
      await bed.server.gate.open();
    });
  });

  describe("a look at an object that need not be there", () => {
    it("finds it, or nothing, with one request", async () => {
      bed.server.s3.putObject(bucket, key, bed.zip);
      expect((await bed.s3().findObject({ bucket, key }))?.sizeBytes).to.equal(bed.zip.length);
      expect(await bed.s3().findObject({ bucket, key: "none.zip" })).to.equal(undefined);
      expect(bed.requests()).to.deep.equal(["HeadObject", "HeadObject"]);
    });

    it("finds nothing where a missing object is not to be told from a hidden one", async () => {
      bed.server.s3.createBucket("dark", "us-east-1", { isListable: false });
      expect(await bed.s3().findObject({ bucket: "dark", key })).to.equal(undefined);
    });

    it("does not take lost credentials or another Region for a missing object", async () => {
      bed.server.s3.createBucket("abroad", "eu-west-1");
      expect(await messageOfRejection(bed.s3().findObject({ bucket: "abroad", key }))).to.match(/eu-west-1/);
      bed.server.credentials.expire("AKIAOURS");
      expect(await messageOfRejection(bed.s3().findObject({ bucket, key }))).to.match(/ExpiredToken/);
    });
  });

  describe("reading", () => {
    const large = Buffer.alloc(300_000, "abc");

    it("gives the bytes of the version asked for, as they arrive", async () => {
      const versionId = bed.server.s3.putObject(bucket, key, large);
      bed.server.s3.putObject(bucket, key, bed.zip);
      const { chunks, ...head } = await bed.s3().getObject({ bucket, key, versionId });
      const read: Uint8Array[] = [];
      for await (const chunk of chunks) {
        read.push(chunk);
      }
      expect(read.length).to.be.greaterThan(1);
      expect(Buffer.concat(read).equals(large)).to.equal(true);
      expect([head.versionId, head.sizeBytes]).to.deep.equal(["v1", large.length]);
    });

    it("fails where the answer is cut, and never ends as if it were whole", async () => {
      bed.server.s3.putObject(bucket, key, large);
      bed.server.s3.cutNextRead(100_000);
      const { chunks } = await bed.s3().getObject({ bucket, key });
      const read = async () => {
        for await (const chunk of chunks) {
          expect(chunk.length).to.be.greaterThan(0);
        }
      };
      expect(await messageOfRejection(read())).to.match(/^Reading s3:\/\/packages\/.* for orders-api: ECONNRESET/);
    });

    it("hashes from the start again after a cut, and gives up after ten", async () => {
      bed.server.s3.putObject(bucket, key, large);
      bed.server.s3.cutNextRead(0);
      bed.server.s3.cutNextRead(299_999);
      expect((await bed.s3().hashObject({ bucket, key })).codeSha256).to.equal(codeSha256Of(large));
      expect(bed.requests()).to.have.lengthOf(3);
      Array.from({ length: 10 }, () => {
        bed.server.s3.cutNextRead(5);
      });
      expect(await messageOfRejection(bed.s3().hashObject({ bucket, key }))).to.match(/ECONNRESET/);
    });

    it("is refused where the content is another by now", async () => {
      bed.server.s3.putObject(bucket, key, large);
      expect(await messageOfRejection(bed.s3().hashObject({ bucket, key }, '"other"'))).to.match(/PreconditionFailed/);
      expect(bed.requests()).to.have.lengthOf(1);
    });
  });

  describe("storing", () => {
    const bytes = Buffer.alloc(3_000_000, "package");
    const codeSha256 = codeSha256Of(bytes);
    let opened = 0;
    let closed = 0;

    async function* source() {
      opened += 1;
      try {
        for (let at = 0; at < bytes.length; at += 65_536) {
          yield bytes.subarray(at, at + 65_536);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        closed += 1;
      }
    }

    const upload = { bucket, key, body: source, sizeBytes: bytes.length, codeSha256 };

    beforeEach(() => {
      opened = 0;
      closed = 0;
    });

    it("brings a package with its hash, which a later look finds", async () => {
      expect(await bed.s3().putObject(upload)).to.deep.equal({ versionId: "v1" });
      expect((await bed.s3().headObject({ bucket, key })).codeSha256).to.equal(codeSha256);
      expect(bed.server.s3.getObject(bucket, key, "v1", "us-east-1").equals(bytes)).to.equal(true);
      expect([opened, closed]).to.deep.equal([1, 1]);
    });

    it("opens the package anew for each attempt, and lets each go", async () => {
      bed.server.s3.refuseNext("PutObject", 503, "SlowDown");
      bed.server.s3.refuseNext("PutObject", 500, "InternalError");
      await bed.s3().putObject(upload);
      expect(bed.requests()).to.deep.equal(["PutObject", "PutObject", "PutObject"]);
      expect([opened, closed]).to.deep.equal([3, 3]);
    });

    it("is refused when the bytes are not those of the hash", async () => {
      const other = codeSha256Of(bed.zip);
      expect(await messageOfRejection(bed.s3().putObject({ ...upload, codeSha256: other }))).to.match(
        /^Storing s3:\/\/packages\/.* for orders-api: BadDigest: .*Run `pulumi up` again/,
      );
      expect(bed.requests()).to.deep.equal(["PutObject"]);
    });

    it("fails with the source's own error, and stores nothing", async () => {
      // eslint-disable-next-line @typescript-eslint/require-await
      const broken = async function* () {
        yield bytes.subarray(0, 1000);
        throw new Error("the disk is gone");
      };
      expect(await messageOfRejection(bed.s3().putObject({ ...upload, body: broken }))).to.equal("the disk is gone");
      expect(await bed.s3().findObject({ bucket, key })).to.equal(undefined);
    });

    it("fails where the source is shorter or longer than it was", async () => {
      for (const sizeBytes of [bytes.length + 1, bytes.length - 1]) {
        const message = await messageOfRejection(bed.s3().putObject({ ...upload, sizeBytes }));
        expect(message).to.match(/^The package changed while it was sent/);
      }
      expect(await bed.s3().findObject({ bucket, key })).to.equal(undefined);
    });

    it("names the permission and the bucket that are missing", async () => {
      const missing = bed.s3().putObject({ ...upload, bucket: "none" });
      expect(await messageOfRejection(missing)).to.match(/NoSuchBucket: .*correct stagingBucket/);
      bed.server.deniedOperations.add("PutObject");
      expect(await messageOfRejection(bed.s3().putObject(upload))).to.match(/AccessDenied: .*Allow s3:PutObject/);
    });

    it("leaves it to its caller to say what failed: the console stays empty", async () => {
      const write = process.stderr.write.bind(process.stderr);
      const said: unknown[] = [];
      process.stderr.write = (text: unknown) => said.push(text) > 0;
      try {
        await messageOfRejection(bed.s3().putObject({ ...upload, bucket: "none" }));
      } finally {
        process.stderr.write = write;
      }
      expect(said).to.deep.equal([]);
    });

    it("is not taken for done when its answer is lost", async () => {
      bed.server.gate.close();
      const stored = bed.s3().putObject(upload);
      const [first] = await bed.server.gate.whenWaiting(1);
      await bed.server.gate.letThrough(first!, "loseAnswer");
      await bed.server.gate.whenWaiting(1);
      await bed.server.gate.open();
      expect(await stored).to.deep.equal({ versionId: "v2" });
    });
  });

  it("fails with an AwsFailure whose code is AWS's", async () => {
    const failure = await bed
      .s3()
      .headObject({ bucket, key: "none.zip" })
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(AwsFailure);
    expect(failure).to.include({ awsCode: "NoSuchKey", httpStatus: 404 });
  });
});
