// Rules by which one `aws` takes from another what it does not say itself. Functions of keys alone, which load nothing:
// the class has outputs for values and applies them in the program, the provider to what it received.

/** What is said, over the stack's defaults: an argument left open must not switch a default off. Undefined: nothing at all. */
export function withStackDefaults<Said extends object>(said: Said, stack: object): Said | undefined {
  const given = [...Object.entries(stack), ...Object.entries(said)].filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : (Object.fromEntries(given) as Said);
}

/** How the source of a promotion is read where nothing is said of it: as the target, but an ARN's own Region is stronger. */
export function asTheTarget<Aws extends { region?: unknown; defaultRegion?: unknown }>({ region, ...rest }: Aws) {
  return { ...rest, defaultRegion: region ?? rest.defaultRegion };
}
