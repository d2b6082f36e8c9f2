import { types } from "node:util";
import { asset, Output, output, Resource } from "@pulumi/pulumi";
import type { ResourceType } from "./explicitProvider.js";
import { canonicalJson } from "../ground/canonicalJson.js";
import { digestTriggers } from "../inputs/triggersDigest.js";
import { programError } from "./programError.js";

/**
 * The digest of a resource's `triggers`, undefined where it has none: null, or an output of nothing, is none. Throws where
 * something in them, at any depth, has no value of its own: its digest would always be the same.
 */
export function triggersOf(
  type: ResourceType,
  name: string,
  triggers: unknown,
): Output<string | undefined> | undefined {
  return valuesOf(type, name, triggers)?.apply((values) =>
    values === undefined || values === null ? undefined : digestTriggers(values),
  );
}

/** The values themselves, for the plugin, which makes the digest: plain, as JSON has them, so that it makes the same one. */
export function plainTriggersOf(type: ResourceType, name: string, triggers: unknown): Output<unknown> | undefined {
  return valuesOf(type, name, triggers)?.apply((values) => JSON.parse(canonicalJson(values) ?? "null") as unknown);
}

function valuesOf(type: ResourceType, name: string, triggers: unknown): Output<unknown> | undefined {
  if (triggers === undefined || triggers === null) {
    return undefined;
  }
  // Before anything is known, and again with what outputs turn out to hold.
  refuseValueless(type, name, triggers);
  return output(triggers).apply((values: unknown) => {
    refuseValueless(type, name, values);
    return values;
  });
}

function refuseValueless(type: ResourceType, name: string, triggers: unknown): void {
  const found = valuelessIn(triggers, "triggers", new Set());
  if (found !== undefined) {
    throw programError(
      `${type} "${name}": ${found}, which has no value of its own, so that no change of it would be seen. Give values: of a resource the outputs that matter, such as [fn.environment, fn.layers, fn.memorySize] or [fn.lastModified].`,
    );
  }
}

/** The first of them, with its place, such as `triggers[0].fn is a resource`. */
function valuelessIn(value: unknown, place: string, within: ReadonlySet<unknown>): string | undefined {
  const kind = valuelessKind(value);
  if (kind !== undefined) {
    return `${place} is ${kind}`;
  }
  if (typeof value !== "object" || value === null || Output.isInstance(value) || within.has(value)) {
    return undefined;
  }
  for (const [key, nested] of Object.entries(value)) {
    const nestedPlace = Array.isArray(value) ? `${place}[${key}]` : `${place}.${key}`;
    const found = valuelessIn(nested, nestedPlace, new Set([...within, value]));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** What JSON makes nothing of, or always the same. */
function valuelessKind(value: unknown): string | undefined {
  if (Resource.isInstance(value)) {
    return "a resource";
  }
  if (asset.Asset.isInstance(value) || asset.Archive.isInstance(value)) {
    return "an asset or archive";
  }
  if (types.isMap(value) || types.isSet(value)) {
    return "a Map or Set";
  }
  if (typeof value === "number" && !Number.isFinite(value)) {
    return String(value);
  }
  if (isOpaque(value)) {
    return "an object of a class that shows no fields";
  }
  return typeof value === "function" || typeof value === "symbol" ? `a ${typeof value}` : undefined;
}

/** Such as a RegExp or an Error: JSON makes `{}` of it, whatever it holds. */
function isOpaque(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) !== null &&
    value.constructor !== Object &&
    !Output.isInstance(value) &&
    !types.isPromise(value) &&
    !("toJSON" in value) &&
    Object.keys(value).length === 0
  );
}
