import { createHash } from "node:crypto";

/**
 * One digest of any values, independent of the order of keys. Made in the program, so that the values themselves,
 * a function's environment among them, never reach the engine or its state.
 */
export function digestTriggers(values: unknown): string {
  return createHash("sha256")
    .update(canonicalJson(values) ?? "undefined")
    .digest("hex");
}

/** Undefined for undefined, as JSON has it. */
function canonicalJson(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, nested: unknown) => {
    if (typeof nested === "bigint") {
      return nested.toString();
    }
    if (typeof nested === "object" && nested !== null && !Array.isArray(nested)) {
      return Object.fromEntries(Object.entries(nested).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
    return nested;
  });
}
