import {
  type Architecture,
  derivedName,
  type InputFailure,
  type InputName,
  inputNames,
  type OnForeignChange,
  type PropertyBag,
} from "./argumentNames.js";
import type { AwsInputs } from "../access/awsInputs.js";
import { parseImageDigest, parseZipCodeSha256 } from "../ground/codeHash.js";
import { type CodeSource, codeSourceOf } from "./codeSource.js";
import { contradictions, rules } from "./inputRules.js";
import type { KnownS3Object } from "../sources/atAws/s3Object.js";
import { holdsUnknown, isRecord } from "../ground/unknowns.js";

export { derivedName, inputNames };
export type { Architecture, InputFailure, InputName, OnForeignChange, PropertyBag };

/** Where packages over 50 MiB go on their way to Lambda. */
export interface StagingBucket {
  bucket: string;
  keyPrefix?: string;
  /** The account that must own the bucket; the function's where it is not given. */
  expectedBucketOwner?: string;
}

/** The arguments as the provider works with them: resolved, known and with defaults. */
export interface Inputs {
  functionName: string;
  source: CodeSource;
  /** The wanted hash: the pin in check, the computed one after it; missing where it cannot be determined. */
  codeSha256?: string;
  publish: boolean;
  publishTo?: "LATEST_PUBLISHED";
  versionDescription?: string;
  /** A digest of the values, made in the program. */
  triggers?: string;
  architectures?: Architecture[];
  /** "" gives the key up. */
  sourceKmsKeyArn?: string;
  stagingBucket?: StagingBucket;
  expectedRevisionId?: string;
  dryRun: boolean | "preview";
  timeoutSeconds: number;
  onForeignChange: OnForeignChange;
  recordEnvironment: boolean;
  showFiles: boolean;
  aws: AwsInputs;
  /** Put in by check. */
  resolvedS3Object?: KnownS3Object;
}

export interface ParsedInputs {
  /** Meaningful only where `failures` is empty, and without the fields that `unknown` names. */
  inputs: Inputs;
  unknown: ReadonlySet<InputName>;
  /** Every reason at once. */
  failures: InputFailure[];
}

const defaultTimeoutSeconds = 600;

/** Reads a property bag: fills defaults, collects every failure, and leaves out what is unknown. */
export function parseInputs(raw: PropertyBag): ParsedInputs {
  const bag = withoutAbsent(raw);
  const unknown = new Set(inputNames.filter((name) => holdsUnknown(bag[name])));
  const failures: InputFailure[] = inputNames
    // These two have parts, of which some may be known.
    .filter((name) => !unknown.has(name) || name === "aws" || name === "sourceFunction")
    .flatMap((name) => rules[name](bag[name]).map((reason) => ({ argument: name, reason })));
  failures.push(...strangers(bag), ...contradictions(bag, unknown));
  const value = <Name extends InputName & keyof Inputs>(name: Name) =>
    (unknown.has(name) ? undefined : bag[name]) as Inputs[Name] | undefined;
  const pin = unknown.has("codeSha256") ? undefined : bag.codeSha256;
  // What a source function runs may be a package or an image: there either form is kept as it is.
  const isImagePossible = bag.imageUri !== undefined || bag.sourceFunction !== undefined;
  const parsePin = (text: string) => (isImagePossible ? parseImageDigest(text) : undefined) ?? parseZipCodeSha256(text);
  const inputs: Inputs = {
    functionName: value("functionName") ?? "",
    source: codeSourceOf(bag),
    codeSha256: typeof pin === "string" ? parsePin(pin) : undefined,
    publish: value("publish") ?? false,
    publishTo: value("publishTo"),
    versionDescription: value("versionDescription"),
    triggers: value("triggers"),
    architectures: value("architectures"),
    sourceKmsKeyArn: value("sourceKmsKeyArn"),
    stagingBucket: stagingBucketOf(bag.stagingBucket),
    expectedRevisionId: value("expectedRevisionId"),
    dryRun: value("dryRun") ?? false,
    timeoutSeconds: value("timeoutSeconds") ?? defaultTimeoutSeconds,
    onForeignChange: value("onForeignChange") ?? "failUnseen",
    recordEnvironment: value("recordEnvironment") ?? false,
    showFiles: value("showFiles") ?? false,
    aws: isRecord(bag.aws) ? withoutUnknowns(bag.aws) : {},
    resolvedS3Object: bag[derivedName] as KnownS3Object | undefined,
  };
  return { inputs, unknown, failures };
}

/** Without what is undefined or null: an absent argument, and fatal in anything given back to the engine. */
export function withoutAbsent(bag: PropertyBag): PropertyBag {
  return Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== undefined && value !== null));
}

/** A typing error such as `functioName` must not pass in silence. */
function strangers(bag: PropertyBag): InputFailure[] {
  const known: string[] = [...inputNames, derivedName, "__provider"];
  return Object.keys(bag)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      argument: key,
      reason: `${key} is not an argument of FunctionCode; known are ${inputNames.join(", ")}.`,
    }));
}

/** The known fields of `aws`. */
export function withoutUnknowns(aws: Record<string, unknown>): AwsInputs {
  // Where the Region is unknown, the weaker one of the stack must not step in.
  const dropped = holdsUnknown(aws.region) ? ["defaultRegion"] : [];
  return Object.fromEntries(
    Object.entries(aws).filter(([name, value]) => !holdsUnknown(value) && !dropped.includes(name)),
  );
}

function stagingBucketOf(value: unknown): StagingBucket | undefined {
  return typeof value === "string" ? { bucket: value } : (value as StagingBucket | undefined);
}
