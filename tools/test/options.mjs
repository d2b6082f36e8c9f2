// What `npm test -- …` takes.
import { parseArgs } from "node:util";

/** Tiers that mostly wait for programs of others, above all the real engine: each runs by itself, after the others. */
export const slowTiers = ["artefacts", "engine", "languages", "installs", "browser"];

/** Every tier, by the name of its folder under test/. */
export const tiers = ["unit", "lifecycle", "host", "package", ...slowTiers];

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
