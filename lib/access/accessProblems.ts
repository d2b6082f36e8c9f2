import { holdsUnknown } from "../ground/unknowns.js";
import { isRecord } from "../ground/unknowns.js";

const stringFields = ["region", "defaultRegion", "profile", "endpoint"] as const;
const accountFields = ["allowedAccountIds", "forbiddenAccountIds"] as const;
const roleStrings = ["roleArn", "sessionName", "externalId", "policy", "sourceIdentity"];
const roleLists = ["policyArns", "transitiveTagKeys"];
const roleFields = [...roleStrings, ...roleLists, "durationSeconds", "tags"];

/** Every reason for which `aws` cannot be used; unknown parts are passed over. Values are not quoted: some are secrets. */
export function awsProblems(aws: unknown): string[] {
  if (aws === undefined || holdsUnknownOnly(aws)) {
    return [];
  }
  if (!isRecord(aws)) {
    return ["aws must be an object such as {region, profile, assumeRoles}."];
  }
  const problems: string[] = [];
  const known = [...stringFields, ...accountFields, "assumeRoles", "endpoints", "staticKeysConfigured"] as string[];
  for (const key of Object.keys(aws).filter((key) => !known.includes(key))) {
    problems.push(
      `aws.${key} is not an argument; known are region, profile, assumeRoles, endpoint, endpoints, allowedAccountIds and forbiddenAccountIds.`,
    );
  }
  for (const key of stringFields) {
    if (aws[key] !== undefined && (typeof aws[key] !== "string" || aws[key] === "")) {
      problems.push(`aws.${key} must be a text that is not empty.`);
    }
  }
  for (const key of accountFields) {
    problems.push(...accountProblems(key, aws[key]));
  }
  problems.push(...endpointProblems("aws.endpoint", aws.endpoint), ...servicesProblems(aws.endpoints));
  problems.push(...roleProblems(aws.assumeRoles));
  if (aws.staticKeysConfigured === true) {
    problems.push(
      "the stack configuration has aws:accessKey or aws:secretKey, which FunctionCode does not take: keys would be written into its state. Use aws:profile, aws:assumeRoles or the AWS_* environment variables, and remove the keys with `pulumi config rm`.",
    );
  }
  return problems;
}

function accountProblems(key: string, value: unknown): string[] {
  if (value === undefined || holdsUnknown(value)) {
    return [];
  }
  const valid = Array.isArray(value) && value.every((id) => typeof id === "string" && /^\d{12}$/.test(id));
  return valid ? [] : [`aws.${key} must be a list of account numbers, each a text of 12 digits.`];
}

function servicesProblems(endpoints: unknown): string[] {
  if (endpoints === undefined || holdsUnknownOnly(endpoints)) {
    return [];
  }
  const services = ["s3", "ecr", "sts"];
  if (!isRecord(endpoints) || !Object.keys(endpoints).every((service) => services.includes(service))) {
    return ["aws.endpoints must be an object with URLs for s3, ecr or sts; Lambda's is aws.endpoint."];
  }
  return Object.entries(endpoints).flatMap(([service, url]) =>
    typeof url === "string"
      ? endpointProblems(`aws.endpoints.${service}`, url)
      : [`aws.endpoints.${service} must be a text.`],
  );
}

function endpointProblems(name: string, endpoint: unknown): string[] {
  if (typeof endpoint !== "string" || endpoint === "" || holdsUnknown(endpoint)) {
    return [];
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    return [`${name} must be an http or https URL.`];
  }
  return url.username || url.password ? [`${name} must not hold a user name or password.`] : [];
}

function roleProblems(roles: unknown): string[] {
  if (roles === undefined || holdsUnknown(roles)) {
    return [];
  }
  if (!Array.isArray(roles)) {
    return ["aws.assumeRoles must be a list of roles, each {roleArn, …}."];
  }
  return roles.flatMap((role: unknown, index) => {
    const at = `aws.assumeRoles[${index}]`;
    if (!isRecord(role)) {
      return [`${at} must be an object with a roleArn.`];
    }
    const problems = Object.keys(role)
      .filter((key) => !roleFields.includes(key))
      .map((key) => `${at}.${key} is not an argument; known are ${roleFields.join(", ")}.`);
    if (typeof role.roleArn !== "string" || !/^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/.+$/.test(role.roleArn)) {
      problems.push(`${at}.roleArn must be the ARN of an IAM role.`);
    }
    for (const key of roleStrings.filter((key) => role[key] !== undefined && typeof role[key] !== "string")) {
      problems.push(`${at}.${key} must be a text.`);
    }
    for (const key of roleLists.filter((key) => role[key] !== undefined && !Array.isArray(role[key]))) {
      problems.push(`${at}.${key} must be a list of texts.`);
    }
    if (role.tags !== undefined && !isRecord(role.tags)) {
      problems.push(`${at}.tags must be an object of texts.`);
    }
    if (
      role.durationSeconds !== undefined &&
      !(Number(role.durationSeconds) >= 900 && Number(role.durationSeconds) <= 43200)
    ) {
      problems.push(`${at}.durationSeconds must be from 900 to 43200 (AWS STS, AssumeRole).`);
    }
    return problems;
  });
}

function holdsUnknownOnly(value: unknown): boolean {
  return typeof value === "string" && holdsUnknown(value);
}
