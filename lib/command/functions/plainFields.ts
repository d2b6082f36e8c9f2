import { signatureKey } from "../../ground/signatureKey.js";
import type { PropertyBag } from "../../inputs/inputs.js";

/** The fields of a resource's outputs that are no secrets, not even in part, and the names of the others. */
export function plainFields(outputs: PropertyBag): { plain: PropertyBag; sealed: Set<string> } {
  const entries = Object.entries(outputs);
  return {
    plain: Object.fromEntries(entries.filter(([name, value]) => !mayBeSecret(name, value))),
    sealed: new Set(entries.filter(([name, value]) => mayBeSecret(name, value)).map(([name]) => name)),
  };
}

// States of before may have the whole configuration in plain.
function mayBeSecret(name: string, value: unknown): boolean {
  return name === "configuration" || name === "__provider" || isSealed(value);
}

function isSealed(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return signatureKey in value || Object.values(value).some(isSealed);
}
