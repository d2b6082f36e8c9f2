import { validation } from "../lambdaError.js";
import type { Call } from "../world.js";

/** One page by Marker and MaxItems, at most `limit` items of it whatever MaxItems says. */
export function pageOf<T>(
  call: Call,
  items: readonly T[],
  limit: number,
): { page: T[]; next: { NextMarker?: string } } {
  const start = Number(call.query.get("Marker") ?? "0");
  const maxItems = Number(call.query.get("MaxItems") ?? String(limit));
  if (!(maxItems >= 1)) {
    throw validation(String(maxItems), "maxItems", "Member must have value greater than or equal to 1");
  }
  const end = start + Math.min(maxItems, limit);
  return { page: items.slice(start, end), next: end < items.length ? { NextMarker: String(end) } : {} };
}
