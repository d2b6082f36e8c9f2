import type { AwsInputs } from "./awsInputs.js";

/**
 * Whom and what the program named, for a message; undefined where it named nothing, and the machine decides. A proxy is not
 * shown, for its URL may hold a password, nor anything else that may be a secret.
 */
export function describeAccess(aws: AwsInputs): string | undefined {
  const {
    profile,
    assumeRoleWithWebIdentity,
    assumeRoles = [],
    sharedConfigFiles = [],
    sharedCredentialsFiles = [],
  } = aws;
  const files = [...sharedConfigFiles, ...sharedCredentialsFiles];
  const endpoint = aws.endpoint ?? aws.endpoints?.lambda;
  const sts = aws.endpoints?.sts;
  const parts = [
    profile && `profile ${profile}`,
    files.length > 0 && `shared files ${files.join(", ")}`,
    assumeRoleWithWebIdentity && `role ${assumeRoleWithWebIdentity.roleArn} by a web identity`,
    assumeRoles.length > 0 && `role ${assumeRoles.map(({ roleArn }) => roleArn).join(", then ")}`,
    endpoint && `endpoint ${endpoint}`,
    sts && `STS at ${sts}`,
    (aws.httpProxy ?? aws.httpsProxy) && "a proxy of its own",
    aws.customCaBundle && `CA bundle ${aws.customCaBundle}`,
  ].filter((part) => typeof part === "string" && part !== "");
  return parts.length === 0 ? undefined : parts.join("; ");
}
