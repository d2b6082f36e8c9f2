import {
  type LambdaClient,
  type UpdateFunctionCodeCommandInput,
  GetFunctionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { createHash } from "node:crypto";
import { expect } from "chai";
import { refusalOf, sdkClient, StrictLambda, zipOf } from "../../support/strictLambda/index.js";

const FunctionName = "orders";
const ZipFile = zipOf({ "index.js": "new" });
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("base64");

describe("strict Lambda: sources of code", () => {
  let lambda: StrictLambda;
  let client: LambdaClient;
  const clock = { at: Date.UTC(2025, 10, 25), now: () => clock.at };

  beforeEach(async () => {
    lambda = await StrictLambda.start({ clock });
    client = sdkClient(lambda.url);
    lambda.createFunction({ name: FunctionName });
    lambda.settings.inProgressReads = 0;
  });

  afterEach(async () => {
    client.destroy();
    await lambda.stop();
  });

  const update = (input: Partial<UpdateFunctionCodeCommandInput>) =>
    client.send(new UpdateFunctionCodeCommand({ FunctionName, ...input }));
  const get = (Qualifier?: string) => client.send(new GetFunctionCommand({ FunctionName, Qualifier }));
  const messageOf = async (input: Partial<UpdateFunctionCodeCommandInput>) => (await refusalOf(update(input))).message;
  const download = async (url = "") => Buffer.from(await (await fetch(url)).arrayBuffer());

  it("hashes the exact bytes, and serves them from Code.Location for $LATEST and for each version", async () => {
    const other = zipOf({ "index.js": "other" });
    await update({ ZipFile, Publish: true });
    expect((await update({ ZipFile: other })).CodeSha256).to.equal(hashOf(other));
    const [latest, version] = [await get(), await get("1")];
    expect(latest.Code?.RepositoryType).to.equal("S3");
    expect(await download(latest.Code?.Location)).to.deep.equal(other);
    expect(await download(version.Code?.Location)).to.deep.equal(ZipFile);
    expect(lambda.function(FunctionName).latest.code.bytes).to.deep.equal(other);
    expect([lambda.downloadCount, lambda.journal.count()]).to.deep.equal([2, 4]);
  });

  it("presigns Code.Location for 10 minutes", async () => {
    const { Code } = await get();
    const url = Code?.Location ?? "";
    expect(new URL(url).searchParams.has("X-Amz-Signature")).to.equal(true);
    clock.at += 10 * 60_000;
    expect((await fetch(url)).status).to.equal(200);
    clock.at += 1;
    expect((await fetch(url)).status).to.equal(403);
  });

  it("refuses what is no zip, an empty zip, a cut one, and one that unpacks to too much", async () => {
    const noZip = "Could not unzip uploaded file. Please check your file, then try to upload again.";
    expect(await messageOf({ ZipFile: Buffer.from("no zip") })).to.equal(noZip);
    expect(await messageOf({ ZipFile: ZipFile.subarray(0, -10) })).to.equal(noZip);
    expect(await messageOf({ ZipFile: zipOf({}) })).to.equal("Uploaded file must be a non-empty zip");
    const bomb = Buffer.from(ZipFile);
    bomb.writeUInt32LE(262_144_000, bomb.indexOf("PK\x01\x02", 0, "latin1") + 24);
    expect(await messageOf({ ZipFile: bomb })).to.equal("Unzipped size must be smaller than 262144000 bytes");
  });

  it("refuses more than 50 MiB of zip, and a request over about 70 MB, with 413", async () => {
    const zipped = await refusalOf(update({ ZipFile: Buffer.alloc(52_428_801) }));
    expect([zipped.name, zipped.$metadata.httpStatusCode]).to.deep.equal(["RequestEntityTooLargeException", 413]);
    expect(zipped.message).to.equal("Zipped size must be smaller than 52428800 bytes");
    expect(await messageOf({ ZipFile: Buffer.alloc(53_000_000) })).to.equal(
      "Request must be smaller than 70167211 bytes for the UpdateFunctionCode operation",
    );
    expect(lambda.journal.map(({ status }) => status)).to.deep.equal([413, 413]);
  });

  it("wants exactly one source", async () => {
    expect(await messageOf({})).to.equal("Please provide a source for function code.");
    expect(await messageOf({ ZipFile, S3Bucket: "packages", S3Key: "a.zip" })).to.equal(
      "Please do not provide other FunctionCode parameters when providing a ZipFile.",
    );
  });

  it("refuses two architectures, none, and one that it does not know", async () => {
    for (const Architectures of [["x86_64", "arm64"], [], ["X86_64"]] as ("x86_64" | "arm64")[][]) {
      const refusal = await refusalOf(update({ ZipFile, Architectures }));
      expect(refusal.name).to.equal("ValidationException");
      expect(refusal.message).to.contain(`Value '[${Architectures.join(", ")}]' at 'architectures'`);
    }
  });

  it("reads a package from S3, the last version or the one named", async () => {
    const other = zipOf({ "index.js": "other" });
    const S3ObjectVersion = lambda.s3.putObject("packages", "a.zip", ZipFile);
    lambda.s3.putObject("packages", "a.zip", other);
    const object = { S3Bucket: "packages", S3Key: "a.zip" };
    expect((await update(object)).CodeSha256).to.equal(hashOf(other));
    expect((await update({ ...object, S3ObjectVersion })).CodeSha256).to.equal(hashOf(ZipFile));
    expect((await get()).Code).not.to.have.property("ResolvedS3Object");
    await update({ ...object, S3ObjectVersion, S3ObjectStorageMode: "REFERENCE" });
    expect((await get()).Code?.ResolvedS3Object).to.deep.equal({ ...object, S3ObjectVersion });
    const unpinned = await refusalOf(update({ ...object, S3ObjectStorageMode: "REFERENCE" }));
    expect(unpinned.name).to.equal("InvalidParameterValueException");
  });

  it("words S3's failures as Lambda does", async () => {
    lambda.s3.createBucket("packages", "us-east-1");
    lambda.s3.createBucket("abroad", "eu-west-1");
    lambda.s3.putObject("packages", "closed.zip", ZipFile);
    lambda.s3.deny("packages", "closed.zip");
    const S3Key = "none.zip";
    const failed = "Error occurred while GetObject. S3 Error Code:";
    expect(await messageOf({ S3Bucket: "nowhere", S3Key })).to.contain(`${failed} NoSuchBucket.`);
    expect(await messageOf({ S3Bucket: "packages", S3Key })).to.contain(`${failed} NoSuchKey.`);
    expect(await messageOf({ S3Bucket: "abroad", S3Key })).to.contain(`${failed} PermanentRedirect.`);
    const closed = await refusalOf(update({ S3Bucket: "packages", S3Key: "closed.zip" }));
    expect([closed.name, closed.$metadata.httpStatusCode]).to.deep.equal(["AccessDeniedException", 403]);
  });

  it("runs images by digest, resolves a tag once, and shows the digest as the hash", async () => {
    const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/orders";
    const first = lambda.images.push(repository, "latest");
    lambda.createFunction({ name: "image", imageUri: first.uri });
    const second = lambda.images.push(repository, "latest", { digestHex: "b".repeat(64) });
    const read = async () => client.send(new GetFunctionCommand({ FunctionName: "image" }));
    expect((await read()).Configuration?.CodeSha256).to.equal(first.digestHex);
    const FunctionName = "image";
    const answer = await client.send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri: second.uri }));
    expect(answer).to.include({ CodeSha256: "b".repeat(64), CodeSize: 0, PackageType: "Image" });
    expect((await read()).Code).to.deep.equal({
      ImageUri: second.uri,
      RepositoryType: "ECR",
      ResolvedImageUri: `${repository}@sha256:${"b".repeat(64)}`,
    });
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri: first.resolvedUri }));
    expect((await read()).Configuration?.CodeSha256).to.equal(first.digestHex);
    expect(lambda.deployBehindBack(FunctionName, second.uri)).to.equal("b".repeat(64));
    const gone = new UpdateFunctionCodeCommand({ FunctionName, ImageUri: `${repository}:gone` });
    expect((await refusalOf(client.send(gone))).message).to.equal(
      `Source image ${repository}:gone does not exist. Provide a valid source image.`,
    );
    const index = lambda.images.push(repository, "index", { isIndex: true });
    const multi = new UpdateFunctionCodeCommand({ FunctionName, ImageUri: index.uri });
    expect((await refusalOf(client.send(multi))).message).to.contain("media type for the source image");
  });

  it("refuses a zip for an Image function and an image for a Zip function", async () => {
    lambda.createFunction({ name: "image", packageType: "Image" });
    expect((await refusalOf(update({ FunctionName: "image", ZipFile }))).message).to.equal(
      "Please provide ImageUri when updating a function with packageType Image.",
    );
    expect(await messageOf({ ImageUri: "any" })).to.equal(
      "Please don't provide ImageUri when updating a function with packageType Zip.",
    );
  });
});
