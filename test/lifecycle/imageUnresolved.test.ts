import { expect } from "chai";
import { faults } from "../support/faults/index.js";
import { args, digestA, digestB, digestC, ImageBed, repository } from "../support/imageBed.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest } from "../support/sourcesBed.js";

describe("an image whose tag nobody may resolve", () => {
  let bed: ImageBed;

  beforeEach(async () => {
    bed = await ImageBed.start();
  });
  afterEach(() => bed.stop());

  describe("that may not be looked at", () => {
    beforeEach(() => {
      bed.lambda.deniedOperations.add("BatchGetImage");
    });

    it("is deployed by its tag, with one line that says so, and its hash is left open", async () => {
      const { inputs, failures } = await bed.check(args);
      expect(failures).to.deep.equal([]);
      expect(inputs).not.to.have.property("codeSha256");
      const { log } = await bed.stack.up(args);
      expect(log.match(/warning:/g)).to.have.lengthOf(1);
      expect(log).to.match(/is deployed by its tag, for ecr:BatchGetImage is not allowed/);
      expect(bed.sentUris()).to.deep.equal([args.imageUri]);
      expect(bed.stack.outputs).to.include({ codeSha256: digestA, deployedCodeSha256: digestA });
      await assertAtRest(bed, args);
    });

    it("is no change by the same text, wherever the tag points, and one by another", async () => {
      await bed.stack.up(args);
      bed.push(digestB);
      expect(await bed.stack.preview(args)).to.equal("same");
      bed.push(digestC, "next");
      const next = { imageUri: `${repository}:next` };
      expect(await bed.stack.preview(next)).to.equal("update");
      await bed.stack.up(next);
      expect(bed.function.runningSha256).to.equal(digestC);
      await assertAtRest(bed, next);
    });

    it("is published after the update, as what the tag brought", async () => {
      const published = { ...args, publish: true };
      const { outputs } = await bed.stack.up(published);
      expect(bed.sent("UpdateFunctionCode")[0]).to.include({ Publish: false });
      expect(bed.sent("PublishVersion")[0]).to.include({ CodeSha256: digestA });
      expect(outputs.version).to.equal("1");
      await assertAtRest(bed, published);
      bed.push(digestC, "next");
      const next = { ...published, imageUri: `${repository}:next` };
      expect((await bed.stack.up(next)).outputs).to.include({ version: "2", publishedCodeSha256: digestC });
      await assertAtRest(bed, next);
    });

    it("is put back where another deployed, once a refresh has shown it", async () => {
      await bed.stack.up(args);
      bed.lambda.deployBehindBack("orders-image", bed.push(digestB, "foreign").uri);
      await bed.stack.refresh();
      const { step, log } = await bed.stack.up(args);
      expect(step).to.equal("update");
      expect(log).to.match(/replaces foreign code/);
      expect(bed.function.runningSha256).to.equal(digestA);
      await assertAtRest(bed, args);
    });

    it("is put back as what the tag brings by then", async () => {
      await bed.stack.up(args);
      bed.lambda.deployBehindBack("orders-image", bed.push(digestB, "foreign").uri);
      bed.push(digestC);
      await bed.stack.refresh();
      await bed.stack.up(args);
      expect(bed.stack.outputs).to.include({ codeSha256: digestC, deployedCodeSha256: digestC });
      await assertAtRest(bed, args);
    });

    it("does not replace what another deployed unseen", async () => {
      await bed.stack.up(args);
      bed.lambda.deployBehindBack("orders-image", bed.push(digestB, "foreign").uri);
      bed.push(digestC, "next");
      const message = await messageOfRejection(bed.stack.up({ imageUri: `${repository}:next` }));
      expect(message).to.match(/which this resource did not deploy/);
      expect(bed.function.runningSha256).to.equal(digestB);
    });

    it("is sent again after a failed update, by the same text", async () => {
      await bed.stack.up(args);
      bed.push(digestC, "next");
      const next = { imageUri: `${repository}:next` };
      bed.lambda.failNextUpdate({ reasonCode: "ImageAccessDenied", reason: "no" });
      await messageOfRejection(bed.stack.up(next));
      await bed.stack.refresh();
      expect((await bed.stack.up(next)).step).to.equal("update");
      expect(bed.function.runningSha256).to.equal(digestC);
      await assertAtRest(bed, next);
    });

    it("is deployed by the digest that codeSha256 pins", async () => {
      await bed.stack.up({ ...args, codeSha256: digestA });
      expect(bed.sentUris()).to.deep.equal([`${repository}@sha256:${digestA}`]);
    });

    it("stops where the answer is lost, for nobody can tell whose code runs, and goes on after a refresh", async () => {
      await bed.stack.up(args);
      bed.push(digestC, "next");
      const next = { imageUri: `${repository}:next` };
      bed.requests();
      bed.proxy.inject("UpdateFunctionCode", faults.resetAfter());
      const message = await messageOfRejection(bed.stack.up(next));
      expect(message).to.match(/the answer to the update was lost.*Run `pulumi refresh`, then `pulumi up`/);
      expect(bed.acceptedUpdates).to.equal(1);
      await bed.stack.refresh();
      await bed.stack.up(next);
      expect(bed.stack.outputs).to.include({ codeSha256: digestC, deployedCodeSha256: digestC });
      await assertAtRest(bed, next);
    });

    it("stops likewise where the lost update was to put a drifted function back and the tag had moved", async () => {
      await bed.stack.up(args);
      bed.lambda.deployBehindBack("orders-image", bed.push(digestB, "foreign").uri);
      bed.push(digestC);
      await bed.stack.refresh();
      bed.proxy.inject("UpdateFunctionCode", faults.resetAfter());
      const message = await messageOfRejection(bed.stack.up(args));
      expect(message).to.match(/the answer to the update was lost/);
      await bed.stack.refresh();
      await bed.stack.up(args);
      expect(bed.stack.outputs).to.include({ codeSha256: digestC, deployedCodeSha256: digestC });
      await assertAtRest(bed, args);
    });

    it("is sent again where the request was lost before Lambda saw it", async () => {
      bed.proxy.inject("UpdateFunctionCode", faults.resetBefore());
      await bed.stack.up(args);
      expect(bed.acceptedUpdates).to.equal(1);
      await assertAtRest(bed, args);
    });

    it("never overwrites what another deployed while the answer was lost", async () => {
      await bed.stack.up(args);
      bed.push(digestC, "next");
      bed.proxy.inject("UpdateFunctionCode", faults.resetBefore());
      bed.proxy.before("UpdateFunctionCode", 1, () =>
        bed.lambda.deployBehindBack("orders-image", bed.push(digestB, "foreign").uri),
      );
      expect(await messageOfRejection(bed.stack.up({ imageUri: `${repository}:next` }))).to.match(
        /or by another deploy, which cannot be told apart/,
      );
      expect(bed.function.runningSha256).to.equal(digestB);
    });
  });
});
