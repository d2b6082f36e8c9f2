import type { AwsInputs } from "../access/awsInputs.js";
import { foreignChangeNames, type OnForeignChange } from "../inputs/argumentNames.js";
import type { Step } from "./deploymentConfigs.js";

export { foreignChangeNames };
export type { OnForeignChange };

export const alarmAtStartNames = [
  /** Nothing is released while an alarm is red. The default. */
  "fail",
  /** What is red from the start counts only when it turns red anew. */
  "ignore",
] as const;
/** What an alarm means that is red before the first weight is set. */
export type OnAlarmAtStart = (typeof alarmAtStartNames)[number];

export const tooFewNames = [
  /** Says so, and goes on. The default. */
  "proceed",
  /** Goes back. */
  "rollback",
] as const;
/** What too few invocations mean for an error rate. */
export type OnTooFew = (typeof tooFewNames)[number];

export const interruptNames = [
  /** Everybody gets the version of before again, by one write. The default. */
  "rollback",
  /** The weights stay as they are, for the next run to go on from. */
  "leave",
] as const;
/** What happens to a release under way whose run is interrupted. */
export type OnInterrupt = (typeof interruptNames)[number];

export const destroyNames = [
  /** The alias stays, whole. The default. */
  "keep",
  /** The alias is deleted. */
  "delete",
] as const;
/** What happens to the alias when the resource is destroyed. */
export type OnDestroy = (typeof destroyNames)[number];

/** The keys of the property bag: what `read` gives back as inputs and what the state keeps. */
export const releaseInputNames = [
  "functionName",
  "aliasName",
  "description",
  "functionVersion",
  "codeSha256",
  "deploymentConfig",
  "steps",
  "finalBakeSeconds",
  "hold",
  "alarms",
  "onAlarmAtStart",
  "errorRate",
  "smoke",
  "autoRollback",
  "onForeignChange",
  "onInterrupt",
  "triggers",
  "retain",
  "timeoutSeconds",
  "onDestroy",
  "aws",
] as const;
export type ReleaseInputName = (typeof releaseInputNames)[number];

/** An invocation of the version by its number, before anybody else's. */
export interface SmokeTest {
  payload: unknown;
  expect?: { statusCode?: number; payload?: unknown };
  timeoutSeconds: number;
  clientContext?: string;
  tenantId?: string;
}

/** What part of the new version's invocations may fail. */
export interface ErrorRateRule {
  /** 0 to 1. */
  max: number;
  minInvocations: number;
  onTooFew: OnTooFew;
}

/** The arguments as the release works with them: resolved, known and with defaults. */
export interface ReleaseInputs {
  functionName: string;
  aliasName: string;
  description: string;
  functionVersion: string;
  /** In any spelling of a hash: to be compared by `isSameCode`. */
  codeSha256?: string;
  /** Rising; the promotion to all is implied. None is all at once. */
  steps: Step[];
  finalBakeSeconds: number;
  /** The weight of the step at which the release stops. */
  hold?: number;
  /** Names or ARNs, as given. */
  alarms: string[];
  onAlarmAtStart: OnAlarmAtStart;
  errorRate?: ErrorRateRule;
  smoke: SmokeTest[];
  autoRollback: boolean;
  onForeignChange: OnForeignChange;
  onInterrupt: OnInterrupt;
  /** A digest of the values, made in the program or by the plugin. */
  triggers?: string;
  retain?: { versions: number; minAgeSeconds: number };
  timeoutSeconds: number;
  onDestroy: OnDestroy;
  aws: AwsInputs;
}
