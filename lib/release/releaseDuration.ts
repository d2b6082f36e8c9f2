import type { ReleaseInputs } from "./releaseArguments.js";

/** What a release takes beside its baking: smoke tests, provisioned concurrency, waits for Lambda. */
export const besideBakingSeconds = 900;

/** How long the steps bake that one run goes through: up to where it is held, or to the end of the last look. */
export function bakingSeconds({ steps, finalBakeSeconds, hold }: Omit<ReleaseInputs, "timeoutSeconds">): number {
  const gone = hold === undefined ? steps : steps.filter(({ weight }) => weight <= hold);
  const total = gone.reduce((sum, { bakeSeconds }) => sum + bakeSeconds, 0);
  return hold === undefined ? total + finalBakeSeconds : total;
}
