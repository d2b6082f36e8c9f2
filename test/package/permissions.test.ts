import { expect } from "chai";
import { inputNames } from "#lib/inputs/argumentNames.js";
import type { AwsArgs } from "#lib/program/awsArgs.js";
import { needingNothing, scenarios } from "../support/permissionScenarios.js";
import { everyResource, permissionsPage } from "../support/permissionsPage.js";

const awsArguments = Object.keys({
  region: true,
  profile: true,
  assumeRoles: true,
  assumeRoleWithWebIdentity: true,
  sharedConfigFiles: true,
  sharedCredentialsFiles: true,
  endpoint: true,
  endpoints: true,
  useFipsEndpoint: true,
  useDualstackEndpoint: true,
  s3UsePathStyle: true,
  stsRegion: true,
  httpProxy: true,
  httpsProxy: true,
  noProxy: true,
  customCaBundle: true,
  allowedAccountIds: true,
  forbiddenAccountIds: true,
} satisfies Record<keyof AwsArgs, true>).map((name) => `aws.${name}`);

// What the rows say is held against requests by test/lifecycle/permissions.test.ts.
describe("docs/permissions.md", () => {
  const page = permissionsPage();

  it("names each argument, in a row or among those that need nothing more", () => {
    const labels = [...Object.keys(page.rows).flatMap((label) => label.split(", ")), ...page.needingNothing];
    const named = new Set(labels.map((label) => label.replace(/: .*/, "")));
    expect([...named]).to.have.members([...inputNames.filter((name) => name !== "aws"), ...awsArguments]);
  });

  it("has no row, and says of no argument that it needs nothing more, that no test has tried", () => {
    const tried = [everyResource, ...scenarios.flatMap(({ rows }) => rows)];
    expect(Object.keys(page.rows).filter((label) => !tried.includes(label))).to.deep.equal([]);
    expect(page.needingNothing).to.have.members([...Object.keys(needingNothing), "s3ObjectStorageMode"]);
  });

  it("gives a policy that allows what its rows say of code and publish", () => {
    const actionsOf = (label: string) =>
      new Set(page.rows[label]?.map((need) => need.replace(/^\w+: (\S+) on .*$/, "$1")));
    const [plain, published] = page.statements;
    expect(new Set(plain?.Action)).to.deep.equal(actionsOf(everyResource));
    expect(new Set(published?.Action)).to.deep.equal(actionsOf("publish"));
  });
});
