import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { createProvider } from "#lib/provider.js";
import { CapturedLog } from "../support/capturedLog.js";
import { StrictBed } from "../support/strictBed.js";
import { zipOf } from "../support/strictLambda/index.js";

// The strict Lambda's functions have the handler index.handler of a runtime of Node.
const warning =
  /orders-api: warning: the function has the handler "index\.handler" \(nodejs22\.x\), and the package has no file for that/g;

describe("a package without the file of the function's handler", () => {
  let bed: StrictBed;
  let without: string;

  beforeEach(async () => {
    bed = await StrictBed.start();
    without = path.join(bed.folder, "without.zip");
    writeFileSync(without, zipOf({ "dist/index.js": "" }));
  });
  afterEach(() => bed.stop());

  /** What check and diff say, as in a preview of the stack as it is. */
  const preview = async (args: PropertyBag): Promise<string> => {
    const log = new CapturedLog();
    const { check, diff } = createProvider({ clock: bed.clock, log });
    const { inputs } = await check(bed.stack.inputs ?? {}, { functionName: "orders-api", aws: bed.aws(), ...args });
    if (bed.stack.outputs !== undefined) {
      await diff("", bed.stack.outputs, inputs);
    }
    return log.text;
  };
  const timesWarned = (log: string): number => log.match(warning)?.length ?? 0;

  it("is told once: at the first up, and from then on at the preview, for the state knows the handler", async () => {
    expect(timesWarned(await preview({ code: without }))).to.equal(0);
    expect(timesWarned((await bed.stack.up({ code: without })).log)).to.equal(1);
    expect(await preview({ code: without })).to.equal("");
    expect((await bed.stack.up({ code: bed.one.path })).log).not.to.match(warning);
    expect(timesWarned(await preview({ code: without }))).to.equal(1);
    expect(timesWarned((await bed.stack.up({ code: without })).log)).to.equal(1);
    expect(bed.function.latest.configuration.CodeSha256).to.equal(bed.stack.outputs?.codeSha256);
  });

  it("is nothing to speak of where a layer may have it, or where it runs already", async () => {
    bed.function.latest.configuration.Layers = [{ Arn: "arn:aws:lambda:us-east-1:111111111111:layer:base:1" }];
    expect((await bed.stack.up({ code: without })).log).not.to.match(warning);
    await bed.stack.up({ code: bed.one.path });
    expect(await preview({ code: without })).not.to.match(warning);
    bed.function.latest.configuration.Layers = undefined;
    bed.lambda.deployBehindBack("orders-api", zipOf({ "dist/index.js": "" }));
    bed.stack.destroy();
    expect((await bed.stack.up({ code: without })).log).not.to.match(warning);
  });
});
