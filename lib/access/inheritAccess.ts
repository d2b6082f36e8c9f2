// Rules by which one `aws` takes from another what it does not say itself. Functions of keys alone, which load nothing:
// the class has outputs for values and applies them in the program, the provider to what it received.

// As whom is one unit: profile, roles, web identity, files and keys of two places are never mixed.
export const identityKeys = [
  "profile",
  "assumeRoles",
  "assumeRoleWithWebIdentity",
  "sharedConfigFiles",
  "sharedCredentialsFiles",
  "emulatorAccessKey",
  "staticKeysConfigured",
  "refusedSettings",
];
const ruleKeys = ["allowedAccountIds", "forbiddenAccountIds"];

type Fields = Record<string, unknown>;

/**
 * The target's `aws`: what the resource says over what the stack says. Undefined where neither says anything.
 * An argument left open switches no default off.
 */
export function withStackDefaults<Said extends object>(said: Said, stack: object): Said | undefined {
  const merged = inherit(given(said), given(stack));
  return Object.keys(merged).length === 0 ? undefined : (merged as Said);
}

/**
 * The `aws` of a promotion's source: what is said of it over what holds for the target, whose Region is weaker than an
 * ARN's own, and whose account rules are not the source's.
 */
export function withTargetDefaults<Aws extends object>(said: Aws, target: Aws): Aws {
  const { region, defaultRegion, ...rest } = given(target);
  const place = given({ defaultRegion: region ?? defaultRegion });
  return inherit(given(said), { ...without(rest, ruleKeys), ...place }) as Aws;
}

function inherit(own: Fields, from: Fields): Fields {
  const identity = identityKeys.filter((key) => key in own);
  const isRolesAlone = identity.length === 1 && identity[0] === "assumeRoles";
  // Roles alone are assumed by whoever the other place names: what they replace are its roles.
  const dropped = identity.length === 0 || isRolesAlone ? [] : identityKeys;
  const endpoints = isPlain(own.endpoints) ? given(own.endpoints) : own.endpoints;
  // Lambda's address has two spellings, of which `endpoint` is the stronger one: not where it is the other place's.
  const respelt = isPlain(endpoints) && "lambda" in endpoints ? ["endpoint"] : [];
  const merged = { ...without(from, [...dropped, ...respelt]), ...own };
  return isPlain(from.endpoints) && isPlain(endpoints)
    ? { ...merged, endpoints: { ...from.endpoints, ...endpoints } }
    : merged;
}

/** Without what is left open. */
export function given(fields: object): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

function without(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
}

/** An output is an object, too, whose fields are not the value's. */
function isPlain(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
