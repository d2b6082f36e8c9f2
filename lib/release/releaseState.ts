import type { AwsInputs } from "../access/awsInputs.js";
import { unqualifiedArn } from "../access/functionRef.js";
import { type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import { type ReleaseInputName, releaseInputNames } from "./releaseArguments.js";

export const phaseNames = [
  /** All traffic is on the version that was wanted. */
  "Succeeded",
  /** The traffic is shared, and nobody has ended that. */
  "Shifting",
  /** The traffic is shared as `hold` has it. */
  "Held",
  /** All traffic is on the version of before, for the wanted one failed. */
  "RolledBack",
  /** Somebody else moved the alias; it is as they left it. */
  "Stopped",
] as const;
/** How a release stands. */
export type Phase = (typeof phaseNames)[number];

/** A version that was kept beyond the number to retain, and why. */
export interface KeptVersion {
  /** Its number. */
  version: string;
  /** What uses it, or why that could not be found out. */
  reason: string;
}

/** What the alias's own entry and the version behind it show; fits the answers of Lambda as they are read. */
interface Live {
  alias: {
    aliasArn: string;
    functionVersion: string;
    weights: Record<string, number>;
    revisionId: string;
  };
  /** The version that the alias points to. */
  version: { functionArn: string; codeSha256: string };
}

/** What a release knows beyond the last look at the alias. */
export interface ReleaseProgress {
  /** What the alias pointed to before the last release that ended well. */
  previousVersion?: string;
  previousCodeSha256?: string;
  phase: Phase;
  /** What the last run was to release. */
  wantedVersion: string;
  /** What the alias pointed to when this resource last left it: what it points to else is somebody else's doing. */
  ownVersion?: string;
  /** A version that was taken back, which is not tried again until it, or `triggers`, is another. */
  failedVersion?: string;
  failedCodeSha256?: string;
  failureReason?: string;
  failedTriggers?: string;
  /** What a refresh, or a release that ended, has shown to people. */
  seenVersion?: string;
  seenRoutingConfig?: Record<string, number>;
  heldWeight?: number;
  /** Of the run that holds, as its journal has it. */
  heldId?: string;
  /** The alias's own description, where a hold's journal has cut it and the program does not give it. */
  wholeDescription?: string;
  lastReleasedAt?: string;
  deletedVersions: string[];
  keptVersions: KeptVersion[];
  /** How many more were kept than `keptVersions` lists. */
  moreKeptVersions?: number;
}

/**
 * What is stored for a resource: the inputs under their own names, so that a secret input stays a secret here too, what
 * Lambda showed, and how far the release came. An API: fields are added, never renamed.
 */
export interface ReleaseState extends ReleaseProgress {
  schemaVersion: 1;
  /** Which of the fields below the program gave; `read` gives just those back as inputs. In the stored bag without the required ones. */
  givenInputs: ReleaseInputName[];
  functionName?: string;
  aliasName: string;
  description?: string;
  triggers?: string;
  onDestroy?: string;
  aws?: AwsInputs;

  aliasArn: string;
  /** What API Gateway takes for the alias. */
  invokeArn: string;
  functionArn: string;
  /** The version that the alias points to, as last seen. */
  functionVersion: string;
  /** The live weights of another version, none for none. */
  routingConfig: Record<string, number>;
  revisionId: string;
  /** The hash of `functionVersion`. */
  codeSha256: string;
}

/** The fields that a run leaves for the next one. */
export const releaseProgressNames = [
  "previousVersion",
  "previousCodeSha256",
  "phase",
  "wantedVersion",
  "ownVersion",
  "failedVersion",
  "failedCodeSha256",
  "failureReason",
  "failedTriggers",
  "seenVersion",
  "seenRoutingConfig",
  "heldWeight",
  "heldId",
  "wholeDescription",
  "lastReleasedAt",
  "deletedVersions",
  "keptVersions",
  "moreKeptVersions",
] as const satisfies readonly (keyof ReleaseProgress)[];

const requiredNames: ReleaseInputName[] = ["functionName", "aliasName", "functionVersion"];

/** The progress that an earlier run left in state. */
export function releaseProgressOf(state: ReleaseState): ReleaseProgress {
  return withoutAbsent(
    Object.fromEntries(releaseProgressNames.map((name) => [name, state[name]])),
  ) as unknown as ReleaseProgress;
}

/** The bag for Pulumi: given inputs, the live alias over them, the progress; plain JSON without undefined. */
export function toReleaseState(given: PropertyBag, { alias, version }: Live, progress: ReleaseProgress): PropertyBag {
  const isGiven = (name: ReleaseInputName) => given[name] !== undefined && given[name] !== null;
  const { wantedVersion, seenRoutingConfig = {} } = progress;
  return withoutAbsent({
    ...Object.fromEntries(releaseInputNames.map((name) => [name, given[name]])),
    ...Object.fromEntries(releaseProgressNames.map((name) => [name, progress[name]])),
    // What goes without saying is left out: the engine writes the whole state at each step of an up.
    wantedVersion: wantedVersion === alias.functionVersion ? undefined : wantedVersion,
    seenRoutingConfig: Object.keys(seenRoutingConfig).length === 0 ? undefined : seenRoutingConfig,
    schemaVersion: 1,
    givenInputs: releaseInputNames.filter((name) => isGiven(name) && !requiredNames.includes(name)),
    aliasArn: alias.aliasArn,
    invokeArn: invokeArnOf(alias.aliasArn),
    functionArn: unqualifiedArn(version.functionArn),
    functionVersion: alias.functionVersion,
    routingConfig: alias.weights,
    revisionId: alias.revisionId,
    codeSha256: version.codeSha256,
  });
}

/** Reads a stored bag of any release so far. */
export function readReleaseState(bag: PropertyBag): ReleaseState {
  const state = bag as unknown as ReleaseState;
  const listed = new Set([...requiredNames, ...((bag.givenInputs ?? []) as ReleaseInputName[])]);
  // A resource looked up by its id alone has none of these.
  return {
    ...state,
    wantedVersion: (bag.wantedVersion ?? state.functionVersion) as string,
    givenInputs: releaseInputNames.filter((name) => listed.has(name) && bag[name] !== undefined),
    routingConfig: (bag.routingConfig ?? {}) as Record<string, number>,
    deletedVersions: (bag.deletedVersions ?? []) as string[],
    keptVersions: (bag.keptVersions ?? []) as KeptVersion[],
  };
}

/** The inputs as Pulumi should now think of them: what the program gave, with what is live in place of what it wanted. */
export function inputsOfReleaseState(state: PropertyBag): PropertyBag {
  const { givenInputs } = readReleaseState(state);
  return withoutAbsent(Object.fromEntries(givenInputs.map((name) => [name, state[name]])));
}

/** As API Gateway names what it invokes (its developer guide, "Lambda integration", uri). */
function invokeArnOf(aliasArn: string): string {
  const [, partition = "aws", , region = ""] = aliasArn.split(":");
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${aliasArn}/invocations`;
}
