import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { CapturedLog } from "../support/capturedLog.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { SourcesBed } from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

describe('a dry run at the preview ("preview")', () => {
  let bed: SourcesBed;
  let stack: Stack;
  let one: { code: string };
  let two: { code: string };
  let hashes: Record<"one" | "two", string>;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    stack = bed.stack;
    hashes = { one: bed.one.hash, two: bed.two.hash };
    one = { code: bed.one.path };
    two = { code: bed.two.path };
  });
  afterEach(() => bed.stop());

  const tries = () => bed.sent("UpdateFunctionCode").filter(({ DryRun }) => DryRun === true);
  const check = (news: PropertyBag, olds = {}) => bed.check({ dryRun: "preview", ...news }, olds);

  it("asks Lambda, changes nothing, and leaves no trace among the inputs", async () => {
    const revision = bed.function.revisionId;
    const { inputs, failures, log } = await check(one);
    expect(failures).to.deep.equal([]);
    expect(inputs).not.to.have.property("dryRun");
    expect(tries()).to.have.lengthOf(1);
    expect(log).to.match(/dry run: Lambda would take the update/);
    expect(bed.function.revisionId).to.equal(revision);
  });

  it("shows Lambda's refusal as a failure of the preview", async () => {
    bed.lambda.deniedOperations.add("UpdateFunctionCode");
    const { failures } = await check(one);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/^dryRun: Updating the code of orders-api: AccessDeniedException/);
  });

  it("asks nothing where the code is the one of the last run, or not known yet, or wrong", async () => {
    await check(one, { codeSha256: hashes.one });
    await check({ code: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" });
    await check({ ...one, codeSha256: hashes.two });
    expect(tries()).to.deep.equal([]);
  });

  it("asks for the very version of an object that is run in place", async () => {
    bed.lambda.s3.putObject("releases", "api.zip", bed.zip("one").bytes, { withSha256: true });
    const { failures } = await check({ s3Bucket: "releases", s3Key: "api.zip", s3ObjectStorageMode: "REFERENCE" });
    expect(failures).to.deep.equal([]);
    expect(tries()[0]).to.include({ S3ObjectVersion: "v1" });
  });

  it("says so where an endpoint ignores it and changes the code", async () => {
    bed.function.settings = { honoursDryRun: false };
    expect((await check(one)).failures[0]).to.match(/does not honour DryRun/);
  });

  describe("judges foreign code as the up would", () => {
    const trial = { dryRun: "preview" };
    const lineOf = async (news: PropertyBag): Promise<string> => {
      const log = new CapturedLog();
      expect(await stack.preview({ ...trial, ...news }, log)).to.equal("update");
      return log.text;
    };

    it("and fails where that would stop, in the same words", async () => {
      await stack.up(one);
      const foreign = bed.lambda.deployBehindBack("orders-api", "hotfix");
      const change = { ...two, triggers: "changed" };
      const message = await messageOfRejection(stack.preview({ ...trial, ...change }));
      expect(message).to.include(foreign).and.to.include("Run `pulumi refresh` to see it");
      expect(await messageOfRejection(stack.up(change))).to.equal(message);
    });

    it("and tells what that would replace where a refresh has shown it, but with fail", async () => {
      await stack.up(one);
      const foreign = bed.lambda.deployBehindBack("orders-api", "hotfix");
      await stack.refresh();
      expect(await lineOf(two)).to.include(`dry run: the update replaces foreign code ${foreign}`);
      const strict = { ...trial, ...two, onForeignChange: "fail" };
      expect(await messageOfRejection(stack.preview(strict))).to.match(/onForeignChange is "fail"/);
    });

    it("and tells with overwrite what that would replace", async () => {
      await stack.up(one);
      const foreign = bed.lambda.deployBehindBack("orders-api", "hotfix");
      const line = await lineOf({ ...two, onForeignChange: "overwrite" });
      expect(line).to.include(`dry run: the update replaces foreign code ${foreign}`);
    });

    it("and stops for code that its own refresh shows, for a preview records nothing", async () => {
      await stack.up(one);
      bed.lambda.deployBehindBack("orders-api", "hotfix");
      const before = { inputs: stack.inputs, outputs: stack.outputs };
      const message = await messageOfRejection(stack.refreshedPreview({ ...trial, ...two }));
      expect(message).to.match(/Run `pulumi refresh` to see it, then `pulumi up` to replace it\.$/);
      expect(stack).to.include(before);
      await stack.refresh();
      expect(await stack.refreshedPreview({ ...trial, ...two })).to.equal("update");
    });

    it("and takes what an unfinished deploy brought for our own", async () => {
      await stack.up(one);
      bed.lambda.deniedOperations.add("PublishVersion");
      await messageOfRejection(stack.up({ ...two, publish: true, versionDescription: "release" }));
      expect(bed.function.runningSha256).to.equal(hashes.two);
      expect(await lineOf({ code: bed.three.path, onForeignChange: "fail" })).not.to.match(/replaces/);
    });

    it("and calls what a first deploy finds by no other name, after a dry run as well", async () => {
      const log = new CapturedLog();
      expect(await stack.preview({ ...trial, ...one }, log)).to.equal("create");
      expect(log.text).to.match(/dry run: Lambda would take the update, which replaces the function's present code/);
      await stack.up({ ...one, dryRun: true });
      expect(await lineOf(two)).to.match(/dry run: the update replaces the function's present code/);
    });

    it("and is silent where another function is meant from now on", async () => {
      await stack.up(one);
      bed.lambda.createFunction({ name: "other" });
      const log = new CapturedLog();
      expect(await stack.preview({ ...trial, ...two, functionName: "other" }, log)).to.equal("replace");
    });
  });
});
