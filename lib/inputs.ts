import { type AwsInputs, awsProblems, isRecord } from "./awsInputs.js";
import { parseZipCodeSha256 } from "./codeHash.js";
import { type FunctionRef, parseFunctionName } from "./identity.js";
import { codeShapeProblems, type RawCode } from "./sources/index.js";
import { holdsUnknown } from "./unknowns.js";

/** A property bag as it arrives from the engine: plain JSON, unknowns as sentinels, secrets in plain. */
export type PropertyBag = Record<string, unknown>;

export const architectureNames = ["x86_64", "arm64"] as const;
/** An instruction set of Lambda (API reference, UpdateFunctionCode, Architectures). */
export type Architecture = (typeof architectureNames)[number];

export const foreignChangeNames = ["failUnseen", "overwrite", "fail"] as const;
/** What to do about code that somebody else deployed. */
export type OnForeignChange = (typeof foreignChangeNames)[number];

/** The arguments as the provider works with them: resolved, known and with defaults. */
export interface Inputs {
  functionName: string;
  code: RawCode;
  ignore: string[];
  /** The wanted hash: the pin in check, the computed one after it. */
  codeSha256?: string;
  publish: boolean;
  versionDescription?: string;
  /** A digest of the values, made in the program. */
  triggers?: string;
  architectures?: Architecture[];
  timeoutSeconds: number;
  onForeignChange: OnForeignChange;
  aws: AwsInputs;
}

/** The keys of the property bag: what `read` gives back as inputs and what State keeps. */
export const inputNames = [
  "functionName",
  "code",
  "ignore",
  "codeSha256",
  "publish",
  "versionDescription",
  "triggers",
  "architectures",
  "timeoutSeconds",
  "onForeignChange",
  "aws",
] as const;
export type InputName = (typeof inputNames)[number];

export interface ParsedInputs {
  /** Meaningful only where `failures` is empty, and without the fields that `unknown` names. */
  inputs: Inputs;
  unknown: ReadonlySet<InputName>;
  /** Every reason at once. */
  failures: InputFailure[];
}

export interface InputFailure {
  argument: string;
  /** A sentence that begins with the argument's name. Values are quoted only where they cannot be secret. */
  reason: string;
}

const defaultTimeoutSeconds = 600;

type Rule = (value: unknown) => string[];

const rules: Record<InputName, Rule> = {
  functionName: (value) => {
    const ref =
      typeof value === "string"
        ? parseFunctionName(value)
        : "functionName is required: a function's name, partial ARN or ARN.";
    return typeof ref === "string" ? [ref] : [];
  },
  code: (value) =>
    value === undefined
      ? ["code is required: a path to a .zip or a folder, or a Pulumi asset or archive."]
      : codeShapeProblems(value),
  ignore: optional((value) => isTexts(value), "ignore must be a list of gitignore-style patterns."),
  codeSha256: optional(
    (value) => typeof value === "string" && parseZipCodeSha256(value) !== undefined,
    "codeSha256 must be a SHA-256 in base64 (44 characters, as Lambda shows it) or in hex (64 digits).",
  ),
  publish: optional((value) => typeof value === "boolean", "publish must be true or false."),
  versionDescription: optional(
    (value) => typeof value === "string" && value.length <= 256,
    "versionDescription must be a text of at most 256 characters.",
  ),
  triggers: optional((value) => typeof value === "string", "triggers must be a list of values."),
  architectures: (value) =>
    value === undefined || (Array.isArray(value) && value.length === 1 && isOneOf(architectureNames, value[0]))
      ? []
      : [`architectures must be ["x86_64"] or ["arm64"], not ${JSON.stringify(value)}.`],
  timeoutSeconds: (value) =>
    value === undefined || (typeof value === "number" && value >= 1 && value <= 86_400)
      ? []
      : [`timeoutSeconds must be a number of seconds from 1 to 86400, not ${JSON.stringify(value)}.`],
  onForeignChange: (value) =>
    value === undefined || isOneOf(foreignChangeNames, value)
      ? []
      : [`onForeignChange must be one of ${foreignChangeNames.join(", ")}, not ${JSON.stringify(value)}.`],
  aws: awsProblems,
};

/** Reads a property bag: fills defaults, collects every failure, and leaves out what is unknown. */
export function parseInputs(raw: PropertyBag): ParsedInputs {
  const bag = withoutAbsent(raw);
  const unknown = new Set(inputNames.filter((name) => holdsUnknown(bag[name])));
  const failures: InputFailure[] = inputNames
    .filter((name) => !unknown.has(name) || name === "aws")
    .flatMap((name) => rules[name](bag[name]).map((reason) => ({ argument: name, reason })));
  failures.push(...strangers(bag), ...contradictions(bag, unknown));
  const value = <Name extends InputName>(name: Name) =>
    (unknown.has(name) ? undefined : bag[name]) as Inputs[Name] | undefined;
  const pin = value("codeSha256");
  const inputs: Inputs = {
    functionName: value("functionName") ?? "",
    code: value("code") ?? "",
    ignore: value("ignore") ?? [],
    codeSha256: typeof pin === "string" ? parseZipCodeSha256(pin) : undefined,
    publish: value("publish") ?? false,
    versionDescription: value("versionDescription"),
    triggers: value("triggers"),
    architectures: value("architectures"),
    timeoutSeconds: value("timeoutSeconds") ?? defaultTimeoutSeconds,
    onForeignChange: value("onForeignChange") ?? "failUnseen",
    aws: isRecord(bag.aws) ? withoutUnknowns(bag.aws) : {},
  };
  return { inputs, unknown, failures };
}

/** The function that the inputs name, with the Region of `aws` where the name has none. */
export function functionRefOf(inputs: Inputs): FunctionRef {
  const ref = parseFunctionName(inputs.functionName);
  const named = typeof ref === "string" ? { name: inputs.functionName } : ref;
  return { ...named, region: inputs.aws.region ?? named.region ?? inputs.aws.defaultRegion };
}

/** Without what is undefined or null: an absent argument, and fatal in anything given back to the engine. */
export function withoutAbsent(bag: PropertyBag): PropertyBag {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined && value !== null));
}

/** A typing error such as `functioName` must not pass in silence. */
function strangers(bag: PropertyBag): InputFailure[] {
  const known: string[] = [...inputNames, "__provider"];
  return Object.keys(bag)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      argument: key,
      reason: `${key} is not an argument of FunctionCode; known are ${inputNames.join(", ")}.`,
    }));
}

function contradictions(bag: PropertyBag, unknown: ReadonlySet<InputName>): InputFailure[] {
  const found: InputFailure[] = [];
  if (bag.versionDescription !== undefined && !unknown.has("publish") && bag.publish !== true) {
    const reason = "versionDescription describes the version to be published: set publish to true, or leave it out.";
    found.push({ argument: "versionDescription", reason });
  }
  const ref =
    typeof bag.functionName === "string" && !unknown.has("functionName") ? parseFunctionName(bag.functionName) : "";
  const region = isRecord(bag.aws) && !holdsUnknown(bag.aws.region) ? bag.aws.region : undefined;
  if (typeof ref === "object" && ref.region !== undefined && typeof region === "string" && ref.region !== region) {
    const reason = `functionName is an ARN of ${ref.region}, but aws.region is ${region}.`;
    found.push({ argument: "functionName", reason });
  }
  const account = typeof ref === "object" ? ref.account : undefined;
  const rules = isRecord(bag.aws) ? bag.aws : {};
  const isListed = (list: unknown) => Array.isArray(list) && list.includes(account);
  const isForbidden = isListed(rules.forbiddenAccountIds);
  const isAllowed =
    !Array.isArray(rules.allowedAccountIds) ||
    holdsUnknown(rules.allowedAccountIds) ||
    isListed(rules.allowedAccountIds);
  if (account !== undefined && (isForbidden || !isAllowed)) {
    const reason = `functionName is in account ${account}, which aws.${isForbidden ? "forbiddenAccountIds names" : "allowedAccountIds does not name"}.`;
    found.push({ argument: "functionName", reason });
  }
  return found;
}

function withoutUnknowns(aws: Record<string, unknown>): AwsInputs {
  // Where the Region is unknown, the weaker one of the stack must not step in.
  const dropped = holdsUnknown(aws.region) ? ["defaultRegion"] : [];
  return Object.fromEntries(
    Object.entries(aws).filter(([name, value]) => !holdsUnknown(value) && !dropped.includes(name)),
  );
}

function optional(test: (value: unknown) => boolean, failure: string): Rule {
  return (value) => (value === undefined || test(value) ? [] : [failure]);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isOneOf<Name extends string>(names: readonly Name[], value: unknown): value is Name {
  return names.some((name) => name === value);
}
