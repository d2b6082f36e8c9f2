import fc from "fast-check";
import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { faceMaker, type FaceName, type FaceReport } from "../support/model/face.js";
import { contradictions } from "../support/model/faceGuarantees.js";
import { bucket, S3Bed } from "../support/s3Bed.js";
import { Stack } from "../support/stack.js";

const numRuns = Number(process.env.PULUMI_LAMBDA_CODE_PREVIEW_RUNS ?? "100");
const fixedSeed = process.env.CI === undefined ? {} : { seed: 20_261_130 };
const keyArn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";

type Naming = "name" | "partial" | "arn";

interface Round {
  before: "nothing" | "foreign" | "refresh" | "foreignRefresh" | "recreate";
  face: FaceName;
  naming: Naming;
  source: { kind: "code" | "s3"; index: 0 | 1 | 2; storage?: "COPY" | "REFERENCE" };
  isPinned: boolean;
  args: PropertyBag;
  description: PropertyBag;
  /** What check refuses. */
  flaw: PropertyBag;
}

const round: fc.Arbitrary<Round> = fc.record({
  before: fc.constantFrom("nothing", "nothing", "foreign", "refresh", "foreignRefresh", "recreate"),
  face: fc.constantFrom<FaceName>("plugin", "plugin", "dynamic"),
  naming: fc.constantFrom<Naming>("name", "partial", "arn"),
  source: fc.record(
    {
      kind: fc.constantFrom("code" as const, "s3" as const),
      index: fc.constantFrom(0 as const, 1 as const, 2 as const),
      storage: fc.constantFrom("COPY" as const, "REFERENCE" as const),
    },
    { requiredKeys: ["kind", "index"] },
  ),
  isPinned: fc.boolean(),
  description: fc.constantFrom({}, {}, { publish: true, versionDescription: "release" }),
  args: fc.record(
    {
      publish: fc.boolean(),
      triggers: fc.jsonValue({ maxDepth: 1 }).filter((value) => value !== null),
      architectures: fc.constantFrom(["x86_64"], ["arm64"]),
      sourceKmsKeyArn: fc.constantFrom("", keyArn),
      dryRun: fc.boolean(),
      recordEnvironment: fc.boolean(),
      timeoutSeconds: fc.constant(60),
      onForeignChange: fc.constantFrom("overwrite", "failUnseen", "fail"),
    },
    { requiredKeys: [] },
  ),
  flaw: fc.oneof(
    { weight: 9, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        { publish: "yes" },
        { architectures: ["sparc"] },
        { functioName: "orders-api" },
        { code: "missing.zip" },
        { codeSha256: "0".repeat(64) },
      ),
    },
  ),
});

describe("a plugin's previews of any programs, one after the other", () => {
  let bed: S3Bed;
  let count = 0;
  let foreignCount = 0;

  before(async () => {
    bed = await S3Bed.start();
    for (const [index, code] of [bed.one, bed.two, bed.three].entries()) {
      bed.put(code, true, `${index}.zip`);
    }
  });
  after(() => bed.stop());

  it("are never contradicted by the up, and both faces give the same answers to the same questions", async () => {
    let compared = 0;
    const property = fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 6 }), async (rounds) => {
      count += 1;
      const name = `previewed-${count}`;
      // Thousands of plays shall not fill the memory.
      bed.requests();
      bed.proxy.requests.length = 0;
      bed.lambda.createFunction({ name });
      const stack = new Stack(bed.clock, { aws: bed.aws() });
      for (const [index, drawn] of rounds.entries()) {
        compared += await play(stack, name, drawn, `round ${index}`);
      }
    });
    await fc.assert(property, { numRuns, ...fixedSeed });
    expect(compared).to.be.above(numRuns / 4);
  });

  /** One round; returns how many previews were held against their up. */
  async function play(stack: Stack, name: string, drawn: Round, title: string): Promise<number> {
    const report: FaceReport = { differences: [] };
    stack.makeFace = faceMaker(drawn.face, report);
    await happen(stack, name, drawn.before);
    // An up that fails owes its preview nothing.
    const run = await stack.up(argsOf(name, drawn)).catch(() => undefined);
    const isCompared = run !== undefined && report.previewed !== undefined;
    const found = isCompared ? contradictions(report.previewed!, run.outputs) : [];
    const violations = [...report.differences, ...found];
    if (violations.length > 0) {
      throw new Error([title, ...violations].join("\n"));
    }
    return isCompared ? 1 : 0;
  }

  async function happen(stack: Stack, name: string, before: Round["before"]): Promise<void> {
    const { lambda } = bed;
    if (before.startsWith("foreign")) {
      foreignCount += 1;
      lambda.deployBehindBack(name, `foreign ${foreignCount}`);
    }
    if (before === "recreate") {
      lambda.deleteBehindBack(name);
      lambda.createFunction({ name });
    }
    if (before.toLowerCase().endsWith("refresh")) {
      await stack.refresh().catch(() => undefined);
    }
  }

  function argsOf(name: string, { naming, source, isPinned, args, description, flaw }: Round): PropertyBag {
    const code = ([bed.one, bed.two, bed.three] as const)[source.index];
    const { arn } = bed.lambda.function(name);
    const names = { name, partial: `${arn.split(":")[4]}:function:${name}`, arn };
    const words =
      source.kind === "code"
        ? { code: code.path }
        : {
            s3Bucket: bucket,
            s3Key: `${source.index}.zip`,
            ...(source.storage && { s3ObjectStorageMode: source.storage }),
          };
    return {
      functionName: names[naming],
      ...words,
      ...(isPinned && { codeSha256: code.hash }),
      ...args,
      ...description,
      ...flaw,
    };
  }
});
