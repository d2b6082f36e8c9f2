import { environmentCredentialsEndMs } from "../aws/clients/credentialsEnd.js";
import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { isVersionSettled, statusOf, waitUntil } from "../aws/lambda/waitForUpdate.js";
import { DeployError } from "../ground/errors.js";
import { lookAtAlarms } from "./alarmWatch.js";
import { lookDeadline, redAlarms } from "./watch.js";
import { duration, remainingSteps } from "./nextStep.js";
import type { Start } from "./observe.js";
import { described, type ReleaseOperation } from "./releaseOperation.js";

// What a metric needs to show a call that began now (CloudWatch's minute, and its arrival).
const metricDelaySeconds = 120;

/** Finds out before anything is moved what would stop the release in its middle: all of it at once. */
export async function preflight(operation: ReleaseOperation, start: Start): Promise<void> {
  const { inputs, concurrency, functionName } = operation;
  const target = await untilSettled(operation);
  const isSplitComing = inputs.steps.length > 0 && start.kind !== "missing";
  const problems = [
    ...stateProblems(operation, target),
    ...(isSplitComing ? pairProblems(target, operation.baseline) : []),
    ...credentialProblems(operation, start),
    ...(await alarmProblems(operation)),
  ];
  if (problems.length > 0) {
    throw new DeployError(
      "VerificationFailed",
      `Releasing ${described(operation)}: ${problems.join(" ")} ${operation.taken === undefined ? "Nothing was moved." : ""}`.trim(),
    );
  }
  // A new alias is made with all calls at once.
  if (start.kind !== "missing") {
    operation.isProvisioned = (await concurrency.provisionedConcurrency(functionName, inputs.aliasName)) !== undefined;
    sayWhatBakesMiss(operation, target);
  }
}

async function untilSettled(operation: ReleaseOperation): Promise<LiveFunction> {
  const { lambda, functionName, inputs, clock, deadline, target: begun } = operation;
  const target = await waitUntil({
    read: () => lambda.getFunction(functionName, inputs.functionVersion),
    begun,
    // `$LATEST` has another word for it, and is there as soon as it is Active.
    isDone: isVersionSettled,
    waitingFor: described(operation),
    clock,
    deadlineMs: deadline.atMs,
    say: (message) => {
      operation.say(message);
    },
  });
  operation.target = target;
  return target;
}

/** An idle version is woken by a smoke test, which somebody has asked for; a call of our own might do anything. */
function stateProblems({ inputs }: ReleaseOperation, target: LiveFunction): string[] {
  const { state } = target;
  if (state === "Active" || (state === "Inactive" && inputs.smoke.length > 0)) {
    return [];
  }
  const remedy =
    state === "Inactive"
      ? "Lambda has put it to sleep: give a smoke test, which wakes it, or invoke it once."
      : "Correct the cause, and publish it again.";
  return [`The version is not Active (${statusOf(target)}). ${remedy}`];
}

/** Lambda divides the calls of an alias only between published versions with one role and one dead-letter queue (Lambda developer guide, "Lambda function aliases"). */
function pairProblems(target: LiveFunction, baseline: LiveFunction | undefined): string[] {
  if (baseline === undefined || baseline.version === target.version) {
    return [];
  }
  const once = 'Release this version all at once (deploymentConfig "AllAtOnce").';
  const [from, to] = [baseline.version, target.version];
  const latest = [from, to].find((version) => version.startsWith("$LATEST"));
  if (latest !== undefined) {
    return [`An alias cannot divide its calls between ${from} and ${to}: ${latest} is no published version. ${once}`];
  }
  const { role, deadLetterConfig } = target.configuration;
  const before = baseline.configuration;
  const queue = (config: typeof deadLetterConfig) => config?.targetArn ?? "none";
  return [
    ...(role === before.role
      ? []
      : [`Versions ${from} and ${to} have different roles, and Lambda divides no calls between them. ${once}`]),
    ...(queue(deadLetterConfig) === queue(before.deadLetterConfig)
      ? []
      : [
          `Versions ${from} and ${to} have different dead-letter queues, and Lambda divides no calls between them. ${once}`,
        ]),
  ];
}

/** Credentials that end while the alias is split could neither go on nor back. */
function credentialProblems({ inputs, access, clock }: ReleaseOperation, start: Start): string[] {
  const endMs = environmentCredentialsEndMs(access);
  const standing = start.kind === "split" ? start : { weight: 0, isHeld: false };
  const steps = start.kind === "before" || start.kind === "split" ? remainingSteps(inputs, standing) : [];
  const finalSeconds = inputs.hold === undefined && start.kind !== "missing" ? inputs.finalBakeSeconds : 0;
  const neededSeconds = steps.reduce((sum, { bakeSeconds }) => sum + bakeSeconds, finalSeconds);
  const leftSeconds = endMs === undefined ? Infinity : (endMs - clock.nowMs()) / 1000;
  return leftSeconds > neededSeconds
    ? []
    : [
        `The credentials of this machine end in ${duration(Math.max(0, leftSeconds))} (AWS_CREDENTIAL_EXPIRATION), and the release takes ${duration(neededSeconds)}: what ends them in its middle leaves the alias as it is then. Get newer ones, or make the steps shorter.`,
      ];
}

async function alarmProblems(operation: ReleaseOperation): Promise<string[]> {
  const { inputs, access, surroundings, taken, clock, deadline } = operation;
  if (inputs.alarms.length === 0) {
    return [];
  }
  const { found, missing } = await lookAtAlarms(inputs.alarms, access, surroundings, lookDeadline(clock, deadline));
  operation.alarms = found;
  const red = found.filter(({ state }) => state === "ALARM");
  // What turned red while this version's release was under way, and nobody looked, is no alarm of before.
  const since = taken?.target === inputs.functionVersion ? Date.parse(taken.since) : Infinity;
  const late = red.filter(({ transitionedAtMs }) => transitionedAtMs >= since);
  if (late.length > 0) {
    throw redAlarms(late);
  }
  return [
    ...(missing.length === 0
      ? []
      : [`CloudWatch has no alarm ${missing.join(", ")} in this account and Region: correct the name in alarms.`]),
    ...(inputs.onAlarmAtStart === "ignore"
      ? []
      : red.map(
          ({ name, reason }) =>
            `Alarm ${name} is in ALARM already (${reason}): where this release is the remedy, set onAlarmAtStart to "ignore".`,
        )),
  ];
}

function sayWhatBakesMiss(operation: ReleaseOperation, target: LiveFunction): void {
  const { inputs, alarms } = operation;
  const bakes = [...inputs.steps.map(({ bakeSeconds }) => bakeSeconds), inputs.finalBakeSeconds].filter((s) => s > 0);
  const shortest = Math.min(...bakes);
  const timeoutSeconds = target.configuration.timeout ?? 0;
  const needs: [string, number][] = alarms.map(({ name, windowSeconds }) => [
    `alarm ${name} looks at the last ${duration(windowSeconds ?? 0)}`,
    windowSeconds ?? 0,
  ]);
  if (alarms.length > 0 || inputs.errorRate !== undefined) {
    const seconds = timeoutSeconds + metricDelaySeconds;
    needs.push([
      `a call may take ${duration(timeoutSeconds)}, and its metrics may come ${duration(metricDelaySeconds)} later`,
      seconds,
    ]);
  }
  for (const [what] of needs.filter(([, seconds]) => bakes.length > 0 && seconds > shortest)) {
    operation.say(`a bake of ${duration(shortest)} is too short to show a fault: ${what}`);
  }
}
