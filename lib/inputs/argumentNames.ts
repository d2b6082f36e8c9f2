import { sourceNames } from "./codeSource.js";

/** A property bag as it arrives from the engine: plain JSON, unknowns as sentinels, secrets in plain. */
export type PropertyBag = Record<string, unknown>;

export const architectureNames = [
  /** 64-bit x86 processors. */
  "x86_64",
  /** 64-bit ARM processors: AWS Graviton. */
  "arm64",
] as const;
/** An instruction set of Lambda (API reference, UpdateFunctionCode, Architectures). */
export type Architecture = (typeof architectureNames)[number];

export const foreignChangeNames = [
  /** Stops, unless a `pulumi refresh` has shown that code. The default. */
  "failUnseen",
  /** Replaces it, and says so. */
  "overwrite",
  /** Stops, even where a refresh has shown it. */
  "fail",
] as const;
/** What to do about code that somebody else deployed. */
export type OnForeignChange = (typeof foreignChangeNames)[number];

/** The keys of the property bag: what `read` gives back as inputs and what State keeps. */
export const inputNames = [
  "functionName",
  ...sourceNames,
  "codeSha256",
  "publish",
  "publishTo",
  "versionDescription",
  "triggers",
  "architectures",
  "sourceKmsKeyArn",
  "stagingBucket",
  "expectedRevisionId",
  "dryRun",
  "timeoutSeconds",
  "onForeignChange",
  "recordEnvironment",
  "showFiles",
  "aws",
] as const;
/** What check adds to the arguments. */
export const derivedName = "resolvedS3Object";
export type InputName = (typeof inputNames)[number];

export interface InputFailure {
  argument: string;
  /** A sentence that begins with the argument's name. Values are quoted only where they cannot be secret. */
  reason: string;
}
