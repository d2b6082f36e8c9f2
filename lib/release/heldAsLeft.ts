import type { ReleaseState } from "./releaseState.js";

/** Whether a release that holds stands as it was left, whatever somebody made of the description. */
export function isHeldAsLeft(
  state: Partial<ReleaseState>,
  alias: { functionVersion: string; weights: Record<string, number> },
): boolean {
  const { phase, wantedVersion = "", heldWeight, ownVersion } = state;
  return (
    phase === "Held" &&
    heldWeight !== undefined &&
    alias.functionVersion === ownVersion &&
    alias.weights[wantedVersion] === heldWeight
  );
}
