import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { faults } from "../support/faults/index.js";
import { assertAtRest, otherAccount, SourcesBed } from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/orders-api";
const [digestA, digestB, digestC] = ["a", "b", "c"].map((digit) => digit.repeat(64)) as [string, string, string];
const args = { imageUri: `${repository}:release` };

describe("an image", () => {
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

  it("is known by its digest from the preview on, and deployed by it", async () => {
    const { inputs } = await check(args);
    expect(inputs.codeSha256).to.equal(digestA);
    await stack.up(args);
    expect(sentUris()).to.deep.equal([`${repository}@sha256:${digestA}`]);
    expect(stack.outputs).to.include({ codeSha256: digestA, resolvedImageUri: `${repository}@sha256:${digestA}` });
    await assertAtRest(bed, stack, args);
  });

  it("whose tag moved is a change, old => new digest", async () => {
    await stack.up(args);
    push(digestB);
    const { inputs } = await check(args, stack.inputs);
    expect([stack.inputs?.codeSha256, inputs.codeSha256]).to.deep.equal([digestA, digestB]);
    expect(await stack.preview(args)).to.equal("update");
    await stack.up(args);
    expect(fn().runningSha256).to.equal(digestB);
    await assertAtRest(bed, stack, args);
  });

  it("is deployed as previewed where its tag moves between the two", async () => {
    bed.proxy.before("UpdateFunctionCode", 1, () => push(digestB));
    await stack.up(args);
    expect(fn().runningSha256).to.equal(digestA);
    expect(await stack.preview(args)).to.equal("update");
  });

  it("by its digest is not looked at again once it runs", async () => {
    const byDigest = { imageUri: `${repository}@sha256:${digestA}` };
    await stack.up(byDigest);
    bed.requests();
    expect(await stack.preview(byDigest)).to.equal("same");
    expect(bed.requests()).to.deep.equal([]);
    expect(await stack.preview(args)).to.equal("same");
  });

  it("is published by the update itself, for a digest cannot change", async () => {
    const { outputs } = await stack.up({ ...args, publish: true });
    expect(outputs.version).to.equal("1");
    expect(bed.requests()).not.to.include("PublishVersion");
    await assertAtRest(bed, stack, { ...args, publish: true });
  });

  it("that is an index of several is refused at preview, with what to do", async () => {
    push(digestB, "release", true);
    const { failures } = await check({ ...args, architectures: ["arm64"] });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/^imageUri: .*index of several images/);
    expect(failures[0]).to.include("docker buildx build --provenance=false --platform linux/arm64");
  });

  it("that is missing is an error at preview", async () => {
    const { failures } = await check({ imageUri: `${repository}:none` });
    expect(failures[0]).to.match(/^imageUri: Looking at the image orders-api:none .*ImageNotFound/);
  });

  it("for a function that runs a package is refused at preview", async () => {
    const { failures } = await check({ ...args, functionName: "orders-api" });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/function:orders-api is a Zip function, and the code is an image/);
  });

  it("of another account and Region is asked of its own registry", async () => {
    const elsewhere = `${otherAccount}.dkr.ecr.eu-west-1.amazonaws.com/shared/api`;
    bed.lambda.images.push(elsewhere, "release", { digestHex: digestC });
    bed.lambda.images.share(elsewhere, "111111111111");
    const { inputs, failures } = await check({ imageUri: `${elsewhere}:release` });
    expect(failures).to.deep.equal([]);
    expect(inputs.codeSha256).to.equal(digestC);
    expect(bed.lambda.journal.requests("BatchGetImage")[0]).to.deep.include({ region: "eu-west-1" });
  });

  for (const fault of ["resetAfter", "truncated", "serviceFailure"] as const) {
    it(`is updated once where its answer is lost (${fault}), for its digest tells`, async () => {
      bed.proxy.inject("UpdateFunctionCode", faults[fault]({ acted: true }));
      await stack.up({ ...args, publish: true });
      expect(bed.acceptedUpdates).to.equal(1);
      expect(fn().versionNumbers).to.have.lengthOf(1);
      await assertAtRest(bed, stack, { ...args, publish: true });
    });
  }
});
