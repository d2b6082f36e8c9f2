import type { Journal } from "./journal.js";
import type { ReleaseState } from "./releaseState.js";

interface Divided {
  functionVersion: string;
  weights: Record<string, number>;
}

/** Whether a release that holds stands as it was left, whatever somebody made of the description. */
export function isHeldAsLeft(state: Partial<ReleaseState>, alias: Divided): boolean {
  const { phase, wantedVersion = "", heldWeight, ownVersion } = state;
  return (
    phase === "Held" &&
    heldWeight !== undefined &&
    alias.functionVersion === ownVersion &&
    alias.weights[wantedVersion] === heldWeight
  );
}

/** Whether somebody gave the version of a hold another weight, and left its journal: what it says is true no more. */
export function isReweighted(state: Partial<ReleaseState>, alias: Divided, journal: Journal | undefined): boolean {
  return journal !== undefined && journal.id === state.heldId && alias.weights[journal.target] !== state.heldWeight;
}
