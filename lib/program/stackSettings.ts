// What becomes of each key of the provider configuration of @pulumi/aws 7.48 and of older names that it still takes.
// docs/configuration.md tells the same, row by row.

/** Settings that say as whom, and cannot be honoured: check refuses them. */
export const refusedSettings = ["ec2MetadataServiceEndpoint", "ec2MetadataServiceEndpointMode"];

const honouredSettings = [
  "accessKey",
  "allowedAccountIds",
  "assumeRole",
  "assumeRoles",
  "assumeRoleWithWebIdentity",
  "customCaBundle",
  "endpoints",
  "forbiddenAccountIds",
  "httpProxy",
  "httpsProxy",
  "noProxy",
  "profile",
  "region",
  "s3ForcePathStyle",
  "s3UsePathStyle",
  "secretKey",
  "sharedConfigFile",
  "sharedConfigFiles",
  "sharedCredentialsFile",
  "sharedCredentialsFiles",
  "stsRegion",
  "token",
  "useDualstackEndpoint",
  "useFipsEndpoint",
];

// They say neither where nor as whom: tags and checks of @pulumi/aws, and how patient it is.
const ignoredSettings = [
  "defaultTags",
  "ignoreTags",
  "insecure",
  "maxRetries",
  "retryMode",
  "s3UsEast1RegionalEndpoint",
  "skipCredentialsValidation",
  "skipGetEc2Platforms",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "tagPolicyCompliance",
  "tokenBucketRateLimiterCapacity",
  "userAgents",
  "version",
];

/** Whether a key is honoured, refused with a sentence, or passed over, for it does not concern a function's code. */
export function isKnownSetting(key: string): boolean {
  return [...honouredSettings, ...refusedSettings, ...ignoredSettings].includes(key);
}
