import type { PropertyBag } from "../../inputs/inputs.js";

/** Throws where one of these fields is there and no text: what reads it further on would fail without a word of why. */
export function assertTexts(fields: PropertyBag, names: readonly string[]): void {
  const others = names.filter((name) => fields[name] !== undefined && typeof fields[name] !== "string");
  if (others.length > 0) {
    throw new Error(`${others.join(", ")}: no text`);
  }
}
