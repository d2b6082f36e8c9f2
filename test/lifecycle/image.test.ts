import { expect } from "chai";
import { createProvider } from "#lib/provider.js";
import { otherAccount } from "../support/accounts.js";
import { CapturedLog } from "../support/capturedLog.js";
import { faults } from "../support/faults/index.js";
import { args, digestA, digestB, digestC, ImageBed, repository } from "../support/imageBed.js";
import { assertAtRest } from "../support/sourcesBed.js";

describe("an image", () => {
  let bed: ImageBed;

  beforeEach(async () => {
    bed = await ImageBed.start();
  });
  afterEach(() => bed.stop());

  it("is known by its digest from the preview on, and deployed by it", async () => {
    const { inputs } = await bed.check(args);
    expect(inputs.codeSha256).to.equal(digestA);
    await bed.stack.up(args);
    expect(bed.sentUris()).to.deep.equal([`${repository}@sha256:${digestA}`]);
    expect(bed.stack.outputs).to.include({ codeSha256: digestA, resolvedImageUri: `${repository}@sha256:${digestA}` });
    await assertAtRest(bed, args);
  });

  it("whose tag moved is a change, old => new digest", async () => {
    await bed.stack.up(args);
    bed.push(digestB);
    const { inputs } = await bed.check(args, bed.stack.inputs);
    expect([bed.stack.inputs?.codeSha256, inputs.codeSha256]).to.deep.equal([digestA, digestB]);
    expect(await bed.stack.preview(args)).to.equal("update");
    await bed.stack.up(args);
    expect(bed.function.runningSha256).to.equal(digestB);
    await assertAtRest(bed, args);
  });

  it("is deployed as previewed where its tag moves between the two", async () => {
    bed.proxy.before("UpdateFunctionCode", 1, () => bed.push(digestB));
    await bed.stack.up(args);
    expect(bed.function.runningSha256).to.equal(digestA);
    expect(await bed.stack.preview(args)).to.equal("update");
  });

  it("by its digest is not looked at again once it runs", async () => {
    const byDigest = { imageUri: `${repository}@sha256:${digestA}` };
    await bed.stack.up(byDigest);
    bed.requests();
    expect(await bed.stack.preview(byDigest)).to.equal("same");
    expect(bed.requests()).to.deep.equal([]);
    expect(await bed.stack.preview(args)).to.equal("same");
  });

  it("is published by the update itself, for a digest cannot change", async () => {
    const { outputs } = await bed.stack.up({ ...args, publish: true });
    expect(outputs.version).to.equal("1");
    expect(bed.requests()).not.to.include("PublishVersion");
    await assertAtRest(bed, { ...args, publish: true });
  });

  it("that is an index of several is refused at preview, with what to do", async () => {
    bed.push(digestB, "release", true);
    const { failures } = await bed.check({ ...args, architectures: ["arm64"] });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/^imageUri: .*index of several images/);
    expect(failures[0]).to.include("docker buildx build --provenance=false --platform linux/arm64");
  });

  it("that is missing is an error at preview", async () => {
    const { failures } = await bed.check({ imageUri: `${repository}:none` });
    expect(failures[0]).to.match(/^imageUri: Looking at the image orders-api:none .*ImageNotFound/);
  });

  it("for a function that runs a package is refused at preview", async () => {
    const { failures } = await bed.check({ ...args, functionName: "orders-api" });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/function:orders-api is a Zip function, and the code is an image/);
  });

  it("of another account is asked of its own registry", async () => {
    const elsewhere = `${otherAccount}.dkr.ecr.us-east-1.amazonaws.com/shared/api`;
    bed.lambda.images.push(elsewhere, "release", { digestHex: digestC });
    bed.lambda.images.share(elsewhere, "111111111111");
    const { inputs, failures } = await bed.check({ imageUri: `${elsewhere}:release` });
    expect(failures).to.deep.equal([]);
    expect(inputs.codeSha256).to.equal(digestC);
    expect(bed.lambda.journal.requests("BatchGetImage")[0]).to.deep.include({ region: "us-east-1" });
  });

  describe("of another Region than the function's", () => {
    const elsewhere = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders-api";
    const refusal = /is in eu-west-1, and the function is in us-east-1: Lambda takes images of its own Region only/;
    const arn = "arn:aws:lambda:us-east-1:111111111111:function:orders-image";
    let regionBefore: string | undefined;

    beforeEach(() => {
      regionBefore = process.env.AWS_REGION;
      process.env.AWS_REGION = "us-east-1";
      bed.lambda.images.push(elsewhere, "release", { digestHex: digestC });
    });
    afterEach(() => {
      if (regionBefore === undefined) {
        delete process.env.AWS_REGION;
      } else {
        process.env.AWS_REGION = regionBefore;
      }
    });

    it("is refused at preview, without a request where the function's Region is known", async () => {
      const ways = [
        { aws: bed.aws() },
        { functionName: arn, aws: bed.aws({ region: undefined }) },
        { aws: bed.aws({ region: undefined, defaultRegion: "us-east-1" }) },
      ];
      bed.requests();
      for (const way of ways) {
        const { failures } = await bed.check({ imageUri: `${elsewhere}:release`, ...way });
        expect(failures).to.have.lengthOf(1);
        expect(failures[0]).to.match(refusal);
      }
      expect(bed.requests()).to.deep.equal([]);
    });

    it("is refused at preview by a look at the function, where the machine alone knows its Region", async () => {
      const { failures } = await bed.check({ imageUri: `${elsewhere}:release`, aws: bed.aws({ region: undefined }) });
      expect(failures).to.have.lengthOf(1);
      expect(failures[0]).to.match(refusal);
      expect(bed.requests()).to.deep.equal(["BatchGetImage", "GetFunction"]);
    });

    it("is not sent by an up whose preview could not look", async () => {
      const { create } = createProvider({ clock: bed.clock, log: new CapturedLog() });
      const inputs = { functionName: "orders-image", imageUri: `${elsewhere}:release`, codeSha256: digestC };
      const error = await create({ ...inputs, aws: bed.aws() }).catch((thrown: unknown) => thrown);
      expect(String(error))
        .to.match(/Deploying orders-image: /)
        .and.to.match(refusal);
      expect(bed.sent("UpdateFunctionCode")).to.deep.equal([]);
    });
  });

  for (const fault of ["resetAfter", "truncated", "serviceFailure"] as const) {
    it(`is updated once where its answer is lost (${fault}), for its digest tells`, async () => {
      bed.proxy.inject("UpdateFunctionCode", faults[fault]({ acted: true }));
      await bed.stack.up({ ...args, publish: true });
      expect(bed.acceptedUpdates).to.equal(1);
      expect(bed.function.versionNumbers).to.have.lengthOf(1);
      await assertAtRest(bed, { ...args, publish: true });
    });
  }
});
