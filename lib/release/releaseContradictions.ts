import { nameProblems } from "../access/checkAccess.js";
import { functionRefOf } from "../access/resolveAccess.js";
import type { PropertyBag } from "../inputs/argumentNames.js";
import type { ReleaseInputs } from "./releaseArguments.js";
import { bakingSeconds } from "./releaseDuration.js";

/** The longest a shift may take, as CodeDeploy has it. */
const longestSeconds = 172_800;

interface Failure {
  argument: string;
  reason: string;
}

/** Arguments that do not go together; `doubtful` are those that are unknown, or wrong by themselves. */
export function contradictions(inputs: ReleaseInputs, bag: PropertyBag, doubtful: ReadonlySet<string>): Failure[] {
  const isSure = (...names: string[]) => names.every((name) => !doubtful.has(name));
  const areStepsSure = isSure("steps", "deploymentConfig");
  return [
    ...(bag.steps !== undefined && bag.deploymentConfig !== undefined
      ? [failure("steps", "steps and deploymentConfig both say how the calls come over: leave one of them out.")]
      : []),
    ...(isSure("functionVersion") && areStepsSure ? latestProblems(inputs) : []),
    ...(isSure("hold") && areStepsSure ? holdProblems(inputs) : []),
    ...(isSure("hold", "finalBakeSeconds", "timeoutSeconds") && areStepsSure ? durationProblems(inputs, bag) : []),
    ...(isSure("functionName") ? placeProblems(inputs, bag, isSure("alarms", "aws")) : []),
  ];
}

/** An alias that shares its traffic takes published versions alone (API reference, AliasRoutingConfiguration). */
function latestProblems({ functionVersion, steps }: ReleaseInputs): Failure[] {
  return functionVersion === "$LATEST" && steps.length > 0
    ? [
        failure(
          "functionVersion",
          'functionVersion is $LATEST, which cannot share an alias with another version: publish one (publish: true of its FunctionCode), or give deploymentConfig: "AllAtOnce".',
        ),
      ]
    : [];
}

function holdProblems({ hold, steps }: ReleaseInputs): Failure[] {
  if (hold === undefined || steps.some(({ weight }) => weight === hold)) {
    return [];
  }
  const weights = steps.map(({ weight }) => weight).join(", ");
  const known = weights === "" ? "all at once has no steps" : `the steps have ${weights}`;
  return [failure("hold", `hold is ${hold}, which is no step's weight: ${known}.`)];
}

function durationProblems(inputs: ReleaseInputs, bag: PropertyBag): Failure[] {
  const seconds = bakingSeconds(inputs);
  if (seconds > longestSeconds) {
    const reason = `${bag.steps === undefined ? "finalBakeSeconds" : "steps"} would have a release bake for ${seconds} seconds; the longest is ${longestSeconds}, two days.`;
    return [failure("steps", reason)];
  }
  return inputs.timeoutSeconds <= seconds
    ? [
        failure(
          "timeoutSeconds",
          `timeoutSeconds, or customTimeouts in its place, is ${inputs.timeoutSeconds}, and the steps alone bake for ${seconds} seconds: give more, or leave it out.`,
        ),
      ]
    : [];
}

/** What the ARNs say against what `aws` says, and against each other. */
function placeProblems(inputs: ReleaseInputs, bag: PropertyBag, areAlarmsSure: boolean): Failure[] {
  const found = nameProblems(inputs.functionName, bag.aws).map((reason) => failure("functionName", reason));
  const { region, account } = functionRefOf(inputs);
  for (const alarm of areAlarmsSure ? inputs.alarms : []) {
    const [, alarmRegion, alarmAccount] = /^arn:[^:]+:cloudwatch:([^:]*):([^:]*):/.exec(alarm) ?? [];
    const isElsewhere =
      (alarmRegion !== undefined && region !== undefined && alarmRegion !== region) ||
      (alarmAccount !== undefined && account !== undefined && alarmAccount !== account);
    if (isElsewhere) {
      const reason = `alarms has ${alarm}, which is not where the function is: alarms are looked at in the function's own account and Region.`;
      found.push(failure("alarms", reason));
    }
  }
  return found;
}

function failure(argument: string, reason: string): Failure {
  return { argument, reason };
}
