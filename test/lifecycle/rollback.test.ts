import { expect } from "chai";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, type Package, SourcesBed } from "../support/sourcesBed.js";
import type { Stack } from "../support/stack.js";

describe("a rollback, which is a promotion from an earlier version of the function itself", () => {
  let bed: SourcesBed;
  let stack: Stack;
  let one: Package;
  let two: Package;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    stack = bed.stack();
    one = bed.zip("one");
    two = bed.zip("two");
    for (const [name, code] of Object.entries({ one, two })) {
      await stack.up({ code: bed.file(`${name}.zip`, code), publish: true });
    }
    bed.requests();
  });
  afterEach(() => bed.stop());

  const back = { sourceFunction: { functionName: "orders-api", qualifier: "1" } };

  it("puts the code of that version back, as previewed", async () => {
    expect(await stack.preview(back)).to.equal("update");
    await stack.up(back);
    expect(bed.function.runningSha256).to.equal(one.hash);
    expect(stack.outputs).to.include({ codeSha256: one.hash, version: "2" });
    await assertAtRest(bed, stack, back);
  });

  it("publishes that code as a version of its own where publish is on, once", async () => {
    await stack.up({ ...back, publish: true });
    expect(stack.outputs).to.include({ version: "3", previousVersion: "2", publishedCodeSha256: one.hash });
    await assertAtRest(bed, stack, { ...back, publish: true });
    expect(bed.function.versionNumbers).to.deep.equal(["1", "2", "3"]);
  });

  it("takes the version from an alias, too", async () => {
    bed.function.aliases.set("stable", {
      AliasArn: `${bed.function.arn}:stable`,
      Name: "stable",
      FunctionVersion: "1",
      Description: "",
      RevisionId: "r",
    });
    await stack.up({ sourceFunction: { functionName: bed.function.arn, qualifier: "stable" } });
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  it("ends by the package that the program declares again", async () => {
    await stack.up(back);
    const again = { code: bed.file("two.zip", two), publish: true };
    await stack.up(again);
    expect(bed.function.runningSha256).to.equal(two.hash);
    await assertAtRest(bed, stack, again);
  });

  it("to what another deployed meanwhile is stopped until a refresh has shown it", async () => {
    bed.lambda.deployBehindBack("orders-api", bed.zip("foreign").bytes);
    expect(await messageOfRejection(stack.up(back))).to.match(/which this resource did not deploy/);
    await stack.refresh();
    await stack.up(back);
    expect(bed.function.runningSha256).to.equal(one.hash);
    await assertAtRest(bed, stack, back);
  });

  for (const [title, qualifier] of [
    ["without a version", {}],
    ["to $LATEST", { qualifier: "$LATEST" }],
  ] as const) {
    it(`${title} is refused at preview, for the function runs that anyway`, async () => {
      for (const name of ["orders-api", bed.function.arn]) {
        const message = await messageOfRejection(
          stack.preview({ sourceFunction: { functionName: name, ...qualifier } }),
        );
        expect(message).to.match(
          /^sourceFunction: .*is the function itself.*To roll back, give sourceFunction.qualifier/,
        );
      }
    });
  }

  it("is no such thing where a namesake in another Region is the source", async () => {
    bed.lambda.createFunction({ name: "orders-api", region: "eu-west-1", code: one.bytes });
    const { arn } = bed.lambda.function("orders-api", { region: "eu-west-1" });
    await stack.up({ sourceFunction: { functionName: arn } });
    expect(bed.function.runningSha256).to.equal(one.hash);
  });

  it("to a version given in the name says where it belongs", async () => {
    for (const functionName of ["orders-api:1", `${bed.function.arn}:1`]) {
      const message = await messageOfRejection(stack.preview({ sourceFunction: { functionName } }));
      expect(message).to.equal(
        `sourceFunction.functionName "${functionName}" has a qualifier: give it as sourceFunction.qualifier.`,
      );
    }
  });
});
