import fc from "fast-check";
import type { StrictLambda } from "../strictLambda/index.js";

const progressMs = 10_000;

/** One family of plays: what is drawn, how it is played, and which guarantees it broke. */
interface Plays<Drawn> {
  drawn: fc.Arbitrary<Drawn>;
  violationsOf: (drawn: Drawn) => Promise<string[]>;
  lambda: StrictLambda;
  /** How many are played where nobody says, and how many somebody has said. */
  usualRuns: number;
  saidRuns: string | undefined;
  /** `<seed>:<path>`, as a failure prints them. */
  replay: string | undefined;
  usualSeed: number;
}

/** Plays scripts that are drawn; the first that breaks a guarantee is shrunk, and told with the journal of its requests. */
export async function holdInAnyOrder<Drawn>(plays: Plays<Drawn>) {
  const { drawn, violationsOf, lambda, usualRuns, saidRuns, replay, usualSeed } = plays;
  const numRuns = Number(saidRuns ?? usualRuns);
  const startMs = performance.now();
  let saidAtMs = startMs;
  let count = 0;
  const property = fc.asyncProperty(drawn, async (each) => {
    count += 1;
    if (performance.now() - saidAtMs > progressMs) {
      saidAtMs = performance.now();
      process.stdout.write(`    ${count} of ${numRuns} plays, ${Math.round((saidAtMs - startMs) / 1000)} s\n`);
    }
    const violations = await violationsOf(each);
    if (violations.length > 0) {
      throw new Error(`${violations.join("\n")}\n${lambda.journal.text()}`);
    }
  });
  const [seed, ...path] = replay?.split(":") ?? [];
  // Usually the same orders, so that a red run is the fault of a change. Who says how many are played looks for new ones.
  const usual = saidRuns === undefined ? { seed: usualSeed } : {};
  await fc.assert(property, {
    numRuns,
    ...(seed === undefined ? usual : { seed: Number(seed), path: path.join(":") }),
  });
}
