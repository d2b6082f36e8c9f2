import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, SourcesBed } from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/orders-api";
const [digestA, digestB, digestC] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];
const args = { imageUri: `${repository}:release` };

describe("an image whose tag nobody may resolve", () => {
  let bed: SourcesBed;
  let stack: Stack;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    bed.lambda.createFunction({ name: "orders-image", packageType: "Image" });
    stack = bed.stack({ functionName: "orders-image" });
    push(digestA);
  });
  afterEach(() => bed.stop());

  const push = (digestHex: string, tag = "release", isIndex = false) =>
    bed.lambda.images.push(repository, tag, { digestHex, isIndex });
  const fn = () => bed.lambda.function("orders-image");
  const check = (news: PropertyBag, olds = {}) => bed.check({ functionName: "orders-image", ...news }, olds);
  const sentUris = () => bed.sent("UpdateFunctionCode").map(({ ImageUri }) => ImageUri);

  describe("that may not be looked at", () => {
    beforeEach(() => {
      bed.lambda.deniedOperations.add("BatchGetImage");
    });

    it("is deployed by its tag, with one line that says so, and its hash is left open", async () => {
      const { inputs, failures } = await check(args);
      expect(failures).to.deep.equal([]);
      expect(inputs).not.to.have.property("codeSha256");
      const { log } = await stack.up(args);
      expect(log.match(/warning:/g)).to.have.lengthOf(1);
      expect(log).to.match(/is deployed by its tag, for ecr:BatchGetImage is not allowed/);
      expect(sentUris()).to.deep.equal([args.imageUri]);
      expect(stack.outputs).to.include({ codeSha256: digestA, deployedCodeSha256: digestA });
      await assertAtRest(bed, stack, args);
    });

    it("is no change by the same text, wherever the tag points, and one by another", async () => {
      await stack.up(args);
      push(digestB);
      expect(await stack.preview(args)).to.equal("same");
      push(digestC, "next");
      const next = { imageUri: `${repository}:next` };
      expect(await stack.preview(next)).to.equal("update");
      await stack.up(next);
      expect(fn().runningSha256).to.equal(digestC);
      await assertAtRest(bed, stack, next);
    });

    it("is published after the update, as what the tag brought", async () => {
      const published = { ...args, publish: true };
      const { outputs } = await stack.up(published);
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ Publish: false });
      expect(bed.sent("PublishVersion")[0]).to.include({ CodeSha256: digestA });
      expect(outputs.version).to.equal("1");
      await assertAtRest(bed, stack, published);
      push(digestC, "next");
      const next = { ...published, imageUri: `${repository}:next` };
      expect((await stack.up(next)).outputs).to.include({ version: "2", publishedCodeSha256: digestC });
      await assertAtRest(bed, stack, next);
    });

    it("is put back where another deployed, once a refresh has shown it", async () => {
      await stack.up(args);
      bed.lambda.deployBehindBack("orders-image", push(digestB, "foreign").uri);
      await stack.refresh();
      const { step, log } = await stack.up(args);
      expect(step).to.equal("update");
      expect(log).to.match(/replaces foreign code/);
      expect(fn().runningSha256).to.equal(digestA);
      await assertAtRest(bed, stack, args);
    });

    it("is put back as what the tag brings by then", async () => {
      await stack.up(args);
      bed.lambda.deployBehindBack("orders-image", push(digestB, "foreign").uri);
      push(digestC);
      await stack.refresh();
      await stack.up(args);
      expect(stack.outputs).to.include({ codeSha256: digestC, deployedCodeSha256: digestC });
      await assertAtRest(bed, stack, args);
    });

    it("does not replace what another deployed unseen", async () => {
      await stack.up(args);
      bed.lambda.deployBehindBack("orders-image", push(digestB, "foreign").uri);
      push(digestC, "next");
      const message = await messageOfRejection(stack.up({ imageUri: `${repository}:next` }));
      expect(message).to.match(/which this resource did not deploy/);
      expect(fn().runningSha256).to.equal(digestB);
    });

    it("is sent again after a failed update, by the same text", async () => {
      await stack.up(args);
      push(digestC, "next");
      const next = { imageUri: `${repository}:next` };
      bed.lambda.failNextUpdate({ reasonCode: "ImageAccessDenied", reason: "no" });
      await messageOfRejection(stack.up(next));
      await stack.refresh();
      expect((await stack.up(next)).step).to.equal("update");
      expect(fn().runningSha256).to.equal(digestC);
      await assertAtRest(bed, stack, next);
    });

    it("is deployed by the digest that codeSha256 pins", async () => {
      await stack.up({ ...args, codeSha256: digestA });
      expect(sentUris()).to.deep.equal([`${repository}@sha256:${digestA}`]);
    });

    it("stops where the answer is lost, for nobody can tell whose code runs, and goes on after a refresh", async () => {
      await stack.up(args);
      push(digestC, "next");
      const next = { imageUri: `${repository}:next` };
      bed.requests();
      bed.proxy.inject("UpdateFunctionCode", faults.resetAfter());
      const message = await messageOfRejection(stack.up(next));
      expect(message).to.match(/the answer to the update was lost.*Run `pulumi refresh`, then `pulumi up`/);
      expect(bed.acceptedUpdates).to.equal(1);
      await stack.refresh();
      await stack.up(next);
      expect(stack.outputs).to.include({ codeSha256: digestC, deployedCodeSha256: digestC });
      await assertAtRest(bed, stack, next);
    });

    it("stops likewise where the lost update was to put a drifted function back and the tag had moved", async () => {
      await stack.up(args);
      bed.lambda.deployBehindBack("orders-image", push(digestB, "foreign").uri);
      push(digestC);
      await stack.refresh();
      bed.proxy.inject("UpdateFunctionCode", faults.resetAfter());
      const message = await messageOfRejection(stack.up(args));
      expect(message).to.match(/the answer to the update was lost/);
      await stack.refresh();
      await stack.up(args);
      expect(stack.outputs).to.include({ codeSha256: digestC, deployedCodeSha256: digestC });
      await assertAtRest(bed, stack, args);
    });

    it("is sent again where the request was lost before Lambda saw it", async () => {
      bed.proxy.inject("UpdateFunctionCode", faults.resetBefore());
      await stack.up(args);
      expect(bed.acceptedUpdates).to.equal(1);
      await assertAtRest(bed, stack, args);
    });

    it("never overwrites what another deployed while the answer was lost", async () => {
      await stack.up(args);
      push(digestC, "next");
      bed.proxy.inject("UpdateFunctionCode", faults.resetBefore());
      bed.proxy.before("UpdateFunctionCode", 1, () =>
        bed.lambda.deployBehindBack("orders-image", push(digestB, "foreign").uri),
      );
      expect(await messageOfRejection(stack.up({ imageUri: `${repository}:next` }))).to.match(
        /or by another deploy, which cannot be told apart/,
      );
      expect(fn().runningSha256).to.equal(digestB);
    });
  });
});
