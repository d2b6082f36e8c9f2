// From where code is tried to where it is relied upon, by the names that people give to stacks.
const ranks = [
  /^(dev|develop|development|sandbox)\b/i,
  /^(test|qa|ci|int|integration)\b/i,
  /^(stag|stage|staging|uat|pre|preprod|preview)\b/i,
];
const last = /^(prod|production|live)\b/i;

/** Stacks in the order in which code mostly goes: dev, test, staging, others by the alphabet, prod. */
export function inUsualOrder<T extends { name: string }>(stacks: T[]): T[] {
  return [...stacks].sort(
    ({ name: one }, { name: other }) => rankOf(one) - rankOf(other) || one.localeCompare(other, "en"),
  );
}

function rankOf(name: string): number {
  const short = name.split("/").at(-1) ?? name;
  const rank = ranks.findIndex((pattern) => pattern.test(short));
  if (rank >= 0) {
    return rank;
  }
  return last.test(short) ? ranks.length + 1 : ranks.length;
}
