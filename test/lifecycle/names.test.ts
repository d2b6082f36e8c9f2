import { expect } from "chai";
import { createProvider } from "#lib/provider.js";
import { CapturedLog } from "../support/capturedLog.js";
import { assertAtRest, SourcesBed } from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

describe("where an update goes", () => {
  let bed: SourcesBed;
  let stack: Stack;
  let one: { code: string };

  const begin = async (wanted: Parameters<typeof SourcesBed.start>[0] = {}) => {
    bed = await SourcesBed.start(wanted);
    stack = bed.stack;
    one = { code: bed.one.path };
  };
  afterEach(() => bed.stop());

  describe("of a function in another partition", () => {
    const places = [
      ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
      ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
      ["us-iso-east-1", "aws-iso", "c2s.ic.gov"],
      ["us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"],
      ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
    ] as const;
    for (const [region, partition, domain] of places) {
      it(`is sent to it by name and by ARN in ${region}`, async () => {
        await begin();
        bed.lambda.createFunction({ name: "orders-far", region });
        bed.lambda.createFunction({ name: "image-far", region, packageType: "Image" });
        const far = (name = "orders-far") => bed.lambda.function(name, { region });
        expect(far().arn).to.equal(`arn:${partition}:lambda:${region}:111111111111:function:orders-far`);
        const aws = bed.aws({ region });
        await stack.up({ ...one, functionName: "orders-far", aws });
        expect(stack.outputs).to.include({ functionArn: far().arn, codeSha256: bed.zip("one").hash });
        await assertAtRest(bed, { ...one, functionName: far().arn, aws });
        bed.lambda.s3.createBucket("far", region);
        bed.lambda.s3.putObject("far", "api.zip", bed.zip("two").bytes, { withSha256: true });
        await stack.up({ s3Bucket: "far", s3Key: "api.zip", functionName: far().arn, aws });
        expect(far().runningSha256).to.equal(bed.zip("two").hash);
        const image = bed.lambda.images.push(`111111111111.dkr.ecr.${region}.${domain}/api`, "release");
        await bed.newStack().up({ imageUri: image.uri, functionName: "image-far", aws });
        expect(far("image-far").codeSha256).to.equal(image.digestHex);
      });
    }
  });

  describe("by the function's name", () => {
    beforeEach(() => begin());
    const check = async (functionName: string, aws = bed.aws()) => {
      const provider = createProvider({ clock: bed.clock, log: new CapturedLog() });
      const { failures } = await provider.check({}, { functionName, aws, ...one });
      return failures.map(({ reason }) => reason).join("\n");
    };
    const arn = "arn:aws:lambda:us-east-1:111111111111:function:orders-api";

    for (const name of [
      "orders-api",
      "111111111111:function:orders-api",
      arn,
      `${arn}:$LATEST`,
      "function:orders-api",
    ]) {
      it(`takes ${name}`, async () => {
        expect(await check(name)).to.equal("");
        await stack.up({ ...one, functionName: name });
        expect(stack.outputs?.functionArn).to.equal(arn);
        await assertAtRest(bed, { ...one, functionName: "orders-api" });
      });
    }

    const refused: [string, RegExp][] = [
      ["", /functionName has 0 characters/],
      ["a".repeat(65), /has a name of 65 characters; a function's name has at most 64/],
      ["a".repeat(141), /functionName has 141 characters; Lambda takes 1 to 140/],
      ["orders api", /is neither a function name, nor/],
      ["arn:aws:lambda:us-east-1:function:orders-api", /is neither a function name, nor/],
      ["arn:aws:s3:::orders-api", /is neither a function name, nor/],
      [`${arn}:7`, /has the qualifier "7"/],
      ["orders-api:live", /has the qualifier "live"/],
      [arn.replace("us-east-1", "eu-west-1"), /is an ARN of eu-west-1, but aws\.region is us-east-1/],
    ];
    for (const [name, expected] of refused) {
      it(`refuses ${name.length > 70 ? `${name.length} characters` : `"${name}"`} at preview`, async () => {
        expect(await check(name)).to.match(expected);
      });
    }

    it("takes the Region from the ARN", async () => {
      bed.lambda.createFunction({ name: "orders-far", region: "eu-west-1" });
      const far = bed.lambda.function("orders-far", { region: "eu-west-1" });
      const aws = bed.aws();
      delete aws.region;
      await stack.up({ ...one, functionName: far.arn, aws });
      expect(far.runningSha256).to.equal(bed.zip("one").hash);
    });
  });
});
