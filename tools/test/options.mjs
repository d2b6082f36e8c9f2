// What `npm test -- …` takes.
import { parseArgs } from "node:util";

/** Every tier, by the name of its folder under test/; the engine tier runs by itself. */
export const tiers = ["unit", "lifecycle", "host", "package", "engine"];

/** `npm test -- unit`, `npm test -- --tier engine --grep drift`: the tiers to run, and whether that is all there is. */
export function parseOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { tier: { type: "string", multiple: true }, grep: { type: "string" } },
  });
  const named = [...positionals, ...(values.tier ?? [])];
  for (const tier of named)
    if (!tiers.includes(tier)) throw new Error(`"${tier}" is no tier; there are ${tiers.join(", ")}`);
  return {
    tiers: named.length === 0 ? tiers : tiers.filter((tier) => named.includes(tier)),
    grep: values.grep,
    whole: named.length === 0 && values.grep === undefined,
  };
}
