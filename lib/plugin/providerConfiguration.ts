import { isDeepStrictEqual } from "node:util";
import { awsProblems, programFields } from "../access/accessProblems.js";
import type { AwsInputs } from "../access/awsInputs.js";
import { holdsUnknown, isRecord } from "../ground/unknowns.js";
import { type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import { holdsSecret, sealed, unsealed } from "./wire.js";

/** What the stack or an explicit provider says of where and as whom, with which of it must stay sealed. */
export interface ProviderConfiguration {
  aws: AwsInputs;
  secretNames: ReadonlySet<string>;
}

/** Nothing said: the machine's environment decides, as in the dynamic face. */
export const nothingConfigured: ProviderConfiguration = { aws: {}, secretNames: new Set() };

// The engine's own: which release of the plugin is meant, and where it is had.
const ofTheEngine = ["version", "pluginDownloadURL"];

// Secrets by their nature, marked by the program or not.
const secretFields = ["externalId", "webIdentityToken"];

/** Every reason for which the provider's arguments cannot be used; unknown ones are passed over. */
export function configurationProblems(args: PropertyBag): string[] {
  const { given } = read(args);
  const strangers = Object.keys(given)
    .filter((name) => !programFields.includes(name))
    .map((name) => `${name} is not an argument of this provider; known are ${programFields.join(", ")}.`);
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => programFields.includes(name)));
  // The rules are those of a resource's `aws`, under the names that a provider has them by.
  return [...strangers, ...awsProblems(known).map((problem) => problem.replaceAll(/\baws\./g, ""))];
}

/** The provider's arguments as a resource's `aws` has them; its Region is weaker than that of an ARN. */
export function configurationOf(args: PropertyBag): ProviderConfiguration {
  const { given, secretNames } = read(args);
  const { region, ...rest } = Object.fromEntries(Object.entries(given).filter(([, value]) => !holdsUnknown(value)));
  const names = [...secretNames].map((name) => (name === "region" ? "defaultRegion" : name));
  return { aws: withoutAbsent({ defaultRegion: region, ...rest }), secretNames: new Set(names) };
}

/** The provider's arguments as its own state is to keep them: with secrets by their nature sealed, whoever gave them. */
export function sealedArguments(args: PropertyBag): PropertyBag {
  return sealedWhere(args, (_name, value) => !holdsSecret(value) && holdsSecretField(structured(value)));
}

/**
 * What came from a secret of the provider stays one in the `aws` of a resource, which the state keeps; so does what is a
 * secret by its nature.
 */
export function sealedAws(bag: PropertyBag, { aws: configured, secretNames }: ProviderConfiguration): PropertyBag {
  if (!isRecord(bag.aws)) {
    return bag;
  }
  // Of the addresses of services some may be the resource's own.
  const isConfigured = (name: string, value: unknown) =>
    secretNames.has(name) && (name === "endpoints" || isDeepStrictEqual(value, configured[name as keyof AwsInputs]));
  return { ...bag, aws: sealedWhere(bag.aws, (name, value) => isConfigured(name, value) || holdsSecretField(value)) };
}

function sealedWhere(bag: PropertyBag, isSecret: (name: string, value: unknown) => boolean): PropertyBag {
  const fields = Object.entries(bag).map(([name, value]) => [name, isSecret(name, value) ? sealed(value) : value]);
  return Object.fromEntries(fields) as PropertyBag;
}

function read(args: PropertyBag): { given: PropertyBag; secretNames: Set<string> } {
  const entries = Object.entries(withoutAbsent(args)).filter(([name]) => !ofTheEngine.includes(name));
  const secretNames = new Set<string>();
  const given = entries.flatMap(([name, marked]) => {
    const value = asTold(name, structured(unsealed(marked)));
    if (holdsSecret(marked) || holdsSecretField(value)) {
      secretNames.add(name);
    }
    // An empty text is an unset one, as everywhere in a stack's configuration.
    return value === "" ? [] : [[name, value] as const];
  });
  return { given: Object.fromEntries(given), secretNames };
}

/** What has a structure comes as JSON text from a stack's configuration and from the SDKs; flags come as text. */
function structured(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*(?:[[{]|(?:true|false)\s*$)/.test(value)) {
    return value;
  }
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Without what is empty, and with account numbers as texts: `pulumi config set --path` stores numbers, which lose the zeros in front. */
function asTold(name: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    const isAccounts = ["allowedAccountIds", "forbiddenAccountIds"].includes(name);
    return value.map((item: unknown) =>
      isAccounts && typeof item === "number" ? String(item).padStart(12, "0") : asTold(name, item),
    );
  }
  if (!isRecord(value)) {
    return value;
  }
  const said = Object.entries(value).filter(([, field]) => field !== "" && field !== null);
  return Object.fromEntries(said.map(([key, field]) => [key, asTold(key, field)]));
}

function holdsSecretField(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(holdsSecretField);
  }
  if (!isRecord(value)) {
    // The URL of a proxy may hold a password.
    return typeof value === "string" && /^https?:\/\/[^/]*@/.test(value);
  }
  return Object.entries(value).some(([name, field]) => secretFields.includes(name) || holdsSecretField(field));
}
