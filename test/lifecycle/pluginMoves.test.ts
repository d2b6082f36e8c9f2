import { expect } from "chai";
import { InitFailure } from "#lib/ground/errors.js";
import { faceMaker } from "../support/model/face.js";
import { StrictBed } from "../support/strictBed.js";

describe("a resource that has come from the dynamic face to the plugin", () => {
  let bed: StrictBed;

  beforeEach(async () => {
    bed = await StrictBed.start();
  });
  afterEach(() => bed.stop());

  function use(face: "dynamic" | "plugin"): void {
    bed.stack.makeFace = faceMaker(face, { differences: [] });
  }

  it("keeps the stub where an update fails in the middle, so that the dynamic face can still refresh it", async () => {
    use("dynamic");
    await bed.stack.up({ code: bed.one.path });
    const { __provider: stub } = bed.stack.outputs!;
    expect(stub).to.be.a("string");

    use("plugin");
    bed.lambda.failNextUpdate({ reasonCode: "FunctionError" });
    const failure = await bed.stack.up({ code: bed.two.path }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(InitFailure);
    expect(bed.stack.outputs).to.include({ deployedCodeSha256: bed.two.hash, __provider: stub });

    use("dynamic");
    await bed.stack.refresh();
    await bed.stack.up({ code: bed.two.path });
    expect(await bed.running()).to.equal(bed.two.hash);
  });
});
