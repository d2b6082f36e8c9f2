import type { FunctionConfiguration } from "../aws/lambda/configuration.js";
import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import type { AwsInputs } from "../access/awsInputs.js";
import { canonicalJson } from "../ground/canonicalJson.js";
import { unqualifiedArn } from "../access/functionRef.js";
import { derivedName, type InputName, inputNames, type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import type { KnownS3Object } from "../sources/atAws/s3Object.js";

/**
 * What is stored for a resource: the inputs under their own names, so that a secret input stays a secret here too, and
 * what Lambda showed. An API: fields are added, never renamed; every state ever written must still be read.
 */
export interface State {
  schemaVersion: 1;
  /** Which of the fields below the program gave; `read` gives just those back as inputs. */
  givenInputs: InputName[];
  functionName?: string;
  triggers?: string;
  publishTo?: string;
  s3Bucket?: string;
  s3Key?: string;
  s3ObjectVersion?: string;
  s3ObjectStorageMode?: string;
  resolvedS3Object?: KnownS3Object;
  recordEnvironment?: boolean;
  aws?: AwsInputs;

  functionArn: string;
  qualifiedArn: string;
  /** The last version published by this resource, or `$LATEST`. */
  version: string;
  previousVersion?: string;
  revisionId: string;
  /** The live hash, as last seen. */
  codeSha256: string;
  codeSize: number;
  lastModified: string;
  packageType: string;
  architectures: string[];
  state?: string;
  lastUpdateStatus?: string;
  resolvedImageUri?: string;
  /** The key of the package as last seen, "" where one was given up. */
  sourceKmsKeyArn?: string;
  signingJobArn?: string;
  signingProfileVersionArn?: string;
  /**
   * A FunctionConfiguration as JSON text: for each step of an up the engine writes the secrets of the whole stack, and some
   * 25 fields take it half as long again as one text. An object of the same fields in states of before.
   */
  configuration: string | FunctionConfiguration;

  /** What the last create or update of this resource deployed: set as soon as Lambda accepted it. */
  deployedCodeSha256?: string;
  /** What an update that has not ended well set out to replace: where it failed, Lambda may show that code again. */
  replacedCodeSha256?: string;
  /**
   * What the first deploy found, mostly the placeholder that the function was made with. Its owner may bring that back;
   * states of before do not know it.
   */
  foundCodeSha256?: string;
  /** The live hash that a refresh, or a deploy that ended well, has shown to people. */
  seenCodeSha256?: string;
  /** The code, and its architecture, of `version`: written only once that version is Active. */
  publishedCodeSha256?: string;
  publishedArchitecture?: string;
  /** What the last DryRun request with `dryRun: true` was about. */
  validatedRequest?: string;
  /** A version that Lambda could not make ready: the next run sends the code again, for a fresh one. */
  failedVersion?: string;
}

/** What a deploy knows beyond the last look at the function. */
export type Progress = Pick<
  State,
  | "version"
  | "previousVersion"
  | "deployedCodeSha256"
  | "replacedCodeSha256"
  | "foundCodeSha256"
  | "seenCodeSha256"
  | "publishedCodeSha256"
  | "publishedArchitecture"
  | "failedVersion"
  | "validatedRequest"
>;

const progressNames = [
  "version",
  "previousVersion",
  "deployedCodeSha256",
  "replacedCodeSha256",
  "foundCodeSha256",
  "seenCodeSha256",
  "publishedCodeSha256",
  "publishedArchitecture",
  "failedVersion",
  "validatedRequest",
] as const;

/** The progress that an earlier run left in state. */
export function progressOf(state: State | undefined): Progress {
  const kept = Object.fromEntries(progressNames.map((name) => [name, state?.[name]]));
  return { ...kept, version: state?.version ?? "$LATEST" };
}

/** The bag for Pulumi: given inputs, the live function over them, the progress; plain JSON without undefined. */
export function toState(given: PropertyBag, live: LiveFunction, progress: Progress): PropertyBag {
  const functionArn = unqualifiedArn(live.functionArn);
  const inputs = Object.fromEntries([...inputNames, derivedName].map((name) => [name, given[name]]));
  return withoutAbsent({
    ...inputs,
    ...progress,
    schemaVersion: 1,
    givenInputs: inputNames.filter((name) => given[name] !== undefined && given[name] !== null),
    functionArn,
    qualifiedArn: `${functionArn}:${progress.version}`,
    revisionId: live.revisionId,
    codeSha256: live.codeSha256,
    codeSize: live.codeSizeBytes,
    lastModified: live.lastModified,
    packageType: live.packageType,
    architectures: live.architectures,
    state: live.state,
    lastUpdateStatus: live.lastUpdateStatus,
    resolvedImageUri: live.resolvedImageUri,
    sourceKmsKeyArn: live.sourceKmsKeyArn ?? (given.sourceKmsKeyArn === undefined ? undefined : ""),
    signingJobArn: live.signingJobArn,
    signingProfileVersionArn: live.signingProfileVersionArn,
    configuration: canonicalJson(live.configuration),
  });
}

/** Reads a stored bag of any release so far. */
export function readState(bag: PropertyBag): State {
  const state = bag as unknown as State;
  // A resource looked up by its id alone has none.
  return { ...state, givenInputs: (bag.givenInputs ?? []) as InputName[] };
}

/** The inputs as Pulumi should now think of them: what the program gave, with what is live in place of what it wanted. */
export function inputsOfState(state: PropertyBag): PropertyBag {
  const { givenInputs } = readState(state);
  // With the remembered object an unchanged one is not read again after a refresh.
  return withoutAbsent(Object.fromEntries([...givenInputs, derivedName].map((name) => [name, state[name]])));
}
