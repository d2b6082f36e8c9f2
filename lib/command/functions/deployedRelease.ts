import type { AwsInputs } from "../../access/awsInputs.js";
import { unqualifiedArn } from "../../access/functionRef.js";
import { percent } from "../../release/percent.js";
import { type Phase, readReleaseState, type ReleaseState } from "../../release/releaseState.js";
import type { ExportedResource } from "../stacks/deployment.js";
import { accessIn, resourceNameOf } from "./resourceFacts.js";
import { plainFields } from "./plainFields.js";
import { assertTexts } from "./plainTexts.js";

/** What an alias's callers have in one stack. */
export interface DeployedRelease {
  resourceName: string;
  urn: string;
  functionArn: string;
  alias: string;
  /** The version that the alias points to; undefined where the state does not tell it in plain. */
  version?: string;
  /** The shares of other versions, 0 to 1 by version. */
  weights: Record<string, number>;
  /** The hash of `version`. */
  codeSha256?: string;
  previousCodeSha256?: string;
  phase: Phase;
  releasedAt?: string;
  /** Where the resource last left the alias. */
  own: { version?: string; weights: Record<string, number> };
  /** Why the release is not at its end, each in some words. */
  unfinished: string[];
  /** What somebody else did to the alias, each in some words. */
  drift: string[];
  access: AwsInputs | string;
}

const textNames = [
  "aliasArn",
  "functionVersion",
  "ownVersion",
  "codeSha256",
  "previousCodeSha256",
  "phase",
  "lastReleasedAt",
];

/** Reads a FunctionRelease of whichever face. */
export function readRelease(resource: ExportedResource, isPending: boolean): DeployedRelease {
  const { plain, sealed } = plainFields(resource.outputs);
  assertTexts(plain, textNames);
  const state = readReleaseState({ aliasArn: resource.id, ...plain });
  if (plain.phase === undefined) {
    throw new Error("phase: missing, or a secret");
  }
  // As an input it may be a secret.
  const version = state.functionVersion as string | undefined;
  const alias = state.aliasArn.split(":").at(-1) ?? "";
  const own = { version: state.ownVersion ?? version, weights: state.routingConfig };
  return {
    resourceName: resourceNameOf(resource.urn),
    urn: resource.urn,
    functionArn: unqualifiedArn(state.aliasArn),
    alias,
    version,
    weights: state.routingConfig,
    codeSha256: state.codeSha256,
    previousCodeSha256: state.previousCodeSha256,
    phase: state.phase,
    releasedAt: state.lastReleasedAt,
    own,
    unfinished: unfinishedBy(alias, state, isPending),
    drift:
      version === undefined || own.version === undefined || own.version === version
        ? []
        : [describeMove(alias, version, own.version)],
    access: accessIn(plain.aws as AwsInputs | undefined, sealed),
  };
}

export function describeMove(alias: string, now: string, left: string): string {
  return `alias ${alias} is at ${now}, and was left at ${left}`;
}

/** Where the callers go, such as `6, 10 % to 7`. */
export function describeRoute({ version, weights }: Pick<DeployedRelease, "version" | "weights">): string {
  const shares = Object.entries(weights).map(([other, weight]) => `${percent(weight)} to ${other}`);
  return [version ?? "version unknown", ...shares].join(", ");
}

// As each phase is said where the release has not come to its end.
const unfinishedPhases: Record<Exclude<Phase, "Succeeded">, string> = {
  Shifting: "its calls are being shifted",
  Held: "its calls are shared, and held so",
  RolledBack: "it was rolled back",
  Stopped: "somebody else moved it",
};

/** Why a release in this phase is not at its end; undefined where it is. */
export function describePhase(alias: string, phase: string): string | undefined {
  const isUnfinished = Object.hasOwn(unfinishedPhases, phase);
  return isUnfinished ? `alias ${alias}: ${unfinishedPhases[phase as keyof typeof unfinishedPhases]}` : undefined;
}

function unfinishedBy(alias: string, { phase }: ReleaseState, isPending: boolean): string[] {
  const reasons = [isPending && `alias ${alias}: a release was begun and not ended`, describePhase(alias, phase)];
  return reasons.filter((reason) => typeof reason === "string");
}
