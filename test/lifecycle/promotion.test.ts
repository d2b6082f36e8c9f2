import { expect } from "chai";
import { createProvider } from "#lib/provider.js";
import { unknownValue } from "#lib/unknowns.js";
import { CapturedLog } from "../support/capturedLog.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import {
  assertAtRest,
  largePackage,
  otherAccount,
  ownAccount,
  type Package,
  SourcesBed,
} from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

const args = { sourceFunction: { functionName: "orders-staging" } };

describe("a promotion", function () {
  this.timeout(60_000);
  let bed: SourcesBed;
  let stack: Stack;
  let one: Package;
  let two: Package;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    stack = bed.stack();
    one = bed.zip("one");
    two = bed.zip("two");
    bed.lambda.createFunction({ name: "orders-staging", code: one.bytes });
  });
  afterEach(() => bed.stop());

  const source = () => bed.lambda.function("orders-staging");
  const check = async (news: Record<string, unknown>, olds = {}) => {
    const log = new CapturedLog();
    const provider = createProvider({ clock: bed.clock, log });
    const all = { functionName: "orders-api", aws: bed.aws(), ...news };
    const { inputs, failures } = await provider.check(olds, all);
    return { inputs, failures: failures.map(({ reason }) => reason), log: log.text };
  };

  it("brings the very bytes that the other function runs, with their hash from the preview on", async () => {
    const { inputs } = await check(args);
    expect(inputs.codeSha256).to.equal(one.hash);
    await stack.up(args);
    expect(bed.function.latest.code.bytes?.equals(one.bytes)).to.equal(true);
    await assertAtRest(bed, stack, args);
  });

  it("follows what the other function runs", async () => {
    await stack.up(args);
    bed.lambda.deployBehindBack("orders-staging", two.bytes);
    expect(await stack.preview(args)).to.equal("update");
    await stack.up(args);
    expect(bed.function.runningSha256).to.equal(two.hash);
    await assertAtRest(bed, stack, args);
  });

  it("takes a version, and what an alias points to", async () => {
    bed.lambda.publishBehindBack("orders-staging");
    bed.lambda.deployBehindBack("orders-staging", two.bytes, { publish: true });
    source().aliases.set("live", {
      AliasArn: `${source().arn}:live`,
      Name: "live",
      FunctionVersion: "2",
      Description: "",
      RevisionId: "r",
    });
    for (const [qualifier, { hash }] of [
      ["1", one],
      ["live", two],
      ["$LATEST", two],
    ] as const) {
      const promoted = { sourceFunction: { functionName: "orders-staging", qualifier } };
      await stack.up(promoted);
      expect(bed.function.runningSha256).to.equal(hash);
      await assertAtRest(bed, stack, promoted);
    }
  });

  it("publishes with the update, for nothing but these bytes can arrive", async () => {
    const { outputs } = await stack.up({ ...args, publish: true });
    expect(bed.requests()).not.to.include("PublishVersion");
    expect(outputs.version).to.equal("1");
    await assertAtRest(bed, stack, { ...args, publish: true });
  });

  it("to a hundred functions looks at their source once", async () => {
    const provider = createProvider({ clock: bed.clock, log: new CapturedLog() });
    const olds = { codeSha256: one.hash };
    for (let index = 0; index < 100; index += 1) {
      const functionName = `target-${index}`;
      const { inputs } = await provider.check(olds, { functionName, aws: bed.aws(), ...args });
      expect(inputs.codeSha256).to.equal(one.hash);
    }
    expect(bed.requests()).to.deep.equal(["GetFunction"]);
  });

  it("sends nothing where the source came to run other code between preview and update", async () => {
    const seen = { ...args, codeSha256: one.hash };
    const provider = createProvider({ clock: bed.clock, log: new CapturedLog() });
    const { inputs } = await provider.check({}, { functionName: "orders-api", aws: bed.aws(), ...seen });
    bed.lambda.deployBehindBack("orders-staging", two.bytes);
    const message = await messageOfRejection(provider.create(inputs));
    expect(message).to.match(/^Deploying orders-api: The source function .*orders-staging runs/);
    expect(message)
      .to.include(one.hash)
      .and.to.include(two.hash)
      .and.to.match(/Nothing was sent/);
    expect(bed.acceptedUpdates).to.equal(0);
    await stack.up(args);
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("sends nothing where the bytes are not those that the source shows", async () => {
    const latest = source().latest;
    latest.code = { ...latest.code, bytes: two.bytes };
    const message = await messageOfRejection(stack.up(args));
    expect(message).to.match(/What Lambda gave as the code of .*orders-staging has the hash/);
    expect(bed.acceptedUpdates).to.equal(0);
  });

  it("compares a pin before anything is sent", async () => {
    const message = await messageOfRejection(stack.up({ ...args, codeSha256: two.hash }));
    expect(message).to.match(/^codeSha256 pins .*, but orders-staging has/);
    expect(bed.acceptedUpdates).to.equal(0);
  });

  it("brings an image by its digest", async () => {
    const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/api";
    const image = bed.lambda.images.push(repository, "release");
    bed.lambda.createFunction({ name: "image-staging", imageUri: image.uri });
    bed.lambda.createFunction({ name: "image-prod", packageType: "Image" });
    const promoted = { functionName: "image-prod", sourceFunction: { functionName: "image-staging" } };
    await stack.up(promoted);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ ImageUri: image.resolvedUri });
    expect(stack.outputs?.codeSha256).to.equal(image.digestHex);
    await assertAtRest(bed, stack, promoted);
    await stack.up({ ...promoted, codeSha256: `sha256:${image.digestHex}` });
  });

  it("of an image to a function with packages is refused at preview, and the other way round", async () => {
    bed.lambda.createFunction({ name: "image-staging", packageType: "Image" });
    const { failures } = await check({ sourceFunction: { functionName: "image-staging" } });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/image-staging is an Image function, and .*orders-api is a Zip function/);
    const { failures: others } = await check({ ...args, functionName: "image-staging" });
    expect(others[0]).to.match(/orders-staging is a Zip function, and .*image-staging is an Image function/);
  });

  it("between architectures is refused at preview, and at the deploy where preview could not see it", async () => {
    bed.lambda.createFunction({ name: "arm", architectures: ["arm64"] });
    const { failures } = await check({ ...args, functionName: "arm" });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/is built for x86_64, and .*function:arm is to run arm64\. Make their architectures/);
    const provider = createProvider({ clock: bed.clock, log: new CapturedLog() });
    const unseen = { functionName: "arm", aws: bed.aws(), ...args, codeSha256: one.hash };
    expect(await messageOfRejection(provider.create(unseen))).to.match(/Make their architectures equal/);
    expect(bed.acceptedUpdates).to.equal(0);
    expect((await check({ ...args, functionName: "arm", architectures: ["x86_64"] })).failures).to.deep.equal([]);
  });

  it("warns once where Runtime, Handler or Layers differ, for they stay as they are", async () => {
    const { log: silent } = await stack.up(args);
    expect(silent).not.to.match(/warning/);
    const layers = (account: string, version: number) => ({
      Layers: [{ Arn: `arn:aws:lambda:us-east-1:${account}:layer:shared:${version}` }],
    });
    bed.lambda.changeConfigurationBehindBack("orders-staging", layers(otherAccount, 1));
    bed.lambda.changeConfigurationBehindBack("orders-api", layers(ownAccount, 1));
    bed.lambda.deployBehindBack("orders-staging", two.bytes);
    expect((await stack.up(args)).log).not.to.match(/warning/);
    bed.lambda.changeConfigurationBehindBack("orders-staging", { Handler: "app.main", ...layers(otherAccount, 2) });
    bed.lambda.deployBehindBack("orders-staging", one.bytes);
    const { log } = await stack.up(args);
    expect(log.match(/warning/g)).to.have.lengthOf(1);
    expect(log).to.match(/warning: Handler, Layers of the source function .*orders-staging differ/);
  });

  it("crosses Regions and accounts, each side by its own credentials", async () => {
    const place = { account: otherAccount, region: "eu-west-1" };
    bed.lambda.createFunction({ name: "orders-far", code: two.bytes, ...place });
    const assumeRoles = [{ roleArn: `arn:aws:iam::${otherAccount}:role/reader` }];
    const aws = bed.aws({ region: "eu-west-1", assumeRoles });
    const promoted = { sourceFunction: { functionName: "orders-far", aws } };
    await stack.up(promoted);
    expect(bed.function.runningSha256).to.equal(two.hash);
    const looks = bed.lambda.journal
      .requests("GetFunction")
      .filter(({ functionName }) => functionName === "orders-far");
    expect(new Set(looks.map(({ account, region }) => `${account} ${region}`))).to.deep.equal(
      new Set([`${otherAccount} eu-west-1`]),
    );
    await assertAtRest(bed, stack, promoted);
  });

  it("takes the Region of its source from an ARN", async () => {
    bed.lambda.createFunction({ name: "orders-far", code: two.bytes, region: "eu-west-1" });
    const { arn } = bed.lambda.function("orders-far", { region: "eu-west-1" });
    await stack.up({ sourceFunction: { functionName: arn } });
    expect(bed.function.runningSha256).to.equal(two.hash);
    const { failures } = await check({ sourceFunction: { functionName: arn, aws: bed.aws() } });
    expect(failures).to.deep.equal([
      "sourceFunction.functionName is an ARN of eu-west-1, but sourceFunction.aws.region is us-east-1.",
    ]);
  });

  it("waits at the deploy for a source that is being updated", async () => {
    bed.lambda.deployBehindBack("orders-staging", two.bytes, { inProgress: true });
    source().settings = { inProgressMs: 20_000, inProgressReads: 3 };
    source().latest.transition = { kind: "update", readsLeft: 3, notBeforeMs: bed.clock.nowMs() + 20_000 };
    const { log } = await stack.up(args);
    expect(log).to.match(/still waiting for the source function orders-staging/);
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("waits for a source version that is not ready yet", async () => {
    source().settings = { publishedUpdatePendingReads: 4 };
    bed.lambda.deployBehindBack("orders-staging", two.bytes, { publish: true });
    source().versions.get("1")!.configuration.State = "Pending";
    source().versions.get("1")!.transition = { kind: "creation", readsLeft: 4, notBeforeMs: 0 };
    await stack.up({ sourceFunction: { functionName: "orders-staging", qualifier: "1" } });
    expect(bed.function.runningSha256).to.equal(two.hash);
  });

  it("does not take what a source shows whose update failed", async () => {
    bed.lambda.deployBehindBack("orders-staging", two.bytes);
    source().latest.configuration.LastUpdateStatus = "Failed";
    const { failures } = await check(args);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/orders-staging is not sound \(LastUpdateStatus Failed/);
  });

  it("says what is missing where there is no such source, version, or permission", async () => {
    const { failures } = await check({ sourceFunction: { functionName: "none" } });
    expect(failures[0]).to.match(/^sourceFunction: Reading none: ResourceNotFoundException/);
    const qualified = await check({ sourceFunction: { functionName: "orders-staging", qualifier: "9" } });
    expect(qualified.failures[0]).to.match(/^sourceFunction: Reading orders-staging: .*orders-staging:9/);
    bed.lambda.deniedOperations.add("GetFunction");
    expect((await check(args)).failures[0]).to.match(/AccessDeniedException.*Allow lambda:GetFunction/);
  });

  it("leaves the presigned URL of the code out of outputs, errors and lines", async () => {
    const texts: string[] = [];
    const { log } = await stack.up(args);
    texts.push(log, JSON.stringify([stack.outputs, stack.inputs]));
    await stack.refresh();
    texts.push(JSON.stringify([stack.outputs, stack.inputs]));
    bed.lambda.deployBehindBack("orders-staging", two.bytes);
    for (const fault of [faults.resetBefore(), faults.refusal(403, "AccessDenied", "Request has expired")]) {
      bed.proxy.clear();
      bed.lambda.baseUrlOfDownloads = bed.proxy.url;
      bed.proxy.inject(/^GET \/snapshots/, fault, { times: 20 });
      texts.push(await messageOfRejection(stack.up(args)));
    }
    expect(texts.at(-1)).to.match(/The download of the code of .*orders-staging failed: the server answered 403/);
    for (const text of texts) {
      expect(text).not.to.match(/snapshots|X-Amz|Signature|presigned/i);
    }
    bed.proxy.clear();
    await stack.up(args);
    await assertAtRest(bed, stack, args);
  });

  it("fetches the code again where the download was cut", async () => {
    bed.lambda.baseUrlOfDownloads = bed.proxy.url;
    bed.proxy.inject(/^GET \/snapshots/, faults.truncated());
    await stack.up(args);
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  describe("from a FunctionCode of the same program", () => {
    const resource = (more: object) => ({
      sourceFunction: { functionName: source().arn, qualifier: "$LATEST", codeSha256: one.hash, ...more },
    });

    it("shows the hash that its source is to run, also while its version is not known", async () => {
      const { inputs, failures } = await check(
        resource({ functionName: unknownValue, qualifier: unknownValue, codeSha256: two.hash }),
      );
      expect(failures).to.deep.equal([]);
      expect(inputs.codeSha256).to.equal(two.hash);
      expect(bed.requests()).to.deep.equal([]);
    });

    it("leaves the hash unknown where the source is to be created", async () => {
      const { inputs } = await check(resource({ functionName: unknownValue, codeSha256: unknownValue }));
      expect(inputs.codeSha256).to.equal(unknownValue);
      expect((await check({ sourceFunction: unknownValue })).inputs.codeSha256).to.equal(unknownValue);
    });

    it("is an update while the source's own is only previewed, and comes to rest after both", async () => {
      await stack.up(resource({}));
      const next = { functionName: unknownValue, qualifier: unknownValue, codeSha256: two.hash };
      expect(await stack.preview(resource(next))).to.equal("update");
      bed.lambda.deployBehindBack("orders-staging", two.bytes, { publish: true });
      const known = resource({ qualifier: "1", codeSha256: two.hash });
      await stack.up(known);
      expect(bed.function.runningSha256).to.equal(two.hash);
      await assertAtRest(bed, stack, known);
    });
  });

  describe("of more than 50 MiB", () => {
    const large = largePackage();
    beforeEach(() => {
      bed.lambda.s3.createBucket("staging", "us-east-1", { owner: ownAccount });
      bed.lambda.deployBehindBack("orders-staging", large.bytes);
    });

    it("goes through the staging bucket", async () => {
      const stagedArgs = { ...args, stagingBucket: "staging" };
      await stack.up({ ...stagedArgs, publish: true });
      expect(bed.sent("PutObject")[0]).to.include({ ChecksumSHA256: large.hash, ExpectedBucketOwner: ownAccount });
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectVersion: "v1", Publish: true });
      expect(bed.function.runningSha256).to.equal(large.hash);
      await assertAtRest(bed, stack, stagedArgs);
    });

    it("without a staging bucket is an error at preview, with its size, the limit and what to do", async () => {
      const { failures } = await check(args);
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.match(/^sourceFunction: The package of .*orders-staging is 50\.5 MiB/);
      expect(failures[0]).to.match(/52,428,800 bytes.*Give a stagingBucket/);
    });

    it("is not looked for in the source where the bucket has it already", async () => {
      const name = `${Buffer.from(large.hash, "base64").toString("hex")}.zip`;
      bed.lambda.s3.putObject("staging", name, large.bytes, { withSha256: true });
      const before = bed.lambda.downloadCount;
      await stack.up({ ...args, stagingBucket: "staging" });
      expect(bed.lambda.downloadCount).to.equal(before);
      expect(bed.function.runningSha256).to.equal(large.hash);
    });
  });

  for (const fault of ["resetAfter", "truncated", "serviceFailure"] as const) {
    it(`updates once where the answer is lost (${fault})`, async () => {
      bed.proxy.inject("UpdateFunctionCode", faults[fault]({ acted: true }));
      await stack.up({ ...args, publish: true });
      expect(bed.acceptedUpdates).to.equal(1);
      expect(bed.function.versionNumbers).to.have.lengthOf(1);
      await assertAtRest(bed, stack, { ...args, publish: true });
    });
  }
});
