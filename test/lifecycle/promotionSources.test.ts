import fs from "node:fs";
import { expect } from "chai";
import { unknownValue } from "#lib/ground/unknowns.js";
import { otherAccount, ownAccount } from "../support/accounts.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { args, PromotionBed } from "../support/promotionBed.js";
import { assertAtRest, largePackage } from "../support/sourcesBed.js";

describe("the source of a promotion", () => {
  let bed: PromotionBed;

  beforeEach(async () => {
    bed = await PromotionBed.start();
  });
  afterEach(() => bed.stop());

  it("crosses Regions and accounts, each side by its own credentials", async () => {
    const place = { account: otherAccount, region: "eu-west-1" };
    bed.lambda.createFunction({ name: "orders-far", code: bed.two.bytes, ...place });
    const assumeRoles = [{ roleArn: `arn:aws:iam::${otherAccount}:role/reader` }];
    const aws = bed.aws({ region: "eu-west-1", assumeRoles });
    const promoted = { sourceFunction: { functionName: "orders-far", aws } };
    await bed.stack.up(promoted);
    expect(bed.function.runningSha256).to.equal(bed.two.hash);
    const looks = bed.lambda.journal
      .requests("GetFunction")
      .filter(({ functionName }) => functionName === "orders-far");
    expect(new Set(looks.map(({ account, region }) => `${account} ${region}`))).to.deep.equal(
      new Set([`${otherAccount} eu-west-1`]),
    );
    await assertAtRest(bed, promoted);
  });

  it("waits at the deploy for a source that is being updated", async () => {
    bed.lambda.deployBehindBack("orders-staging", bed.two.bytes, { inProgress: true });
    bed.source.settings = { inProgressMs: 20_000, inProgressReads: 3 };
    bed.source.latest.transition = { kind: "update", readsLeft: 3, notBeforeMs: bed.clock.nowMs() + 20_000 };
    const { log } = await bed.stack.up(args);
    expect(log).to.match(/still waiting for the source function orders-staging/);
    expect(bed.function.runningSha256).to.equal(bed.two.hash);
  });

  it("waits for a source version that is not ready yet", async () => {
    bed.source.settings = { publishedUpdatePendingReads: 4 };
    bed.lambda.deployBehindBack("orders-staging", bed.two.bytes, { publish: true });
    bed.source.versions.get("1")!.configuration.State = "Pending";
    bed.source.versions.get("1")!.transition = { kind: "creation", readsLeft: 4, notBeforeMs: 0 };
    await bed.stack.up({ sourceFunction: { functionName: "orders-staging", qualifier: "1" } });
    expect(bed.function.runningSha256).to.equal(bed.two.hash);
  });

  it("does not take what a source shows whose update failed", async () => {
    bed.lambda.deployBehindBack("orders-staging", bed.two.bytes);
    bed.source.latest.configuration.LastUpdateStatus = "Failed";
    const { failures } = await bed.check(args);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/orders-staging is not sound \(LastUpdateStatus Failed/);
  });

  it("says what is missing where there is no such source, version, or permission", async () => {
    const { failures } = await bed.check({ sourceFunction: { functionName: "none" } });
    expect(failures[0]).to.match(/^sourceFunction: Reading none: ResourceNotFoundException/);
    const qualified = await bed.check({ sourceFunction: { functionName: "orders-staging", qualifier: "9" } });
    expect(qualified.failures[0]).to.match(/^sourceFunction: Reading orders-staging: .*orders-staging:9/);
    bed.lambda.deniedOperations.add("GetFunction");
    expect((await bed.check(args)).failures[0]).to.match(/AccessDeniedException.*Allow lambda:GetFunction/);
  });

  it("leaves the presigned URL of the code out of outputs, errors and lines", async () => {
    const texts: string[] = [];
    const { log } = await bed.stack.up(args);
    texts.push(log, JSON.stringify([bed.stack.outputs, bed.stack.inputs]));
    await bed.stack.refresh();
    texts.push(JSON.stringify([bed.stack.outputs, bed.stack.inputs]));
    bed.lambda.deployBehindBack("orders-staging", bed.two.bytes);
    for (const fault of [faults.resetBefore(), faults.refusal(403, "AccessDenied", "Request has expired")]) {
      bed.proxy.clear();
      bed.lambda.baseUrlOfDownloads = bed.proxy.url;
      bed.proxy.inject(/^GET \/snapshots/, fault, { times: 20 });
      texts.push(await messageOfRejection(bed.stack.up(args)));
    }
    expect(texts.at(-1)).to.match(/The download of the code of .*orders-staging failed: the server answered 403/);
    for (const text of texts) {
      expect(text).not.to.match(/snapshots|X-Amz|Signature|presigned/i);
    }
    bed.proxy.clear();
    await bed.stack.up(args);
    await assertAtRest(bed, args);
  });

  it("fetches the code again where the download was cut", async () => {
    bed.lambda.baseUrlOfDownloads = bed.proxy.url;
    bed.proxy.inject(/^GET \/snapshots/, faults.truncated());
    await bed.stack.up(args);
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
  });

  describe("from a FunctionCode of the same program", () => {
    const resource = (more: object) => ({
      sourceFunction: { functionName: bed.source.arn, qualifier: "$LATEST", codeSha256: bed.one.hash, ...more },
    });

    it("shows the hash that its source is to run, also while its version is not known", async () => {
      const { inputs, failures } = await bed.check(
        resource({ functionName: unknownValue, qualifier: unknownValue, codeSha256: bed.two.hash }),
      );
      expect(failures).to.deep.equal([]);
      expect(inputs.codeSha256).to.equal(bed.two.hash);
      expect(bed.requests()).to.deep.equal([]);
    });

    it("leaves the hash unknown where the source is to be created", async () => {
      const { inputs } = await bed.check(resource({ functionName: unknownValue, codeSha256: unknownValue }));
      expect(inputs.codeSha256).to.equal(unknownValue);
      expect((await bed.check({ sourceFunction: unknownValue })).inputs.codeSha256).to.equal(unknownValue);
    });

    it("is an update while the source's own is only previewed, and comes to rest after both", async () => {
      await bed.stack.up(resource({}));
      const next = { functionName: unknownValue, qualifier: unknownValue, codeSha256: bed.two.hash };
      expect(await bed.stack.preview(resource(next))).to.equal("update");
      bed.lambda.deployBehindBack("orders-staging", bed.two.bytes, { publish: true });
      const known = resource({ qualifier: "1", codeSha256: bed.two.hash });
      await bed.stack.up(known);
      expect(bed.function.runningSha256).to.equal(bed.two.hash);
      await assertAtRest(bed, known);
    });
  });

  describe("from a FunctionCode of the same program whose version holds other code", () => {
    /** Version 1 holds `one`, and `publish` was turned off before `two`. */
    const unpublished = () => {
      bed.lambda.publishBehindBack("orders-staging");
      bed.lambda.deployBehindBack("orders-staging", bed.two.bytes);
      return { sourceFunction: { functionName: bed.source.arn, qualifier: "1", codeSha256: bed.two.hash } };
    };

    it("takes what has the wanted hash, where publishing was turned off", async () => {
      const promoted = unpublished();
      await bed.stack.up(promoted);
      expect(bed.function.runningSha256).to.equal(bed.two.hash);
      await assertAtRest(bed, promoted);
    });

    it("takes the version where the function itself runs other code since", async () => {
      const { sourceFunction } = unpublished();
      await bed.stack.up({ sourceFunction: { ...sourceFunction, codeSha256: bed.one.hash } });
      expect(bed.function.runningSha256).to.equal(bed.one.hash);
    });

    it("takes what the function runs where the version was deleted", async () => {
      const promoted = unpublished();
      bed.source.versions.delete("1");
      await bed.stack.up(promoted);
      expect(bed.function.runningSha256).to.equal(bed.two.hash);
    });

    it("waits for what the function is to run", async () => {
      const promoted = unpublished();
      bed.source.settings = { inProgressReads: 3 };
      bed.lambda.deployBehindBack("orders-staging", bed.two.bytes, { inProgress: true });
      await bed.stack.up(promoted);
      expect(bed.function.runningSha256).to.equal(bed.two.hash);
    });

    it("says what to do where nothing has it any more, and sends nothing", async () => {
      const promoted = unpublished();
      const foreign = bed.lambda.deployBehindBack("orders-staging", bed.zip("hotfix").bytes);
      const message = await messageOfRejection(bed.stack.up(promoted));
      expect(message).to.include(`runs ${foreign}, and the preview showed ${bed.two.hash}. Nothing was sent.`);
      expect(message).to.match(/Run `pulumi refresh`, then `pulumi up`\.$/);
      expect(bed.acceptedUpdates).to.equal(0);
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
      await bed.stack.up({ ...stagedArgs, publish: true });
      expect(bed.sent("PutObject")[0]).to.include({ ChecksumSHA256: large.hash, ExpectedBucketOwner: ownAccount });
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ S3ObjectVersion: "v1", Publish: true });
      expect(bed.function.runningSha256).to.equal(large.hash);
      await assertAtRest(bed, stagedArgs);
    });

    it("names the function and the way out where the disk is full, and sends nothing", async () => {
      const { writeSync } = fs;
      fs.writeSync = () => {
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      };
      const message = await messageOfRejection(bed.stack.up({ ...args, stagingBucket: "staging" })).finally(() => {
        fs.writeSync = writeSync;
      });
      expect(message).to.match(
        /^Deploying orders-api: The temporary file for the code of \S+:orders-staging could not be written to .*: the disk is full \(ENOSPC\)\. Free up to 250 MiB there/,
      );
      expect([...bed.sent("PutObject"), ...bed.sent("UpdateFunctionCode")]).to.deep.equal([]);
    });

    it("without a staging bucket is an error at preview, with its size, the limit and what to do", async () => {
      const { failures } = await bed.check(args);
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.match(/^sourceFunction: The package of .*orders-staging is 50\.5 MiB/);
      expect(failures[0]).to.match(/52,428,800 bytes.*Give a stagingBucket/);
    });

    it("is not looked for in the source where the bucket has it already", async () => {
      const name = `${Buffer.from(large.hash, "base64").toString("hex")}.zip`;
      bed.lambda.s3.putObject("staging", name, large.bytes, { withSha256: true });
      const before = bed.lambda.downloadCount;
      await bed.stack.up({ ...args, stagingBucket: "staging" });
      expect(bed.lambda.downloadCount).to.equal(before);
      expect(bed.function.runningSha256).to.equal(large.hash);
    });
  });
});
