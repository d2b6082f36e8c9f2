import { holdsUnknown, isRecord } from "../ground/unknowns.js";
import { rolesProblems, webIdentityProblems } from "./roleProblems.js";

const textFields = [
  "region",
  "defaultRegion",
  "profile",
  "endpoint",
  "stsRegion",
  "httpProxy",
  "httpsProxy",
  "noProxy",
  "customCaBundle",
  "emulatorAccessKey",
] as const;
const flagFields = ["useFipsEndpoint", "useDualstackEndpoint", "s3UsePathStyle"] as const;
const fileFields = ["sharedConfigFiles", "sharedCredentialsFiles"] as const;
const accountFields = ["allowedAccountIds", "forbiddenAccountIds"] as const;
const otherFields = ["assumeRoles", "assumeRoleWithWebIdentity", "endpoints"] as const;
// What the class adds, and no program says.
const ofTheClass = ["defaultRegion", "emulatorAccessKey", "staticKeysConfigured", "refusedSettings"];

const known: string[] = [...textFields, ...flagFields, ...fileFields, ...accountFields, ...otherFields, ...ofTheClass];

/** What a program may say. */
export const programFields = known.filter((name) => !ofTheClass.includes(name));

/** Every reason for which `aws` cannot be used; unknown parts are passed over. Values are not quoted: some are secrets. */
export function awsProblems(aws: unknown): string[] {
  if (aws === undefined || holdsUnknownOnly(aws)) {
    return [];
  }
  if (!isRecord(aws)) {
    return ["aws must be an object such as {region, profile, assumeRoles}."];
  }
  const names = programFields.join(", ");
  return [
    ...Object.keys(aws)
      .filter((key) => !known.includes(key))
      .map((key) => `aws.${key} is not an argument; known are ${names}.`),
    ...textFields
      .filter((key) => aws[key] !== undefined && (typeof aws[key] !== "string" || aws[key] === ""))
      .map((key) => `aws.${key} must be a text that is not empty.`),
    ...flagFields
      .filter((key) => !holdsUnknown(aws[key]) && !["undefined", "boolean"].includes(typeof aws[key]))
      .map((key) => `aws.${key} must be true or false.`),
    ...fileFields.flatMap((key) => filesProblems(key, aws[key])),
    ...accountFields.flatMap((key) => accountProblems(key, aws[key])),
    ...endpointProblems("aws.endpoint", aws.endpoint),
    ...servicesProblems(aws.endpoints),
    ...proxyProblems("aws.httpProxy", aws.httpProxy),
    ...proxyProblems("aws.httpsProxy", aws.httpsProxy),
    ...rolesProblems(aws.assumeRoles),
    ...webIdentityProblems(aws.assumeRoleWithWebIdentity),
    ...stackProblems(aws),
  ];
}

/** Settings of the stack that say as whom, and are not taken: to pass them over would deploy as somebody else. */
function stackProblems(aws: Record<string, unknown>): string[] {
  const problems: string[] = [];
  if (aws.staticKeysConfigured === true) {
    problems.push(
      "the stack configuration has aws:accessKey, aws:secretKey or aws:token, which are not taken: keys would be written into the state. Use aws:profile, aws:assumeRoles or the AWS_* environment variables, and remove the keys with `pulumi config rm`.",
    );
  }
  if (typeof aws.emulatorAccessKey === "string" && !isEmulated(aws)) {
    problems.push(
      "the stack configuration has an aws:accessKey for an emulator, and not every endpoint in use is on this machine: static keys are taken for no other. Set aws:endpoints to the emulator's, or remove the keys with `pulumi config rm`.",
    );
  }
  for (const key of Array.isArray(aws.refusedSettings) ? aws.refusedSettings : []) {
    problems.push(
      `the stack configuration has aws:${String(key)}, which is not taken. Set the environment variable of the same meaning (AWS_EC2_METADATA_SERVICE_ENDPOINT, AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE), and remove the setting with \`pulumi config rm\`.`,
    );
  }
  return problems;
}

/** Whether Lambda and all services with an address of their own are on this machine. */
function isEmulated({ endpoint, endpoints }: Record<string, unknown>): boolean {
  const services = isRecord(endpoints) ? endpoints : {};
  if ([endpoint, ...Object.values(services)].some(holdsUnknown)) {
    return true;
  }
  const lambda = endpoint ?? services.lambda ?? process.env.AWS_ENDPOINT_URL_LAMBDA ?? process.env.AWS_ENDPOINT_URL;
  const inUse = [lambda, ...Object.values(services)];
  return inUse.every((url) => typeof url === "string" && URL.canParse(url) && isOnThisMachine(new URL(url)));
}

// `localhost.localstack.cloud` and its subdomains are 127.0.0.1 by DNS (LocalStack's documentation, "Network troubleshooting").
function isOnThisMachine({ hostname }: URL): boolean {
  return (
    /^(?:127(?:\.\d+){3}|\[::1\]|host\.docker\.internal)$/.test(hostname) ||
    /^(?:[^.]+\.)*(?:localhost|localhost\.localstack\.cloud)$/.test(hostname)
  );
}

function filesProblems(key: string, value: unknown): string[] {
  if (value === undefined || holdsUnknown(value)) {
    return [];
  }
  const isFine = Array.isArray(value) && value.every((file) => typeof file === "string" && file !== "");
  return isFine ? [] : [`aws.${key} must be a list of paths.`];
}

/** Its user and password may be there: a proxy has no other place for them. */
function proxyProblems(name: string, value: unknown): string[] {
  if (typeof value !== "string" || value === "" || holdsUnknown(value)) {
    return [];
  }
  const isUrl = URL.canParse(value) && ["http:", "https:"].includes(new URL(value).protocol);
  return isUrl ? [] : [`${name} must be the http or https URL of a proxy.`];
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
  const services = ["lambda", "s3", "ecr", "cloudwatch", "sts"];
  if (!isRecord(endpoints) || !Object.keys(endpoints).every((service) => services.includes(service))) {
    return ["aws.endpoints must be an object with URLs for lambda, s3, ecr, cloudwatch or sts."];
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

function holdsUnknownOnly(value: unknown): boolean {
  return typeof value === "string" && holdsUnknown(value);
}
