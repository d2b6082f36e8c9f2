import { holdsUnknown, isRecord } from "../ground/unknowns.js";
import { type PropertyBag, withoutAbsent, withoutUnknowns } from "../inputs/inputs.js";
import { defaultDeploymentConfig, type Step, stepsOfConfig } from "./deploymentConfigs.js";
import {
  type ErrorRateRule,
  type ReleaseInputName,
  releaseInputNames,
  type ReleaseInputs,
  type SmokeTest,
} from "./releaseArguments.js";
import { bakingSeconds, besideBakingSeconds } from "./releaseDuration.js";
import { contradictions } from "./releaseContradictions.js";
import { rules } from "./releaseRules.js";

export type { ErrorRateRule, ReleaseInputs, SmokeTest, Step };
export { bakingSeconds };

export interface ParsedReleaseInputs {
  /** Meaningful only where `failures` is empty, and without the fields that `unknown` names. */
  inputs: ReleaseInputs;
  unknown: ReadonlySet<string>;
  /** Every reason at once: sentences that begin with the argument's name. */
  failures: { argument: string; reason: string }[];
}

/** Reads a property bag: fills defaults, collects every failure, and leaves out what is unknown. */
export function parseReleaseInputs(raw: PropertyBag): ParsedReleaseInputs {
  const bag = withoutAbsent(raw);
  const unknown = new Set<ReleaseInputName>(releaseInputNames.filter((name) => holdsUnknown(bag[name])));
  const failures: ParsedReleaseInputs["failures"] = releaseInputNames
    // Of `aws` some parts may be known.
    .filter((name) => !unknown.has(name) || name === "aws")
    .flatMap((name) => rules[name](bag[name]).map((reason) => ({ argument: name, reason })));
  const raws = Object.fromEntries(releaseInputNames.map((name) => [name, unknown.has(name) ? undefined : bag[name]]));
  const value = <Name extends ReleaseInputName & keyof ReleaseInputs>(name: Name) =>
    raws[name] as ReleaseInputs[Name] | undefined;
  const inputs: ReleaseInputs = {
    functionName: value("functionName") ?? "",
    aliasName: value("aliasName") ?? "",
    description: value("description") ?? "",
    functionVersion: value("functionVersion") ?? "",
    codeSha256: value("codeSha256"),
    steps: value("steps") ?? stepsOfConfig(raws.deploymentConfig ?? defaultDeploymentConfig) ?? [],
    finalBakeSeconds: value("finalBakeSeconds") ?? 0,
    hold: value("hold"),
    alarms: value("alarms") ?? [],
    onAlarmAtStart: value("onAlarmAtStart") ?? "fail",
    errorRate: errorRateOf(raws.errorRate),
    smoke: smokeOf(raws.smoke),
    autoRollback: value("autoRollback") ?? true,
    onForeignChange: value("onForeignChange") ?? "failUnseen",
    onInterrupt: value("onInterrupt") ?? "rollback",
    triggers: value("triggers"),
    retain: retainOf(raws.retain),
    timeoutSeconds: 0,
    onDestroy: value("onDestroy") ?? "keep",
    aws: isRecord(bag.aws) ? withoutUnknowns(bag.aws) : {},
  };
  const doubtful = new Set<string>([...unknown, ...failures.map(({ argument }) => argument)]);
  const baking = ["steps", "hold", "finalBakeSeconds"].some((name) => doubtful.has(name)) ? 0 : bakingSeconds(inputs);
  inputs.timeoutSeconds = value("timeoutSeconds") ?? baking + besideBakingSeconds;
  failures.push(...strangers(bag), ...contradictions(inputs, bag, doubtful));
  return { inputs, unknown, failures };
}

function smokeOf(value: unknown): SmokeTest[] {
  const listed = value === undefined ? [] : [value].flat();
  return listed.filter(isRecord).map((test) => ({
    ...withoutAbsent(test),
    payload: test.payload ?? {},
    timeoutSeconds: Number(test.timeoutSeconds ?? 30),
  }));
}

function errorRateOf(value: unknown): ErrorRateRule | undefined {
  return isRecord(value) ? ({ onTooFew: "proceed", ...withoutAbsent(value) } as unknown as ErrorRateRule) : undefined;
}

function retainOf(value: unknown): ReleaseInputs["retain"] {
  return isRecord(value)
    ? { versions: Number(value.versions), minAgeSeconds: Number(value.minAgeSeconds ?? 3600) }
    : undefined;
}

/** A typing error such as `alarm` must not pass in silence. */
function strangers(bag: PropertyBag): { argument: string; reason: string }[] {
  const known: string[] = [...releaseInputNames, "__provider"];
  return Object.keys(bag)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      argument: key,
      reason: `${key} is not an argument of FunctionRelease; known are ${releaseInputNames.join(", ")}.`,
    }));
}
