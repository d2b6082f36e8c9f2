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

/**
 * The same for what takes its time: what failed is made anew when it is asked for again. All get the same promise, by which the
 * pace of a client is kept before it is there.
 */
export function promisedOnce<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  return madeOnce(made, key, () => {
    const work = make();
    // Whoever asked hears of it; that nobody waits for it at this very moment must not end the process.
    work.catch(() => made.delete(key));
    return work;
  });
}
