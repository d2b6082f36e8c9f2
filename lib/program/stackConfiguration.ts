import { type Input, log, runtime, secret } from "@pulumi/pulumi";
import type { AssumeRole, AssumeRoleWithWebIdentity, AwsInputs, ServiceEndpoints } from "../access/awsInputs.js";
import { secondsOfGoDuration } from "../access/goDuration.js";
import { isKnownSetting, refusedSettings } from "./stackSettings.js";
import { programError } from "./programError.js";

/** What the stack's `aws:` configuration says, under the names of our `aws` argument; secrets in it are marked. */
export type StackDefaults = {
  [Name in keyof Omit<AwsInputs, "region">]: Input<AwsInputs[Name]>;
};

/**
 * Reads the configuration that @pulumi/aws reads (https://www.pulumi.com/registry/packages/aws/installation-configuration/).
 * An empty text is an unset one, as there. docs/configuration.md has a row for each key.
 */
export function stackDefaults(): StackDefaults {
  const settings = readSettings();
  const { lambda, ...services } = endpointsOf(settings);
  return {
    defaultRegion: settings.text("region"),
    profile: settings.text("profile"),
    assumeRoles: rolesOf(settings),
    assumeRoleWithWebIdentity: webIdentityOf(settings),
    sharedConfigFiles: filesOf(settings, "sharedConfigFiles", "sharedConfigFile"),
    sharedCredentialsFiles: filesOf(settings, "sharedCredentialsFiles", "sharedCredentialsFile"),
    endpoint: lambda,
    endpoints: isSaid(services) ? services : undefined,
    useFipsEndpoint: flagOf(settings, "useFipsEndpoint"),
    useDualstackEndpoint: flagOf(settings, "useDualstackEndpoint"),
    s3UsePathStyle: flagOf(settings, "s3UsePathStyle") ?? flagOf(settings, "s3ForcePathStyle"),
    stsRegion: settings.text("stsRegion"),
    httpProxy: proxyOf(settings, "httpProxy"),
    httpsProxy: proxyOf(settings, "httpsProxy"),
    noProxy: settings.text("noProxy"),
    customCaBundle: settings.text("customCaBundle"),
    allowedAccountIds: accountsOf(settings, "allowedAccountIds"),
    forbiddenAccountIds: accountsOf(settings, "forbiddenAccountIds"),
    ...keysOf(settings),
    refusedSettings: listUnlessEmpty(refusedSettings.filter((key) => settings.text(key) !== undefined)),
  };
}

let hasWarned = false;

/** Says once which keys of the stack this package does not know: a later @pulumi/aws may have brought one that says where. */
export function warnOfUnknownSettings(): void {
  if (hasWarned) {
    return;
  }
  hasWarned = true;
  const keys = Object.keys(runtime.allConfig()).filter((key) => key.startsWith("aws:"));
  for (const key of keys.filter((key) => !isKnownSetting(key.slice("aws:".length)))) {
    void log.warn(`pulumi-lambda-code does not know ${key} of the stack's configuration: it has no effect here.`);
  }
}

interface Settings {
  text(key: string): string | undefined;
  /** Of settings with a structure, which the engine hands on as JSON. */
  json(key: string): unknown;
}

// Not by Config: it warns of each secret that is read as a text, and quotes a value that is no JSON.
function readSettings(): Settings {
  const all = runtime.allConfig();
  const text = (key: string) => all[`aws:${key}`]?.trim() || undefined;
  const json = (key: string): unknown => {
    const value = text(key);
    try {
      return value === undefined ? undefined : JSON.parse(value);
    } catch {
      throw programError(
        `aws:${key} of the stack's configuration has no structure. Set it by \`pulumi config set --path\`, as in 'aws:${key}[0]'.`,
      );
    }
  };
  return { text, json };
}

/** Roles as @pulumi/aws spells them, one or a list. */
function rolesOf(settings: Settings): Input<AssumeRole[]> | undefined {
  const listed = settings.json("assumeRoles") ?? settings.json("assumeRole");
  return listUnlessEmpty(asList<Role>(listed).map(toRole).filter(isSaid)) as Input<AssumeRole[]> | undefined;
}

function webIdentityOf(settings: Settings): Input<AssumeRoleWithWebIdentity> | undefined {
  const [role] = asList<Role>(settings.json("assumeRoleWithWebIdentity")).map(toRole).filter(isSaid);
  return role as Input<AssumeRoleWithWebIdentity> | undefined;
}

type Role = Record<string, unknown>;

/** Without what is empty, with secrets marked, and with the life of the session as our argument has it. */
function toRole(role: Role): Role {
  const { duration, ...said } = Object.fromEntries(
    Object.entries(role).filter(([, value]) => value !== "" && value !== null),
  );
  for (const key of ["externalId", "webIdentityToken"].filter((key) => key in said)) {
    // A secret inside a structure comes plain and unmarked.
    said[key] = secret(said[key]);
  }
  if (typeof duration !== "string") {
    return said;
  }
  const seconds = secondsOfGoDuration(duration);
  // What is no duration is left to check, which names it.
  return Number.isNaN(seconds) ? { ...said, duration } : { ...said, durationSeconds: Math.ceil(seconds) };
}

/** @pulumi/aws takes a list of objects; more than one of them may name services. */
function endpointsOf(settings: Settings): ServiceEndpoints {
  const listed = asList<Record<string, string>>(settings.json("endpoints")).reverse();
  const urls = Object.assign({}, ...listed) as Record<string, string>;
  const ours = ["lambda", "s3", "ecr", "cloudwatch", "sts"].filter((service) => Boolean(urls[service]));
  return Object.fromEntries(ours.map((service) => [service, urls[service]]));
}

function filesOf(settings: Settings, list: string, single: string): string[] | undefined {
  const one = settings.text(single);
  return listUnlessEmpty(asList<string>(settings.json(list))) ?? (one === undefined ? undefined : [one]);
}

/** What is neither is left to check, which names it. */
function flagOf(settings: Settings, key: string): boolean | undefined {
  const text = settings.text(key);
  return text === "true" ? true : text === "false" ? false : (text as unknown as boolean | undefined);
}

/** `pulumi config set --path` stores numbers, and numbers lose the zeros in front. */
function accountsOf(settings: Settings, key: string): string[] | undefined {
  const ids = settings.json(key);
  return ids === undefined ? undefined : asList<string | number>(ids).map((id) => String(id).padStart(12, "0"));
}

/** The URL of a proxy may hold a password. */
function proxyOf(settings: Settings, key: string): Input<string> | undefined {
  const url = settings.text(key);
  return url?.includes("@") ? secret(url) : url;
}

// What emulators take for anybody's (https://docs.localstack.cloud/references/credentials/): words like `test`, the number of
// an account, and keys with the prefixes that LocalStack gives to its own.
const emulatorKeys = /^(?:test|mock|fake|dummy|local|example|LSIA|LKIA)[\w-]*$|^\d{12}$/i;

/** Static keys stay in the program: their values are read here, and never handed on. */
function keysOf(settings: Settings): Pick<StackDefaults, "emulatorAccessKey" | "staticKeysConfigured"> {
  const accessKey = settings.text("accessKey");
  const isAny = ["accessKey", "secretKey", "token"].some((key) => settings.text(key) !== undefined);
  return accessKey !== undefined && emulatorKeys.test(accessKey)
    ? { emulatorAccessKey: accessKey }
    : { staticKeysConfigured: isAny || undefined };
}

function asList<T>(value: unknown): T[] {
  return value === undefined || value === null ? [] : ([value].flat() as T[]);
}

function listUnlessEmpty<T>(list: T[]): T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function isSaid(role: object): boolean {
  return Object.keys(role).length > 0;
}
