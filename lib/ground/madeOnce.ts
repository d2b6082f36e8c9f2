/** The thing made for a key, made once per process. */
export function madeOnce<T>(made: Map<string, T>, key: string, make: () => T): T {
  const known = made.get(key);
  if (known !== undefined) {
    return known;
  }
  const thing = make();
  made.set(key, thing);
  return thing;
}
