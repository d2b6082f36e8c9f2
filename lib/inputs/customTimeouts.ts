import type { PropertyBag } from "./argumentNames.js";

/** The resource's option of this name in seconds, as the class hands it on: Pulumi tells a dynamic provider nothing of it. */
export interface CustomTimeouts {
  createSeconds?: number;
  updateSeconds?: number;
}

/** The bag with `timeoutSeconds` in place of `customTimeouts`, unless it has its own already. */
export function withTimeout(bag: PropertyBag, isCreate: boolean): PropertyBag {
  const { customTimeouts, ...args } = bag;
  const { createSeconds, updateSeconds } = (customTimeouts ?? {}) as CustomTimeouts;
  return { ...args, timeoutSeconds: args.timeoutSeconds ?? (isCreate ? createSeconds : updateSeconds) };
}
