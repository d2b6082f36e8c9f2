import { awsProblems } from "../access/accessProblems.js";
import { nameProblems } from "../access/checkAccess.js";
import { parseImageDigest, parseZipCodeSha256 } from "../ground/codeHash.js";
import { sourceProblems, sourceRules } from "./codeSource.js";
import { parseFunctionName } from "../access/functionRef.js";
import {
  architectureNames,
  foreignChangeNames,
  type InputFailure,
  type InputName,
  type PropertyBag,
} from "./argumentNames.js";
import { parseImageUri } from "../sources/atAws/imageUri.js";
import { isRecord } from "../ground/unknowns.js";

export type Rule = (value: unknown) => string[];

/** What is wrong with the value of each argument by itself: sentences that begin with its name. */
export const rules: Record<InputName, Rule> = {
  ...sourceRules,
  imageUri: (value) => {
    const [malformed] = sourceRules.imageUri(value);
    const parsed = malformed === undefined && typeof value === "string" ? parseImageUri(value) : malformed;
    return typeof parsed === "string" ? [parsed] : [];
  },
  functionName: (value) => {
    const ref =
      typeof value === "string"
        ? parseFunctionName(value)
        : "functionName is required: a function's name, partial ARN or ARN.";
    return typeof ref === "string" ? [ref] : [];
  },
  codeSha256: optional(
    (value) => typeof value === "string" && parseZipCodeSha256(value) !== undefined,
    "codeSha256 must be a SHA-256 in base64 (44 characters, as Lambda shows it) or in hex (64 digits).",
  ),
  publish: optional((value) => typeof value === "boolean", "publish must be true or false."),
  publishTo: optional((value) => value === "LATEST_PUBLISHED", 'publishTo must be "LATEST_PUBLISHED".'),
  versionDescription: optional(
    (value) => typeof value === "string" && value.length <= 256,
    "versionDescription must be a text of at most 256 characters.",
  ),
  triggers: optional((value) => typeof value === "string", "triggers must be a list of values."),
  architectures: (value) =>
    value === undefined || (Array.isArray(value) && value.length === 1 && isOneOf(architectureNames, value[0]))
      ? []
      : ['architectures must be ["x86_64"] or ["arm64"].'],
  sourceKmsKeyArn: optional(
    (value) =>
      value === "" || (typeof value === "string" && /^arn:aws[a-zA-Z-]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/.test(value)),
    'sourceKmsKeyArn must be the ARN of a KMS key, or "" for none.',
  ),
  stagingBucket: stagingProblems,
  expectedRevisionId: optional(
    (value) => typeof value === "string" && value !== "",
    "expectedRevisionId must be a RevisionId as Lambda shows it.",
  ),
  dryRun: optional(
    (value) => typeof value === "boolean" || value === "preview",
    'dryRun must be true, false or "preview".',
  ),
  timeoutSeconds: (value) =>
    value === undefined || (typeof value === "number" && value >= 1 && value <= 86_400)
      ? []
      : [
          `timeoutSeconds, or customTimeouts in its place, must be a number, from 1 to 86400 seconds${typeof value === "number" ? `, not ${value}` : ""}.`,
        ],
  onForeignChange: (value) =>
    value === undefined || isOneOf(foreignChangeNames, value)
      ? []
      : [`onForeignChange must be one of ${foreignChangeNames.join(", ")}.`],
  recordEnvironment: optional((value) => typeof value === "boolean", "recordEnvironment must be true or false."),
  showFiles: optional((value) => typeof value === "boolean", "showFiles must be true or false."),
  aws: awsProblems,
};

/** Arguments that do not go together. */
export function contradictions(bag: PropertyBag, unknown: ReadonlySet<InputName>): InputFailure[] {
  return [
    ...sourceProblems(bag),
    ...imageProblems(bag, unknown),
    ...publishProblems(bag, unknown),
    ...placeProblems(bag, unknown),
  ];
}

function imageProblems(bag: PropertyBag, unknown: ReadonlySet<InputName>): InputFailure[] {
  const found: InputFailure[] = [];
  if (bag.imageUri !== undefined) {
    for (const argument of ["stagingBucket", "sourceKmsKeyArn"] as const) {
      if (bag[argument] !== undefined) {
        found.push({ argument, reason: `${argument} is for packages, and imageUri names an image: leave it out.` });
      }
    }
    const pin = bag.codeSha256;
    if (typeof pin === "string" && !unknown.has("codeSha256") && parseImageDigest(pin) === undefined) {
      const reason = "codeSha256 must be the image's digest, 64 hex digits, where imageUri is given.";
      found.push({ argument: "codeSha256", reason });
    }
  }
  return found;
}

function publishProblems(bag: PropertyBag, unknown: ReadonlySet<InputName>): InputFailure[] {
  if (unknown.has("publish") || bag.publish === true) {
    return [];
  }
  const needing = {
    versionDescription: "versionDescription describes the version to be published",
    publishTo: "publishTo says where the version is published to",
  };
  return Object.entries(needing)
    .filter(([argument]) => bag[argument] !== undefined)
    .map(([argument, what]) => ({ argument, reason: `${what}: set publish to true, or leave it out.` }));
}

/** What the ARN says against what `aws` says. */
function placeProblems(bag: PropertyBag, unknown: ReadonlySet<InputName>): InputFailure[] {
  const isKnown = typeof bag.functionName === "string" && !unknown.has("functionName");
  const reasons = isKnown ? nameProblems(String(bag.functionName), bag.aws) : [];
  return reasons.map((reason) => ({ argument: "functionName", reason }));
}

function stagingProblems(value: unknown): string[] {
  const isBucket = (name: unknown) => sourceRules.s3Bucket(name ?? "").length === 0;
  if (value === undefined || (typeof value === "string" && isBucket(value))) {
    return [];
  }
  const known = ["bucket", "keyPrefix", "expectedBucketOwner"];
  const isFine =
    isRecord(value) &&
    Object.keys(value).every((key) => known.includes(key)) &&
    isBucket(value.bucket) &&
    ["undefined", "string"].includes(typeof value.keyPrefix) &&
    (value.expectedBucketOwner === undefined ||
      (typeof value.expectedBucketOwner === "string" && /^\d{12}$/.test(value.expectedBucketOwner)));
  return isFine
    ? []
    : [
        "stagingBucket must be the name of a bucket, or {bucket, keyPrefix, expectedBucketOwner}, the owner in 12 digits.",
      ];
}

/** The rule of an argument that may be left out. */
export function optional(test: (value: unknown) => boolean, failure: string): Rule {
  return (value) => (value === undefined || test(value) ? [] : [failure]);
}

function isOneOf<Name extends string>(names: readonly Name[], value: unknown): value is Name {
  return names.some((name) => name === value);
}
