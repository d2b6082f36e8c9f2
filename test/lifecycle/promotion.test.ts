import { expect } from "chai";
import { createProvider } from "#lib/provider.js";
import { otherAccount, ownAccount } from "../support/accounts.js";
import { CapturedLog } from "../support/capturedLog.js";
import { faults } from "../support/faults/index.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { args, PromotionBed } from "../support/promotionBed.js";
import { assertAtRest } from "../support/sourcesBed.js";

describe("a promotion", () => {
  let bed: PromotionBed;

  beforeEach(async () => {
    bed = await PromotionBed.start();
  });
  afterEach(() => bed.stop());

  it("brings the very bytes that the other function runs, with their hash from the preview on", async () => {
    const { inputs } = await bed.check(args);
    expect(inputs.codeSha256).to.equal(bed.one.hash);
    await bed.stack.up(args);
    expect(bed.function.latest.code.bytes?.equals(bed.one.bytes)).to.equal(true);
    await assertAtRest(bed, args);
  });

  it("follows what the other function runs", async () => {
    await bed.stack.up(args);
    bed.lambda.deployBehindBack("orders-staging", bed.two.bytes);
    expect(await bed.stack.preview(args)).to.equal("update");
    await bed.stack.up(args);
    expect(bed.function.runningSha256).to.equal(bed.two.hash);
    await assertAtRest(bed, args);
  });

  it("takes a version, and what an alias points to", async () => {
    bed.lambda.publishBehindBack("orders-staging");
    bed.lambda.deployBehindBack("orders-staging", bed.two.bytes, { publish: true });
    bed.source.aliases.set("live", {
      AliasArn: `${bed.source.arn}:live`,
      Name: "live",
      FunctionVersion: "2",
      Description: "",
      RevisionId: "r",
    });
    for (const [qualifier, { hash }] of [
      ["1", bed.one],
      ["live", bed.two],
      ["$LATEST", bed.two],
    ] as const) {
      const promoted = { sourceFunction: { functionName: "orders-staging", qualifier } };
      await bed.stack.up(promoted);
      expect(bed.function.runningSha256).to.equal(hash);
      await assertAtRest(bed, promoted);
    }
  });

  it("publishes with the update, for nothing but these bytes can arrive", async () => {
    const { outputs } = await bed.stack.up({ ...args, publish: true });
    expect(bed.requests()).not.to.include("PublishVersion");
    expect(outputs.version).to.equal("1");
    await assertAtRest(bed, { ...args, publish: true });
  });

  it("to a hundred functions looks at their source once", async () => {
    const provider = createProvider({ clock: bed.clock, log: new CapturedLog() });
    const olds = { codeSha256: bed.one.hash };
    for (let index = 0; index < 100; index += 1) {
      const functionName = `target-${index}`;
      const { inputs } = await provider.check(olds, { functionName, aws: bed.aws(), ...args });
      expect(inputs.codeSha256).to.equal(bed.one.hash);
    }
    expect(bed.requests()).to.deep.equal(["GetFunction"]);
  });

  it("sends nothing where the source came to run other code between preview and update", async () => {
    const seen = { ...args, codeSha256: bed.one.hash };
    const provider = createProvider({ clock: bed.clock, log: new CapturedLog() });
    const { inputs } = await provider.check({}, { functionName: "orders-api", aws: bed.aws(), ...seen });
    bed.lambda.deployBehindBack("orders-staging", bed.two.bytes);
    const message = await messageOfRejection(provider.create(inputs));
    expect(message).to.match(/^Deploying orders-api: The source function .*orders-staging runs/);
    expect(message)
      .to.include(bed.one.hash)
      .and.to.include(bed.two.hash)
      .and.to.match(/Nothing was sent/);
    expect(bed.acceptedUpdates).to.equal(0);
    await bed.stack.up(args);
    expect(bed.function.runningSha256).to.equal(bed.two.hash);
  });

  it("sends nothing where the bytes are not those that the source shows", async () => {
    const latest = bed.source.latest;
    latest.code = { ...latest.code, bytes: bed.two.bytes };
    const message = await messageOfRejection(bed.stack.up(args));
    expect(message).to.match(/What Lambda gave as the code of .*orders-staging has the hash/);
    expect(bed.acceptedUpdates).to.equal(0);
  });

  it("compares a pin before anything is sent", async () => {
    const message = await messageOfRejection(bed.stack.up({ ...args, codeSha256: bed.two.hash }));
    expect(message).to.match(/^codeSha256 pins .*, but orders-staging has/);
    expect(bed.acceptedUpdates).to.equal(0);
  });

  it("brings an image by its digest", async () => {
    const repository = "111111111111.dkr.ecr.us-east-1.amazonaws.com/api";
    const image = bed.lambda.images.push(repository, "release");
    bed.lambda.createFunction({ name: "image-staging", imageUri: image.uri });
    bed.lambda.createFunction({ name: "image-prod", packageType: "Image" });
    const promoted = { functionName: "image-prod", sourceFunction: { functionName: "image-staging" } };
    await bed.stack.up(promoted);
    expect(bed.sent("UpdateFunctionCode")[0]).to.include({ ImageUri: image.resolvedUri });
    expect(bed.stack.outputs?.codeSha256).to.equal(image.digestHex);
    await assertAtRest(bed, promoted);
    await bed.stack.up({ ...promoted, codeSha256: `sha256:${image.digestHex}` });
  });

  it("of an image of another Region is refused at preview: Lambda takes images of its own only", async () => {
    const repository = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders-api";
    const image = bed.lambda.images.push(repository, "release");
    bed.lambda.createFunction({ name: "image-staging", imageUri: image.uri });
    bed.lambda.createFunction({ name: "image-prod", packageType: "Image" });
    const promoted = { functionName: "image-prod", sourceFunction: { functionName: "image-staging" } };
    const { failures } = await bed.check(promoted);
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/is in eu-west-1, and the function is in us-east-1: Lambda takes images of its own/);
  });

  it("of an image to a function with packages is refused at preview, and the other way round", async () => {
    bed.lambda.createFunction({ name: "image-staging", packageType: "Image" });
    const { failures } = await bed.check({ sourceFunction: { functionName: "image-staging" } });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/image-staging is an Image function, and .*orders-api is a Zip function/);
    const { failures: others } = await bed.check({ ...args, functionName: "image-staging" });
    expect(others[0]).to.match(/orders-staging is a Zip function, and .*image-staging is an Image function/);
  });

  it("between architectures is refused at preview, and at the deploy where preview could not see it", async () => {
    bed.lambda.createFunction({ name: "arm", architectures: ["arm64"] });
    const { failures } = await bed.check({ ...args, functionName: "arm" });
    expect(failures).to.have.lengthOf(1);
    expect(failures[0]).to.match(/is built for x86_64, and .*function:arm is to run arm64\. Make their architectures/);
    const provider = createProvider({ clock: bed.clock, log: new CapturedLog() });
    const unseen = { functionName: "arm", aws: bed.aws(), ...args, codeSha256: bed.one.hash };
    expect(await messageOfRejection(provider.create(unseen))).to.match(/Make their architectures equal/);
    expect(bed.acceptedUpdates).to.equal(0);
    expect((await bed.check({ ...args, functionName: "arm", architectures: ["x86_64"] })).failures).to.deep.equal([]);
  });

  it("warns once where Runtime, Handler or Layers differ, for they stay as they are", async () => {
    const { log: silent } = await bed.stack.up(args);
    expect(silent).not.to.match(/warning/);
    const layers = (account: string, version: number) => ({
      Layers: [{ Arn: `arn:aws:lambda:us-east-1:${account}:layer:shared:${version}` }],
    });
    bed.lambda.changeConfigurationBehindBack("orders-staging", layers(otherAccount, 1));
    bed.lambda.changeConfigurationBehindBack("orders-api", layers(ownAccount, 1));
    bed.lambda.deployBehindBack("orders-staging", bed.two.bytes);
    expect((await bed.stack.up(args)).log).not.to.match(/warning/);
    bed.lambda.changeConfigurationBehindBack("orders-staging", { Handler: "app.main", ...layers(otherAccount, 2) });
    bed.lambda.deployBehindBack("orders-staging", bed.one.bytes);
    const { log } = await bed.stack.up(args);
    expect(log.match(/warning/g)).to.have.lengthOf(1);
    expect(log).to.match(/warning: Handler, Layers of the source function .*orders-staging differ/);
  });

  for (const fault of ["resetAfter", "truncated", "serviceFailure"] as const) {
    it(`updates once where the answer is lost (${fault})`, async () => {
      bed.proxy.inject("UpdateFunctionCode", faults[fault]({ acted: true }));
      await bed.stack.up({ ...args, publish: true });
      expect(bed.acceptedUpdates).to.equal(1);
      expect(bed.function.versionNumbers).to.have.lengthOf(1);
      await assertAtRest(bed, { ...args, publish: true });
    });
  }
});
