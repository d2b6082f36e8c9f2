/** JSON that is the same in whatever order the keys came; undefined for undefined, as JSON has it. */
export function canonicalJson(value: unknown): string | undefined {
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
