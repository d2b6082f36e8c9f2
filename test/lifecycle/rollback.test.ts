import { expect } from "chai";
import { messageOfRejection } from "../support/lifecycleBed.js";
import { assertAtRest, SourcesBed } from "../support/sourcesBed.js";

describe("a rollback, which is a promotion from an earlier version of the function itself", () => {
  let bed: SourcesBed;

  beforeEach(async () => {
    bed = await SourcesBed.start();
    for (const { path: code } of [bed.one, bed.two]) {
      await bed.stack.up({ code, publish: true });
    }
    bed.requests();
  });
  afterEach(() => bed.stop());

  const back = { sourceFunction: { functionName: "orders-api", qualifier: "1" } };

  it("puts the code of that version back, as previewed", async () => {
    expect(await bed.stack.preview(back)).to.equal("update");
    await bed.stack.up(back);
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
    expect(bed.stack.outputs).to.include({ codeSha256: bed.one.hash, version: "2" });
    await assertAtRest(bed, back);
  });

  it("publishes that code as a version of its own where publish is on, once", async () => {
    await bed.stack.up({ ...back, publish: true });
    expect(bed.stack.outputs).to.include({ version: "3", previousVersion: "2", publishedCodeSha256: bed.one.hash });
    await assertAtRest(bed, { ...back, publish: true });
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
    await bed.stack.up({ sourceFunction: { functionName: bed.function.arn, qualifier: "stable" } });
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
  });

  it("ends by the package that the program declares again", async () => {
    await bed.stack.up(back);
    const again = { code: bed.two.path, publish: true };
    await bed.stack.up(again);
    expect(bed.function.runningSha256).to.equal(bed.two.hash);
    await assertAtRest(bed, again);
  });

  it("to what another deployed meanwhile is stopped until a refresh has shown it", async () => {
    bed.lambda.deployBehindBack("orders-api", bed.zip("foreign").bytes);
    expect(await messageOfRejection(bed.stack.up(back))).to.match(/which this resource did not deploy/);
    await bed.stack.refresh();
    await bed.stack.up(back);
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
    await assertAtRest(bed, back);
  });

  for (const [title, qualifier] of [
    ["without a version", {}],
    ["to $LATEST", { qualifier: "$LATEST" }],
  ] as const) {
    it(`${title} is refused at preview, for the function runs that anyway`, async () => {
      for (const name of ["orders-api", bed.function.arn]) {
        const message = await messageOfRejection(
          bed.stack.preview({ sourceFunction: { functionName: name, ...qualifier } }),
        );
        expect(message).to.match(
          /^sourceFunction: .*is the function itself.*To roll back, give sourceFunction.qualifier/,
        );
      }
    });
  }

  it("is no such thing where a namesake in another Region is the source", async () => {
    bed.lambda.createFunction({ name: "orders-api", region: "eu-west-1", code: bed.one.bytes });
    const { arn } = bed.lambda.function("orders-api", { region: "eu-west-1" });
    await bed.stack.up({ sourceFunction: { functionName: arn } });
    expect(bed.function.runningSha256).to.equal(bed.one.hash);
  });

  it("to a version given in the name says where it belongs", async () => {
    for (const functionName of ["orders-api:1", `${bed.function.arn}:1`]) {
      const message = await messageOfRejection(bed.stack.preview({ sourceFunction: { functionName } }));
      expect(message).to.equal(
        `sourceFunction.functionName "${functionName}" has a qualifier: give it as sourceFunction.qualifier.`,
      );
    }
  });
});
