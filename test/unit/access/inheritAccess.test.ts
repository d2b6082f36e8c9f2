import { expect } from "chai";
import { accessOf } from "#lib/access/access.js";
import type { AwsInputs } from "#lib/access/awsInputs.js";
import { withStackDefaults, withTargetDefaults } from "#lib/access/inheritAccess.js";
import { functionRefOf, namedSource } from "#lib/access/resolveAccess.js";

const roles = [{ roleArn: "arn:aws:iam::333333333333:role/prod" }];
const otherRoles = [{ roleArn: "arn:aws:iam::222222222222:role/staging" }];
const webIdentity = { roleArn: "arn:aws:iam::333333333333:role/ci", webIdentityTokenFile: "/run/token" };

describe("the aws of a resource", () => {
  const stack: AwsInputs = { defaultRegion: "eu-west-1", profile: "ci", assumeRoles: roles, endpoint: "http://a" };

  const rows: [string, AwsInputs, AwsInputs][] = [
    ["says nothing", {}, stack],
    ["names a Region", { region: "us-east-1" }, { ...stack, region: "us-east-1" }],
    [
      "names a profile",
      { profile: "staging" },
      { defaultRegion: "eu-west-1", endpoint: "http://a", profile: "staging" },
    ],
    ["names roles alone", { assumeRoles: otherRoles }, { ...stack, assumeRoles: otherRoles }],
    [
      "names a web identity",
      { assumeRoleWithWebIdentity: webIdentity },
      { defaultRegion: "eu-west-1", endpoint: "http://a", assumeRoleWithWebIdentity: webIdentity },
    ],
    [
      "names a profile and roles",
      { profile: "staging", assumeRoles: otherRoles },
      { defaultRegion: "eu-west-1", endpoint: "http://a", profile: "staging", assumeRoles: otherRoles },
    ],
    [
      "names a file of profiles",
      { sharedConfigFiles: ["./aws.ini"] },
      { defaultRegion: "eu-west-1", endpoint: "http://a", sharedConfigFiles: ["./aws.ini"] },
    ],
    ["names another endpoint", { endpoint: "http://b" }, { ...stack, endpoint: "http://b" }],
  ];
  for (const [title, said, expected] of rows) {
    it(`that ${title} takes the identity of the stack as a whole, or not at all`, () => {
      expect(withStackDefaults(said, stack)).to.deep.equal(expected);
    });
  }

  it("has roles alone assumed by the web identity or the files of the stack, where that has them", () => {
    const stack = { assumeRoleWithWebIdentity: webIdentity, sharedConfigFiles: ["./aws.ini"] };
    expect(withStackDefaults({ assumeRoles: roles }, stack)).to.deep.equal({ ...stack, assumeRoles: roles });
  });

  it("is not deployed by roles on top of static keys, and needs none where it names a profile", () => {
    const stack = { staticKeysConfigured: true };
    expect(withStackDefaults({ assumeRoles: roles }, stack)).to.include(stack);
    expect(withStackDefaults({ profile: "prod" }, stack)).to.deep.equal({ profile: "prod" });
  });

  it("keeps the endpoints of the services that it does not name", () => {
    const stack = { endpoints: { s3: "http://a", sts: "http://a" } };
    const { endpoints } = withStackDefaults({ endpoints: { s3: "http://b", ecr: undefined } }, stack) as AwsInputs;
    expect(endpoints).to.deep.equal({ s3: "http://b", sts: "http://a" });
  });

  it("has Lambda at the address that the resource says, in either of its spellings", () => {
    const lambdaOf = (said: AwsInputs, stack: AwsInputs) =>
      accessOf(withStackDefaults(said, stack) ?? {}, undefined).endpoints.lambda;
    for (const stack of [{ endpoint: "http://a" }, { endpoints: { lambda: "http://a" } }]) {
      expect(lambdaOf({ endpoint: "http://b" }, stack)).to.equal("http://b");
      expect(lambdaOf({ endpoints: { lambda: "http://b" } }, stack)).to.equal("http://b");
      expect(lambdaOf({ endpoints: { s3: "http://b", lambda: undefined } }, stack)).to.equal("http://a");
    }
  });

  it("is absent where neither the resource nor the stack says anything", () => {
    expect(withStackDefaults({ region: undefined }, { profile: undefined })).to.equal(undefined);
  });
});

describe("the aws of a promotion's source", () => {
  const target: AwsInputs = {
    region: "eu-central-1",
    profile: "prod",
    assumeRoles: roles,
    endpoint: "http://a",
    httpsProxy: "http://proxy",
    allowedAccountIds: ["333333333333"],
    forbiddenAccountIds: ["111111111111"],
  };
  const asTarget = { profile: "prod", assumeRoles: roles, endpoint: "http://a", httpsProxy: "http://proxy" };

  it("is the target's where nothing is said, but for its account rules, and its Region gives way to an ARN's", () => {
    expect(withTargetDefaults({}, target)).to.deep.equal({ ...asTarget, defaultRegion: "eu-central-1" });
  });

  it("is the target's with another Region where only that is said", () => {
    const expected = { ...asTarget, region: "eu-west-1", defaultRegion: "eu-central-1" };
    expect(withTargetDefaults({ region: "eu-west-1" }, target)).to.deep.equal(expected);
  });

  it("inherits neither profile nor roles where a profile is named", () => {
    const { profile, assumeRoles, endpoint } = withTargetDefaults<AwsInputs>({ profile: "staging" }, target);
    expect([profile, assumeRoles, endpoint]).to.deep.equal(["staging", undefined, "http://a"]);
  });

  it("is in the target's Region where only the target's ARN says one", () => {
    const named = { functionName: "arn:aws:lambda:eu-central-1:333333333333:function:orders-api", aws: {} };
    const inStack = { ...named, aws: { defaultRegion: "us-east-1" } };
    for (const target of [named, inStack]) {
      expect(functionRefOf(namedSource({ functionName: "f" }, target)).region).to.equal("eu-central-1");
      const elsewhere = { functionName: "f", aws: { region: "eu-west-1" } };
      expect(functionRefOf(namedSource(elsewhere, target)).region).to.equal("eu-west-1");
    }
  });

  it("has account rules of its own alone", () => {
    const { allowedAccountIds } = withTargetDefaults<AwsInputs>({ allowedAccountIds: ["222222222222"] }, target);
    expect(allowedAccountIds).to.deep.equal(["222222222222"]);
  });

  it("is the source's own where that is a resource of the program, even where it says nothing", () => {
    const source = { functionName: "f", codeSha256: "hash" };
    const named = { functionName: "orders-api", aws: target };
    expect(namedSource({ ...source, aws: {} }, named).aws).to.deep.equal({});
    // Recorded by a release that left it out.
    expect(namedSource(source, named).aws).to.include({ profile: "prod" });
  });
});
