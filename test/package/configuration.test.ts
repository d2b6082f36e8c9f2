import { expect } from "chai";
import { isKnownSetting, refusedSettings } from "#lib/program/stackSettings.js";
import { readDocument } from "../support/documentedTests.js";

// The provider configuration of @pulumi/aws 7.48.0 (config/vars.d.ts in its package), which is half a gigabyte to install.
const keysOfPulumiAws =
  "accessKey allowedAccountIds assumeRoleWithWebIdentity assumeRoles customCaBundle defaultTags ec2MetadataServiceEndpoint ec2MetadataServiceEndpointMode endpoints forbiddenAccountIds httpProxy httpsProxy ignoreTags insecure maxRetries noProxy profile region retryMode s3UsEast1RegionalEndpoint s3UsePathStyle secretKey sharedConfigFiles sharedCredentialsFiles skipCredentialsValidation skipMetadataApiCheck skipRegionValidation skipRequestingAccountId stsRegion tagPolicyCompliance token tokenBucketRateLimiterCapacity useDualstackEndpoint useFipsEndpoint userAgents".split(
    " ",
  );

const rows = new Map(
  [...readDocument("configuration.md").matchAll(/^\| (`\w+`(?:, `\w+`)*) +\| (\w+).* \|$/gm)].flatMap(
    ([, keys = "", verdict = ""]) => keys.split(", ").map((key) => [key.replaceAll("`", ""), verdict] as const),
  ),
);

describe("docs/configuration.md", () => {
  it("has a row for every key of @pulumi/aws's provider configuration", () => {
    expect(keysOfPulumiAws.filter((key) => !rows.has(key))).to.deep.equal([]);
  });

  it("says honoured, refused or ignored of each, and knows no key that the library does not", () => {
    expect(new Set(rows.values())).to.deep.equal(new Set(["honoured", "refused", "ignored"]));
    expect([...rows.keys()].filter((key) => !isKnownSetting(key))).to.deep.equal([]);
  });

  it("says refused of what is refused, static keys among it", () => {
    const refused = [...rows].filter(([, verdict]) => verdict === "refused").map(([key]) => key);
    expect(refused).to.have.members(["accessKey", "secretKey", "token", ...refusedSettings]);
  });
});
