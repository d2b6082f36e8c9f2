import { createHash } from "node:crypto";
import { canonicalJson } from "../ground/canonicalJson.js";

/**
 * One digest of any values, independent of the order of keys. Made in the program, so that the values themselves,
 * a function's environment among them, never reach the engine or its state.
 */
export function digestTriggers(values: unknown): string {
  return createHash("sha256")
    .update(canonicalJson(values) ?? "undefined")
    .digest("hex");
}
