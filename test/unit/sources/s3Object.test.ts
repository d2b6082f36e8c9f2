import { expect } from "chai";
import type { ObjectRef, S3Api } from "#lib/aws/s3/s3Api.js";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { CodeProblems } from "#lib/sources/package/problems.js";
import { describeS3Object, type KnownS3Object, type WantedS3Object } from "#lib/sources/atAws/s3Object.js";
import { AwsBed } from "../../support/awsBed.js";
import { zipOf } from "../../support/strictLambda/index.js";

describe("a package in S3", () => {
  let bed: AwsBed;
  const bucket = "packages";
  const key = "orders.zip";
  const other = zipOf({ "index.js": "other" });
  const pinOfOther = codeSha256Of(other);

  beforeEach(async () => {
    bed = await AwsBed.start();
    bed.server.s3.createBucket(bucket, "us-east-1");
  });

  afterEach(() => bed.stop());

  const describeIt = (more: Partial<WantedS3Object> = {}, known?: KnownS3Object) =>
    describeS3Object({ bucket, key, ...more }, known, bed.s3());
  const problemOf = async (more: Partial<WantedS3Object> = {}): Promise<string> => {
    const error = await describeIt(more).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodeProblems);
    return (error as CodeProblems).message;
  };
  /** What the next check remembers of this one. */
  const known = async (): Promise<KnownS3Object> => {
    const { codeSha256, versionId, eTag = "" } = await describeIt();
    bed.requests();
    return { bucket, key, codeSha256, versionId, eTag };
  };

  it("has the hash that S3 keeps of an upload with its SHA-256, and is not read", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip, { withSha256: true });
    const { eTag, ...description } = await describeIt();
    expect(description).to.deep.equal({
      codeSha256: codeSha256Of(bed.zip),
      versionId: "v1",
      sizeBytes: bed.zip.length,
      warnings: [],
    });
    expect(eTag).to.be.a("string");
    expect(bed.requests()).to.deep.equal(["HeadObject"]);
  });

  it("is read once where S3 has no hash of the whole, in the very version that was looked at", async () => {
    for (const upload of [{}, { withSha256: true, parts: 3 }]) {
      bed.server.s3.putObject(bucket, key, bed.zip, upload);
      const { codeSha256, versionId } = await describeIt();
      expect(codeSha256).to.equal(codeSha256Of(bed.zip));
      expect(bed.requests()).to.deep.equal(["HeadObject", `GetObject ${versionId ?? "no version"} if-match`]);
    }
  });

  it("is held to its ETag where the bucket has no versions", async () => {
    bed.server.s3.createBucket("plain", "us-east-1", { isVersioned: false });
    bed.server.s3.putObject("plain", key, bed.zip);
    expect((await describeIt({ bucket: "plain" })).versionId).to.equal(undefined);
    expect(bed.requests()).to.deep.equal(["HeadObject", "GetObject if-match"]);
  });

  it("is of the version that the program names, not of the last one", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip);
    bed.server.s3.putObject(bucket, key, other, { withSha256: true });
    const { codeSha256, versionId } = await describeIt({ versionId: "v1" });
    expect([codeSha256, versionId]).to.deep.equal([codeSha256Of(bed.zip), "v1"]);
    expect(bed.requests()).to.deep.equal(["HeadObject v1", "GetObject v1 if-match"]);
  });

  it("is not read again while it is what an earlier check saw", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip);
    const seen = await known();
    expect((await describeIt({}, seen)).codeSha256).to.equal(seen.codeSha256);
    expect(bed.requests()).to.deep.equal(["HeadObject"]);
  });

  it("is read again when version, ETag, key or bucket are others", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip);
    const seen = await known();
    for (const stale of [{ versionId: "v0" }, { eTag: '"0"' }, { key: "b.zip" }, { bucket: "b" }]) {
      const remembered = { ...seen, ...stale, codeSha256: pinOfOther };
      expect((await describeIt({}, remembered)).codeSha256).to.equal(codeSha256Of(bed.zip));
    }
    bed.server.s3.putObject(bucket, key, other);
    expect(await describeIt({}, seen)).to.include({ codeSha256: pinOfOther, versionId: "v2" });
  });

  it("is looked at again when it was replaced while it was read, and given up when that never ends", async () => {
    bed.server.s3.createBucket("plain", "us-east-1", { isVersioned: false });
    bed.server.s3.putObject("plain", key, bed.zip);
    const s3 = bed.s3();
    let replacements = 1;
    const racing = {
      headObject: s3.headObject.bind(s3),
      hashObject: (...call: Parameters<typeof s3.hashObject>) => {
        if (replacements > 0) {
          replacements -= 1;
          bed.server.s3.putObject("plain", key, Buffer.from(`upload ${replacements}`));
        }
        return s3.hashObject(...call);
      },
    } as unknown as S3Api;
    const wanted = { bucket: "plain", key };
    expect((await describeS3Object(wanted, undefined, racing)).codeSha256).to.equal(
      codeSha256Of(Buffer.from("upload 0")),
    );
    // An S3 that heeds no If-Match, as some that only speak its protocol.
    bed.server.s3.putObject("plain", key, bed.zip);
    replacements = 1;
    const heedless = {
      headObject: s3.headObject.bind(s3),
      hashObject: (object: ObjectRef) => racing.hashObject(object),
    } as unknown as S3Api;
    expect((await describeS3Object(wanted, undefined, heedless)).codeSha256).to.equal(
      codeSha256Of(Buffer.from("upload 0")),
    );
    expect(bed.requests().filter((line) => line.startsWith("GetObject"))).to.have.lengthOf(4);
    replacements = 9;
    const error = await describeS3Object(wanted, undefined, racing).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(CodeProblems);
    expect(String(error)).to.match(/was replaced each time .*name an s3ObjectVersion/);
    expect(replacements).to.equal(6);
  });

  it("is refused when it is not what codeSha256 pins, whichever way its hash is known", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip);
    expect(await problemOf({ pin: pinOfOther })).to.match(/has the hash .*, and codeSha256 pins .*Nothing was sent/);
    bed.server.s3.putObject(bucket, key, bed.zip, { withSha256: true });
    expect(await problemOf({ pin: pinOfOther })).to.include(pinOfOther);
    expect((await describeIt({ pin: codeSha256Of(bed.zip) })).warnings).to.deep.equal([]);
  });

  it("that may not be read is a problem that names the permission, and the pin that does without", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip);
    bed.server.s3.deny(bucket, key);
    expect(await problemOf()).to.match(/AccessDenied: .*Allow s3:GetObject .*pin the package's hash with codeSha256/);
  });

  it("that may not be read is deployed as pinned, with one line that says what was not checked", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip);
    bed.server.s3.deny(bucket, key);
    const { warnings, ...description } = await describeIt({ pin: pinOfOther });
    expect(description).to.deep.equal({
      codeSha256: pinOfOther,
      versionId: undefined,
      eTag: undefined,
      sizeBytes: undefined,
    });
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.match(/"s3:\/\/packages\/orders\.zip" may not be read .*Lambda's answer is the first check/);
  });

  it("that only its key keeps secret keeps the version that was looked at", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip);
    bed.server.s3.denyDecryption(bucket, key);
    expect(await problemOf()).to.match(/kms:Decrypt/);
    expect(await describeIt({ pin: pinOfOther })).to.include({ codeSha256: pinOfOther, versionId: "v1" });
  });

  it("in another Region, without a bucket, a key or a version is a problem, pinned or not", async () => {
    bed.server.s3.createBucket("abroad", "eu-west-1");
    bed.server.s3.putObject(bucket, key, bed.zip);
    for (const pin of [undefined, pinOfOther]) {
      expect(await problemOf({ bucket: "abroad", pin })).to.match(
        /the bucket is in eu-west-1, the function in us-east-1/,
      );
      expect(await problemOf({ bucket: "none", pin })).to.match(/NoSuchBucket/);
      expect(await problemOf({ key: "none.zip", pin })).to.match(/NoSuchKey/);
      expect(await problemOf({ versionId: "v9", pin })).to.match(/NoSuchVersion/);
      expect(await problemOf({ versionId: "none", pin })).to.match(/InvalidArgument: .*Correct s3ObjectVersion/);
    }
  });

  it("is not taken for unreadable when it is the credentials that ran out", async () => {
    bed.server.s3.putObject(bucket, key, bed.zip);
    bed.server.credentials.expire("AKIAOURS");
    const error = await describeIt({ pin: pinOfOther }).catch((thrown: unknown) => thrown);
    expect(error).to.include({ name: "DeployError", awsCode: "ExpiredToken" });
  });

  it("is a problem when it is larger than anything that Lambda takes", async () => {
    const huge = { headObject: () => Promise.resolve({ sizeBytes: 262_144_001 }) } as unknown as S3Api;
    const error = await describeS3Object({ bucket, key }, undefined, huge).catch((thrown: unknown) => thrown);
    expect(String(error)).to.match(/262,144,001 bytes\), and Lambda takes at most 250\.0 MiB/);
  });
});
