import { expect } from "chai";
import { useCleanEnvironment } from "../support/cleanEnvironment.js";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { args, PromotionBed } from "../support/promotionBed.js";

describe("the Region of a promotion's source", () => {
  useCleanEnvironment();
  let bed: PromotionBed;

  beforeEach(async () => {
    bed = await PromotionBed.start();
  });
  afterEach(() => bed.stop());

  it("is taken from an ARN", async () => {
    bed.lambda.createFunction({ name: "orders-far", code: bed.two.bytes, region: "eu-west-1" });
    const { arn } = bed.lambda.function("orders-far", { region: "eu-west-1" });
    await bed.stack.up({ sourceFunction: { functionName: arn } });
    expect(bed.function.runningSha256).to.equal(bed.two.hash);
    const { failures } = await bed.check({ sourceFunction: { functionName: arn, aws: bed.aws() } });
    expect(failures).to.deep.equal([
      "sourceFunction.functionName is an ARN of eu-west-1, but sourceFunction.aws.region is us-east-1.",
    ]);
  });

  it("is that of the target where only the target's ARN says one, and not in the stack's", async () => {
    const region = "eu-west-1";
    bed.lambda.createFunction({ name: "orders-far", code: bed.one.bytes, region });
    bed.lambda.createFunction({ name: "orders-staging", code: bed.two.bytes, region });
    const functionName = bed.lambda.function("orders-far", { region }).arn;
    const { region: defaultRegion, ...rest } = bed.aws() as { region: string };
    await bed.stack.up({ ...args, functionName, aws: { ...rest, defaultRegion } });
    expect(bed.lambda.function("orders-far", { region }).runningSha256).to.equal(bed.two.hash);
  });

  it("is not one that only the machine says by now, with a namesake in it", async () => {
    const { region, ...aws } = bed.aws() as { region: string };
    process.env.AWS_REGION = region;
    await bed.stack.up({ ...args, aws });
    bed.lambda.createFunction({ name: "orders-staging", code: bed.two.bytes, region: "eu-west-1" });
    process.env.AWS_REGION = "eu-west-1";
    expect(await messageOfRejection(bed.stack.up({ ...args, aws }))).to.match(
      /:eu-west-1:\S+ was looked for in this machine's Region, and arn:aws:lambda:us-east-1:\S+ is in another/,
    );
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
  });
});
