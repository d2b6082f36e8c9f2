import { isRecord } from "../ground/unknowns.js";
import { optional, type Rule, rules as codeRules } from "../inputs/inputRules.js";
import { deploymentConfigs, stepsOfConfig } from "./deploymentConfigs.js";
import {
  alarmAtStartNames,
  destroyNames,
  foreignChangeNames,
  interruptNames,
  type ReleaseInputName,
} from "./releaseArguments.js";
import { errorRateProblems, smokeProblems, strangersIn } from "./watchRules.js";

const longestBakeSeconds = 172_800;
const mostAlarms = 100;

/** What is wrong with the value of each argument by itself: sentences that begin with its name. */
export const rules: Record<ReleaseInputName, Rule> = {
  functionName: codeRules.functionName,
  // API reference, CreateAlias, Name.
  aliasName: (value) =>
    typeof value === "string" && /^(?!\d+$)[a-zA-Z0-9-_]{1,128}$/.test(value)
      ? []
      : ["aliasName must be given as 1 to 128 letters, digits, hyphens or underscores, not digits alone."],
  description: optional(
    (value) => typeof value === "string" && value.length <= 256,
    "description must be a text of at most 256 characters.",
  ),
  functionVersion: (value) =>
    typeof value === "string" && /^(?:\$LATEST|[1-9]\d*)$/.test(value)
      ? []
      : ['functionVersion must be given as the number of a published version, a text such as "42".'],
  codeSha256: codeRules.codeSha256,
  deploymentConfig: optional(
    (value) => stepsOfConfig(value) !== undefined,
    `deploymentConfig must be one of ${Object.keys(deploymentConfigs).join(", ")}; for others give steps.`,
  ),
  steps: stepsProblems,
  finalBakeSeconds: secondsRule("finalBakeSeconds"),
  hold: optional((value) => isWeight(value), "hold must be the weight of a step, above 0 and below 1."),
  alarms: alarmsProblems,
  onAlarmAtStart: oneOf("onAlarmAtStart", alarmAtStartNames),
  errorRate: errorRateProblems,
  smoke: smokeProblems,
  autoRollback: optional((value) => typeof value === "boolean", "autoRollback must be true or false."),
  onForeignChange: oneOf("onForeignChange", foreignChangeNames),
  onInterrupt: oneOf("onInterrupt", interruptNames),
  triggers: codeRules.triggers,
  retain: retainProblems,
  timeoutSeconds: (value) =>
    value === undefined || isBetween(value, 1, 2 * longestBakeSeconds)
      ? []
      : [
          `timeoutSeconds, or customTimeouts in its place, must be a number, from 1 to ${2 * longestBakeSeconds} seconds.`,
        ],
  onDestroy: oneOf("onDestroy", destroyNames),
  aws: codeRules.aws,
};

function stepsProblems(value: unknown): string[] {
  if (value === undefined) {
    return [];
  }
  const shape = "steps must be a list of {weight, bakeSeconds}, such as [{weight: 0.1, bakeSeconds: 300}].";
  if (!Array.isArray(value) || !value.every(isRecord)) {
    return [shape];
  }
  const problems = value.flatMap((step, index) => [
    ...strangersIn(step, `steps[${index}]`, ["weight", "bakeSeconds"]),
    ...(isWeight(step.weight)
      ? []
      : [`steps[${index}].weight must be a number above 0 and below 1: the last step, to all, is implied.`]),
    ...secondsRule(`steps[${index}].bakeSeconds`)(step.bakeSeconds ?? ""),
  ]);
  const isRising = value.every(({ weight }, index) => index === 0 || Number(weight) > Number(value[index - 1]?.weight));
  return problems.length > 0 || isRising ? problems : ["steps must rise in weight from one to the next."];
}

function alarmsProblems(value: unknown): string[] {
  if (value === undefined) {
    return [];
  }
  if (!Array.isArray(value) || value.length > mostAlarms) {
    return [`alarms must be a list of at most ${mostAlarms} names or ARNs of CloudWatch alarms.`];
  }
  return value
    .map((alarm, index) => ({ alarm: alarm as unknown, index }))
    .filter(({ alarm }) => !isAlarm(alarm))
    .map(({ index }) => `alarms[${index}] must be the name of a CloudWatch alarm, 1 to 255 characters, or its ARN.`);
}

/** A name may hold almost anything (API reference, PutMetricAlarm, AlarmName); what begins as an ARN is meant as one. */
function isAlarm(value: unknown): boolean {
  return (
    typeof value === "string" &&
    (value.startsWith("arn:")
      ? /^arn:aws[a-zA-Z-]*:cloudwatch:[a-z0-9-]+:\d{12}:alarm:.{1,255}$/.test(value)
      : value.length >= 1 && value.length <= 255)
  );
}

function retainProblems(value: unknown): string[] {
  if (value === undefined) {
    return [];
  }
  if (!isRecord(value)) {
    return ["retain must be an object such as {versions: 10, minAgeSeconds: 3600}."];
  }
  return [
    ...strangersIn(value, "retain", ["versions", "minAgeSeconds"]),
    // One alone would be the live one, with no way back.
    ...(isBetween(value.versions, 2, Number.MAX_SAFE_INTEGER) && Number.isInteger(value.versions)
      ? []
      : ["retain.versions must be a whole number from 2: the version that is live, and one to go back to."]),
    ...(value.minAgeSeconds === undefined || isBetween(value.minAgeSeconds, 0, Number.MAX_SAFE_INTEGER)
      ? []
      : ["retain.minAgeSeconds must be a number of seconds from 0."]),
  ];
}

function secondsRule(name: string): Rule {
  return optional(
    (value) => isBetween(value, 0, longestBakeSeconds),
    `${name} must be a number, from 0 to ${longestBakeSeconds} seconds.`,
  );
}

function isWeight(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value < 1;
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}

function oneOf(name: string, names: readonly string[]): Rule {
  return optional(
    (value) => typeof value === "string" && names.includes(value),
    `${name} must be one of ${names.join(", ")}.`,
  );
}
