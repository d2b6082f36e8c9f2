import { createHash } from "node:crypto";
import { canonicalJson } from "../ground/canonicalJson.js";

/**
 * One digest of any values, independent of the order of keys: of `triggers` it is all that is stored, for the values
 * themselves, a function's environment among them, are nobody's business.
 */
export function digestTriggers(values: unknown): string {
  return createHash("sha256")
    .update(canonicalJson(values) ?? "undefined")
    .digest("hex");
}
