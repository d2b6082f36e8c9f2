/** Whether a version like "v3.250.0" or "go1.26.8" is at least `oldest`. */
export function isAtLeast(version, oldest) {
  const [have, want] = [version, oldest].map(numbers);
  for (const [index, number] of want.entries()) {
    if (have[index] !== number) return have[index] > number;
  }
  return true;
}

function numbers(version) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version);
  if (!match) throw new Error(`"${version}" is no version`);
  return match.slice(1).map((number) => Number(number ?? 0));
}
