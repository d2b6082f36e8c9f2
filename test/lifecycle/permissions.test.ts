import { expect } from "chai";
import { readDocument } from "../support/documentedTests.js";
import { places } from "../support/iamActions.js";
import { needingNothing, type Scenario, scenarios, zipOnDisk } from "../support/permissionScenarios.js";
import { differences, needsOf, permissionsPage } from "../support/permissionsPage.js";
import { seenPermissions } from "../support/seenPermissions.js";
import { SourcesBed } from "../support/sourcesBed.js";
import type { NewFunction } from "../support/strictLambda/index.js";

// No request of ours: Lambda asks KMS in the name of whoever sends the update (AWS Lambda, "Encrypting .zip packages").
const ofKeys = ["up: kms:GenerateDataKey on the key", "up: kms:Decrypt on the key"];

const onCapacityProvider = {
  configuration: { CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: {} } },
};

describe("the permissions of docs/permissions.md", () => {
  const page = permissionsPage();
  let bed: SourcesBed;

  const start = async (wanted: Partial<NewFunction> = {}) => {
    bed = await SourcesBed.start(wanted);
  };
  afterEach(() => bed.stop());

  for (const scenario of scenarios) {
    it(`are what ${scenario.title} asks of AWS, and nothing else`, async () => {
      await start(scenario.function);
      const said = needsOf(page, scenario.rows);
      const seen = await seenPermissions(bed, scenario);
      const unseen = scenario.rows.includes("sourceKmsKeyArn") ? ofKeys : [];
      expect(differences(said, [...seen, ...unseen])).to.deep.equal([]);
    });
  }

  for (const [argument, extra] of Object.entries(needingNothing)) {
    it(`are the same with ${argument}`, async () => {
      await start(argument === "publishTo" ? onCapacityProvider : {});
      const args = { ...zipOnDisk(bed, "one"), ...extra(bed) };
      const seen = await seenPermissions(bed, { args: () => args });
      expect(seen).to.include("up: lambda:UpdateFunctionCode on the function");
      const said = needsOf(page, args.publish === true ? ["publish"] : []);
      expect(seen.filter((each) => !said.includes(each))).to.deep.equal([]);
    });
  }

  describe("of a package in S3", () => {
    const inS3: Scenario = scenarios.find(({ rows }) => rows.includes("s3Bucket, s3Key"))!;

    it("are the same with s3ObjectStorageMode", async () => {
      await start();
      const args: Scenario["args"] = (...given) => ({ ...inS3.args(...given), s3ObjectStorageMode: "REFERENCE" });
      const seen = await seenPermissions(bed, { ...inS3, args });
      expect(differences(needsOf(page, inS3.rows), seen)).to.deep.equal([]);
    });

    it("do not need s3:GetObjectVersion in a bucket without versions", async () => {
      await start();
      bed.lambda.s3.createBucket(places.bucket, "us-east-1", { isVersioned: false });
      const seen = await seenPermissions(bed, { args: inS3.args });
      expect(differences(needsOf(page, inS3.rows), seen)).to.deep.equal([
        "on the page, and never asked for: preview: s3:GetObjectVersion on the object",
        "on the page, and never asked for: up: s3:GetObjectVersion on the object",
      ]);
    });
  });

  for (const title of ["showFiles", "an image by its tag", "an object in a bucket with versions"]) {
    it(`only help a preview of ${title} to read the function, which goes on without`, async () => {
      const { function: wanted, arrange, args, atPreview } = scenarios.find((scenario) => scenario.title === title)!;
      await start(wanted);
      arrange?.(bed);
      bed.lambda.deniedOperations.add("GetFunction");
      expect(await bed.newStack().preview({ ...args(bed, "one"), ...atPreview })).to.equal("create");
      expect(bed.requests()).to.include("GetFunction");
    });
  }

  it("would be told of an action that is missing, and of one too many", async () => {
    await start();
    const text = readDocument("permissions.md");
    const seen = await seenPermissions(bed, scenarios[0]!);
    const less = permissionsPage(text.replace("`lambda:UpdateFunctionCode`", ""));
    expect(differences(needsOf(less, []), seen)).to.deep.equal([
      "asked for, and not on the page: up: lambda:UpdateFunctionCode on the function",
    ]);
    const more = permissionsPage(text.replace("`lambda:UpdateFunctionCode`", "$&, `lambda:GetAlias`"));
    expect(differences(needsOf(more, []), seen)).to.deep.equal([
      "on the page, and never asked for: up: lambda:GetAlias on the function",
    ]);
  });
});
