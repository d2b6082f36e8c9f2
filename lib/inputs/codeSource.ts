import { awsProblems } from "../access/accessProblems.js";
import type { AwsInputs } from "../access/awsInputs.js";
import { parseZipCodeSha256 } from "../ground/codeHash.js";
import { isRegion, parseFunctionName } from "../access/functionRef.js";
import { codeShapeProblems, nameOfCode, type RawCode } from "../sources/index.js";
import { holdsUnknown, isRecord, unknownValue } from "../ground/unknowns.js";

export const storageModeNames = [
  /** Lambda keeps a copy of the object. */
  "COPY",
  /** Lambda runs the object in place, which must outlive the function; needs a versioned bucket. */
  "REFERENCE",
] as const;
/** How Lambda keeps a package from S3 (API reference, UpdateFunctionCode, S3ObjectStorageMode). */
export type S3ObjectStorageMode = (typeof storageModeNames)[number];

/** What another function runs. */
export interface SourceFunction {
  functionName: string;
  /** A version, an alias, or `$LATEST`, which is the default. */
  qualifier?: string;
  /**
   * The hash of what it runs, where the program knows: the output `codeSha256` of a `FunctionCode` of the same program, which
   * a preview knows already.
   */
  codeSha256?: string;
  aws?: AwsInputs;
}

/** The arguments that say where the code comes from. */
export const sourceNames = [
  "code",
  "ignore",
  "links",
  "s3Bucket",
  "s3Key",
  "s3ObjectVersion",
  "s3ObjectStorageMode",
  "imageUri",
  "sourceFunction",
] as const;
export type SourceName = (typeof sourceNames)[number];

/** Where the code comes from. */
export type CodeSource =
  | { kind: "package"; code: RawCode; ignore: string[]; links?: "follow" }
  | { kind: "s3"; bucket: string; key: string; version?: string; storageMode?: S3ObjectStorageMode }
  | { kind: "image"; imageUri: string }
  | ({ kind: "function" } & SourceFunction);

type Bag = Readonly<Record<string, unknown>>;

/** The source that the arguments name; meaningful only where they have no problems. */
export function codeSourceOf(bag: Bag): CodeSource {
  if (bag.s3Bucket !== undefined || bag.s3Key !== undefined) {
    return {
      kind: "s3",
      bucket: String(bag.s3Bucket),
      key: String(bag.s3Key),
      version: bag.s3ObjectVersion as string | undefined,
      storageMode: bag.s3ObjectStorageMode as S3ObjectStorageMode | undefined,
    };
  }
  if (typeof bag.imageUri === "string") {
    return { kind: "image", imageUri: bag.imageUri };
  }
  if (bag.sourceFunction === unknownValue) {
    return { kind: "function", functionName: unknownValue };
  }
  if (isRecord(bag.sourceFunction)) {
    return { kind: "function", ...(bag.sourceFunction as unknown as SourceFunction) };
  }
  return {
    kind: "package",
    code: (bag.code ?? "") as RawCode,
    ignore: (bag.ignore ?? []) as string[],
    links: bag.links as "follow" | undefined,
  };
}

/** How messages name the source, such as `./dist`, `s3://bucket/key` or `orders-api:41`. */
export function nameOfSource(source: CodeSource): string {
  switch (source.kind) {
    case "package":
      return nameOfCode(source.code);
    case "s3":
      return `s3://${source.bucket}/${source.key}${source.version === undefined ? "" : ` (version ${source.version})`}`;
    case "image":
      return source.imageUri;
    case "function":
      return `${source.functionName}${source.qualifier === undefined ? "" : `:${source.qualifier}`}`;
  }
}

/** Whether two sources are the same text: all that can be compared where a hash cannot be determined. */
export function sourceText(source: CodeSource): string {
  return JSON.stringify(source.kind === "package" ? [source.code, source.ignore, source.links] : nameOfSource(source));
}

const one = "Give one source of code: code, s3Bucket and s3Key, imageUri, or sourceFunction";

/** Sentences, by argument, for which the source cannot be used; what is unknown is passed over. */
export function sourceProblems(bag: Bag): { argument: SourceName; reason: string }[] {
  const given = (["code", "s3Bucket", "imageUri", "sourceFunction"] as const).filter((name) => bag[name] !== undefined);
  const lone = sourceNames.filter((name) => {
    const owner = ownerOf(name);
    return owner !== undefined && bag[name] !== undefined && bag[owner] === undefined;
  });
  const found = lone.map((name) => ({
    argument: name,
    reason: `${name} is for ${ownerOf(name) ?? ""}, which is missing.`,
  }));
  if (given.length === 0 && lone.length === 0) {
    return [{ argument: "code", reason: `code is required, or another source. ${one}.` }];
  }
  if (given.length > 1) {
    found.push({ argument: given[1] ?? "code", reason: `${given.join(" and ")} are sources of code each. ${one}.` });
  }
  if (bag.s3Bucket !== undefined && bag.s3Key === undefined) {
    found.push({ argument: "s3Key", reason: "s3Key is missing: s3Bucket needs the key of the object." });
  }
  return found;
}

function ownerOf(name: SourceName): SourceName | undefined {
  if (name === "ignore" || name === "links") {
    return "code";
  }
  return ["s3Key", "s3ObjectVersion", "s3ObjectStorageMode"].includes(name) ? "s3Bucket" : undefined;
}

/** What is wrong with the value of each argument by itself. */
export const sourceRules: Record<SourceName, (value: unknown) => string[]> = {
  code: (value) => (value === undefined ? [] : codeShapeProblems(value)),
  ignore: (value) =>
    value === undefined || (Array.isArray(value) && value.every((item) => typeof item === "string"))
      ? []
      : ["ignore must be a list of gitignore-style patterns."],
  links: textRule("links", /^follow$/, '"follow", or left out'),
  s3Bucket: textRule("s3Bucket", /^[0-9A-Za-z._-]{2,62}[0-9A-Za-z_-]$/, "the name of a bucket, 3 to 63 characters"),
  s3Key: textRule("s3Key", /^[\s\S]{1,1024}$/, "the key of an object, 1 to 1024 characters"),
  s3ObjectVersion: textRule("s3ObjectVersion", /^[\s\S]{1,1024}$/, "a version id of the object, 1 to 1024 characters"),
  s3ObjectStorageMode: textRule("s3ObjectStorageMode", /^(COPY|REFERENCE)$/, storageModeNames.join(" or ")),
  imageUri: textRule("imageUri", /^[^\s]{1,1024}$/, "the URI of an image, by tag or by digest"),
  sourceFunction: sourceFunctionProblems,
};

function textRule(name: string, pattern: RegExp, what: string): (value: unknown) => string[] {
  return (value) =>
    value === undefined || (typeof value === "string" && pattern.test(value)) ? [] : [`${name} must be ${what}.`];
}

function sourceFunctionProblems(value: unknown): string[] {
  if (value === undefined || value === unknownValue) {
    return [];
  }
  if (!isRecord(value)) {
    return ["sourceFunction must be a FunctionCode, or an object {functionName, qualifier, aws}."];
  }
  const problems = Object.keys(value)
    .filter((key) => !["functionName", "qualifier", "codeSha256", "aws"].includes(key))
    .map((key) => `sourceFunction.${key} is not an argument; known are functionName, qualifier and aws.`);
  const { functionName, qualifier, codeSha256, aws } = value;
  if (!holdsUnknown(functionName)) {
    problems.push(...sourceNameProblems(functionName, aws));
  }
  if (qualifier !== undefined && !holdsUnknown(qualifier) && !isQualifier(qualifier)) {
    problems.push("sourceFunction.qualifier must be a version, an alias or $LATEST.");
  }
  if (codeSha256 !== undefined && !holdsUnknown(codeSha256) && !isAnyCodeSha256(codeSha256)) {
    problems.push("sourceFunction.codeSha256 must be a hash as Lambda shows it.");
  }
  return [...problems, ...awsProblems(aws).map((problem) => `sourceFunction: ${problem}`)];
}

function sourceNameProblems(functionName: unknown, aws: unknown): string[] {
  if (typeof functionName !== "string") {
    return ["sourceFunction.functionName is required: a name or an ARN."];
  }
  const ref = parseFunctionName(functionName);
  if (typeof ref === "string") {
    const [, bare = "", tail] = /^(.*):([^:]*)$/.exec(functionName) ?? [];
    const isQualified = isQualifier(tail) && typeof parseFunctionName(bare) !== "string";
    return [
      isQualified
        ? `sourceFunction.functionName "${functionName}" has a qualifier: give it as sourceFunction.qualifier.`
        : `sourceFunction.${ref}`,
    ];
  }
  const region = isRecord(aws) && !holdsUnknown(aws.region) ? aws.region : undefined;
  return ref.region !== undefined && typeof region === "string" && region !== ref.region
    ? [
        `sourceFunction.functionName is an ARN of ${ref.region}, but sourceFunction.aws.region is ${isRegion(region) ? region : "another"}.`,
      ]
    : [];
}

function isQualifier(value: unknown): boolean {
  return typeof value === "string" && /^(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]{1,128})$/.test(value);
}

function isAnyCodeSha256(value: unknown): boolean {
  return typeof value === "string" && parseZipCodeSha256(value) !== undefined;
}
