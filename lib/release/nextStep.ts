import { hasFailedBefore } from "./knownFailure.js";
import { percent } from "./percent.js";
import type { ReleaseInputs, Step } from "./releaseInputs.js";
import type { ReleaseState } from "./releaseState.js";

/** A step of this run, with its number among all of them; the promotion is the last number. */
export interface PlannedStep extends Step {
  number: number;
  isHold: boolean;
}

/** Where the target stands: its share of the calls, and whether that was a hold, which has baked already. */
export interface Standing {
  weight: number;
  isHeld: boolean;
}

type Plan = Pick<ReleaseInputs, "steps" | "hold">;

/** How many writes a whole release is, the promotion among them. */
export function countOfSteps({ steps }: Plan): number {
  return steps.length + 1;
}

/** The steps that are left, as far as a hold; a step that did not end is baked again in full, for clocks tell nothing of it. */
export function remainingSteps({ steps, hold }: Plan, { weight, isHeld }: Standing): PlannedStep[] {
  const all = withHold(steps, hold);
  const ahead = all.filter((step) => (isHeld ? step.weight > weight : step.weight >= weight));
  // Where the program has fewer steps by now, what runs there unwatched is watched at the last one.
  const left = ahead.length === 0 && !isHeld && weight > 0 ? all.slice(-1) : ahead;
  if (hold === undefined) {
    return left;
  }
  const upToHold = left.filter((step) => step.weight <= hold);
  return upToHold.length > 0 ? upToHold : all.filter((step) => step.isHold);
}

function withHold(steps: Step[], hold: number | undefined): PlannedStep[] {
  const isAmong = hold === undefined || steps.some(({ weight }) => weight === hold);
  const all = isAmong ? steps : [...steps, { weight: hold, bakeSeconds: bakeNear(steps, hold) }];
  return [...all]
    .sort((one, other) => one.weight - other.weight)
    .map((step, index) => ({ ...step, number: Math.min(index + 1, steps.length), isHold: step.weight === hold }));
}

function bakeNear(steps: Step[], hold: number): number {
  return (steps.find(({ weight }) => weight > hold) ?? steps.at(-1))?.bakeSeconds ?? 0;
}

/** What the next up does, from state and inputs alone: `release 41 > 42: 10 % for 5 min, then all`. */
export function describePlan(
  state: ReleaseState | undefined,
  inputs: ReleaseInputs,
  unknown: ReadonlySet<string> = new Set(),
): string {
  const target = inputs.functionVersion || "the version to come";
  if (state === undefined) {
    return `release ${target}: a new alias at once, an existing one ${inWords(inputs, { weight: 0, isHeld: false })}`;
  }
  const weight = state.routingConfig[target] ?? 0;
  if (state.functionVersion === target) {
    return Object.keys(state.routingConfig).length === 0
      ? `version ${target} has all calls already`
      : `back to ${target} at once`;
  }
  if (hasFailedBefore(state, inputs, unknown)) {
    return `version ${target} has failed (${state.failureReason ?? "no reason recorded"}): it is not released again until functionVersion or triggers change`;
  }
  const isHeld = state.phase === "Held" && state.wantedVersion === target && weight > 0;
  if (isHeld && weight === inputs.hold) {
    return `version ${target} is held at ${percent(weight)}: take hold away to go on`;
  }
  const verb = weight > 0 ? "go on with" : "release";
  return `${verb} ${state.functionVersion} > ${target}: ${inWords(inputs, { weight, isHeld })}`;
}

function inWords(inputs: ReleaseInputs, standing: Standing): string {
  const steps = remainingSteps(inputs, standing).map(
    ({ weight, bakeSeconds }) => `${percent(weight)} for ${duration(bakeSeconds)}`,
  );
  const bake = inputs.finalBakeSeconds > 0 ? `, watched for ${duration(inputs.finalBakeSeconds)}` : "";
  if (inputs.hold !== undefined) {
    return `${steps.join(", ")}, then hold`;
  }
  return steps.length === 0 ? `all at once${bake}` : `${steps.join(", ")}, then all${bake}`;
}

/** Such as `5 min`, `90 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole >= 60 && whole % 60 === 0 ? `${whole / 60} min` : `${whole} s`;
}
