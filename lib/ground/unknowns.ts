/**
 * How an unknown value reaches a provider during a preview: the string `pulumi.runtime.unknownValue`, also inside
 * arrays and in place of numbers. Written out here because the provider does not load @pulumi/pulumi.
 */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Whether a value is unknown or holds an unknown one at any depth. */
export function holdsUnknown(value: unknown): boolean {
  if (value === unknownValue) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(holdsUnknown);
  }
  return typeof value === "object" && value !== null && Object.values(value).some(holdsUnknown);
}

/** A plain object, as everything with keys is on Pulumi's wire. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
