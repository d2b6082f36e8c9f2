import { expect } from "chai";
import { StrictBed } from "../support/strictBed.js";
import { camelName, lambdaOperation, type ModelMember, type ModelShape } from "../support/sdkModel.js";
import { configurationOf } from "../support/stack.js";

// What the server says of a function by itself; everything else is made up from the model.
const own = /^(Function(Name|Arn)|Code(Size|Sha256)|Version|RevisionId|LastModified|PackageType|Architectures)$/;
const ownStatus = /^(State|LastUpdateStatus)$/;

describe("the fields of Lambda's response", () => {
  let members: ModelMember[];
  let bed: StrictBed;

  before(async () => {
    members = (await lambdaOperation("UpdateFunctionCode")).response;
  });
  beforeEach(async () => {
    const configuration = Object.fromEntries(
      members
        .filter(({ name }) => !own.test(name) && !ownStatus.test(name))
        .map(({ name, shape }) => [name, sample(name, shape)]),
    );
    bed = await StrictBed.start({
      configuration: { ...configuration, NotYetKnown: { KMSKeyArn: "new", Two: [2] } },
    });
  });
  afterEach(() => bed.stop());

  it("reach a program in `configuration`, each as Lambda gave it", async () => {
    // It runs that code already, and so keeps the reasons that an update would take away.
    const { outputs } = await bed.newStack().up({ code: bed.code("placeholder").path });
    const configuration = configurationOf(outputs);
    for (const { name, shape } of members.filter(({ name }) => !own.test(name) && !ownStatus.test(name))) {
      const expected = name === "Environment" ? environment : camelCased(sample(name, shape));
      expect(configuration, name).to.have.deep.property(camelName(name), expected);
    }
    const live = bed.function.latest.configuration;
    for (const { name } of members.filter(({ name }) => own.test(name) || ownStatus.test(name))) {
      expect(configuration, name).to.have.deep.property(camelName(name), live[name]);
    }
  });

  it("reach a program in outputs of their own where it needs them to go on", async () => {
    const { outputs } = await bed.newStack().up({ code: bed.code("one").path, publish: true });
    const live = bed.function.latest.configuration;
    expect(outputs).to.deep.include({
      functionArn: bed.function.arn,
      qualifiedArn: `${bed.function.arn}:1`,
      version: "1",
      revisionId: live.RevisionId,
      codeSha256: live.CodeSha256,
      codeSize: live.CodeSize,
      lastModified: live.LastModified,
      packageType: live.PackageType,
      architectures: live.Architectures,
      state: live.State,
      lastUpdateStatus: live.LastUpdateStatus,
      signingJobArn: "SigningJobArn",
      signingProfileVersionArn: "SigningProfileVersionArn",
    });
  });

  it("reach a program though the SDK does not know them yet", async () => {
    const { outputs } = await bed.newStack().up({ code: bed.code("one").path });
    expect(configurationOf(outputs)).to.deep.include({ notYetKnown: { kmsKeyArn: "new", two: [2] } });
  });

  it("are the same text in state in whatever order Lambda answers them, and so no change to a refresh", async () => {
    const stack = bed.newStack();
    await stack.up({ code: bed.code("one").path });
    const before = stack.outputs?.configuration;
    const { latest } = bed.function;
    latest.configuration = reversed(latest.configuration);
    await stack.refresh();
    expect(stack.outputs?.configuration).to.be.a("string").and.to.equal(before);
  });

  it("follow the function at a refresh", async () => {
    const stack = bed.newStack();
    await stack.up({ code: bed.code("one").path });
    bed.lambda.changeConfigurationBehindBack("orders-api", { MemorySize: 3008, NotYetKnown: "later" });
    const { outputs } = await stack.refresh();
    expect(configurationOf(outputs)).to.include({ memorySize: 3008, notYetKnown: "later" });
  });
});

/** Names without values, and what went wrong with them. */
const environment = { variableNames: ["NAME"], error: { errorCode: "ErrorCode", message: "Message" } };

function sample(name: string, shape: ModelShape): unknown {
  switch (shape.kind) {
    case "structure":
      return Object.fromEntries(shape.members.map((member) => [member.name, sample(member.name, member.shape)]));
    case "list":
      return [sample(name, shape.item)];
    case "map":
      return { NAME: "value" };
    case "number":
      return name.length;
    case "boolean":
      return true;
    case "text":
    case "other":
      return name;
  }
}

function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(camelCased);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [camelName(name), camelCased(inner)]))
    : value;
}

/** The same value with its keys the other way round, at every depth. */
function reversed<T>(value: T): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  const entries = Object.entries(value).map(([name, nested]) => [name, reversed<unknown>(nested)] as const);
  return Object.fromEntries(entries.reverse()) as T;
}
