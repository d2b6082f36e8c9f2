// Contenders measured side by side: they take turns, so that whatever else the machine does meets all of them.

/**
 * Runs every contender once a round, and answers for each the least that a round gave, by its `seconds`, with those of
 * all rounds. `before(name, round)` is not measured.
 */
export async function takeTurns(rounds, contenders, { say, before } = {}) {
  const results = new Map();
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(contenders)) {
      await before?.(name, round);
      const result = await run(round);
      say?.(`round ${round} of ${rounds}, ${name}: ${result.seconds.toFixed(2)} s`);
      results.set(name, [...(results.get(name) ?? []), result]);
    }
  }
  return Object.fromEntries([...results].map(([name, all]) => [name, leastOf(all)]));
}

function leastOf(all) {
  const least = all.reduce((best, each) => (each.seconds < best.seconds ? each : best));
  return { ...least, all: all.map(({ seconds }) => Number(seconds.toFixed(3))) };
}

/** The time of some work, with its result. */
export async function timed(work) {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1000, result };
}
