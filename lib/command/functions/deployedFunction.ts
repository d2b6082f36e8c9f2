import type { AwsInputs } from "../../access/awsInputs.js";
import { parseFunctionArn } from "../../access/functionRef.js";
import { isSameCode } from "../../ground/codeHash.js";
import type { PropertyBag } from "../../inputs/inputs.js";
import { readState, type State } from "../../state/state.js";
import type { ExportedResource } from "../stacks/deployment.js";
import type { DeployedRelease } from "./deployedRelease.js";
import { plainFields } from "./plainFields.js";
import { assertTexts } from "./plainTexts.js";
import { accessIn, resourceNameOf } from "./resourceFacts.js";
import { shortHash } from "./shortHash.js";

/** A function in one stack: what the state says of it, and with `--live` what Lambda does. */
export interface DeployedFunction {
  /** Of its FunctionCode, or of its first release where the stack has no code for it. */
  resourceName: string;
  /** By which resources of one name are told apart. */
  urn: string;
  functionArn: string;
  functionName: string;
  /** The version that the resource published last, or `$LATEST`; undefined where only a release is known. */
  version?: string;
  /** What runs as `$LATEST`: by the state, or by Lambda where it was asked. */
  codeSha256?: string;
  /** What the resource deployed last. */
  deployedCodeSha256?: string;
  /** What an update that was not seen to end set out to replace. */
  replacedCodeSha256?: string;
  lastModified?: string;
  /** What Lambda says of the function itself. */
  status: Pick<State, "state" | "lastUpdateStatus">;
  releases: DeployedRelease[];
  /** What the last run left undone, each in some words; `unfinishedOf` has all there is. */
  leftUndone: string[];
  /** Whether Lambda was asked, and has it no more. */
  isGone: boolean;
  /** Whether Lambda was asked, and has answered. */
  isLive: boolean;
  /** Whether Lambda was asked, and gave no answer: it is shown as the state has it. */
  isUnanswered?: boolean;
  /** Where and as whom Lambda is asked; a text where the state does not tell it in plain. */
  access: AwsInputs | string;
}

const textNames = [
  "functionArn",
  "version",
  "codeSha256",
  "deployedCodeSha256",
  "replacedCodeSha256",
  "publishedCodeSha256",
  "failedVersion",
  "lastModified",
  "state",
  "lastUpdateStatus",
];

/** Reads a FunctionCode of whichever face. */
export function readFunction(resource: ExportedResource, isPending: boolean): DeployedFunction {
  const { plain, sealed } = plainFields(resource.outputs);
  assertTexts(plain, textNames);
  const state = readState({ functionArn: resource.id, ...plain });
  const { functionArn, version, codeSha256, deployedCodeSha256, replacedCodeSha256, lastModified } = state;
  return {
    resourceName: resourceNameOf(resource.urn),
    urn: resource.urn,
    functionArn,
    functionName: parseFunctionArn(functionArn).name,
    version,
    codeSha256,
    deployedCodeSha256,
    replacedCodeSha256,
    lastModified,
    status: { state: state.state, lastUpdateStatus: state.lastUpdateStatus },
    releases: [],
    leftUndone: leftUndoneBy(state, plain, resource, isPending),
    isGone: false,
    isLive: false,
    access: accessIn(plain.aws as AwsInputs | undefined, sealed),
  };
}

/** Why the function and its releases are not at rest, each in some words; empty where they are. */
export function unfinishedOf({ status, leftUndone, releases }: DeployedFunction): string[] {
  const { state, lastUpdateStatus } = status;
  return [
    ...leftUndone,
    ...(state === "Pending" || state === "Failed" ? [`the function is ${state}`] : []),
    ...(lastUpdateStatus === "InProgress" || lastUpdateStatus === "Failed"
      ? [`its last update is ${lastUpdateStatus}`]
      : []),
    ...releases.flatMap(({ unfinished }) => unfinished),
  ];
}

/** What somebody else did to the function and its aliases, each in some words. */
export function driftOf(deployed: DeployedFunction): string[] {
  const { isGone, codeSha256, deployedCodeSha256, replacedCodeSha256, releases } = deployed;
  if (isGone) {
    return ["the function is gone"];
  }
  const isKnown = codeSha256 !== undefined && deployedCodeSha256 !== undefined;
  // Where an update failed, Lambda may show the code of before again.
  const isOurs = (codeSha256: string) =>
    [deployedCodeSha256, replacedCodeSha256].some((ours) => ours !== undefined && isSameCode(ours, codeSha256));
  const ofCode =
    isKnown && !isOurs(codeSha256)
      ? [`runs ${shortHash(codeSha256)}, and ${shortHash(deployedCodeSha256)} was deployed`]
      : [];
  return [...ofCode, ...releases.flatMap(({ drift }) => drift)];
}

function leftUndoneBy(
  { deployedCodeSha256, publishedCodeSha256, replacedCodeSha256, failedVersion }: State,
  { publish, dryRun }: PropertyBag,
  { isInitFailed }: ExportedResource,
  isPending: boolean,
): string[] {
  const isVersionDue = publish === true && dryRun !== true && publishedCodeSha256 !== deployedCodeSha256;
  const reasons = [
    isPending && "a deploy was begun and not ended",
    isInitFailed && "the last deploy failed half-way",
    replacedCodeSha256 !== undefined && "the last update was not seen to end",
    failedVersion !== undefined && `version ${failedVersion} failed`,
    isVersionDue && failedVersion === undefined && "its code is not published yet",
  ];
  return reasons.filter((reason) => typeof reason === "string");
}
