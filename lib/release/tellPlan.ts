import { functionRefOf } from "../access/resolveAccess.js";
import type { Surroundings } from "../code/surroundings.js";
import { describePlan } from "./nextStep.js";
import type { ParsedReleaseInputs } from "./releaseInputs.js";
import type { ReleaseState } from "./releaseState.js";

/** Says at a preview which step is next, from the state and the inputs alone. */
export function tellPlan(
  state: ReleaseState | undefined,
  { inputs, unknown }: ParsedReleaseInputs,
  { log }: Surroundings,
): void {
  if (["functionName", "aliasName", "deploymentConfig", "steps", "hold"].some((name) => unknown.has(name))) {
    return;
  }
  // Of code that is yet to be published the version is not known, and the steps are.
  log.info(functionRefOf(inputs).name, `${inputs.aliasName}: ${describePlan(state, inputs, unknown)}`);
}
