import type { FaultBed } from "./faultBed.js";
import { inScenario, type Position, type Variant, variants } from "./scenario.js";

/** One call of one kind of deploy. */
export interface CallOfDeploy {
  variant: Variant;
  position: Position;
  /** What each message begins with, to tell one from another. */
  name: string;
}

const known = new WeakMap<FaultBed, Promise<CallOfDeploy[]>>();

/** Every call of an undisturbed deploy of each kind, in order. */
export function everyCall(bed: FaultBed): Promise<CallOfDeploy[]> {
  const calls = known.get(bed) ?? findCalls(bed);
  known.set(bed, calls);
  return calls;
}

/** Does some work for each item, as many at once as the bed takes; all of them end, and then the first error is thrown. */
export async function forEachAtOnce<T>(
  bed: FaultBed,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      await work(item).catch((error: unknown) => errors.push(error));
    }
  };
  await Promise.all(Array.from({ length: bed.width }, worker));
  if (errors.length > 0) {
    throw errors[0] as Error;
  }
}

async function findCalls(bed: FaultBed): Promise<CallOfDeploy[]> {
  const calls: CallOfDeploy[] = [];
  const histories = new Set<string>();
  for (const variant of variants) {
    const operations = await inScenario(bed, variant, {}, async (scenario) => {
      await scenario.run("up");
      return scenario.requests().map(({ operation }) => operation);
    });
    for (const [index, operation] of operations.entries()) {
      const before = operations.slice(0, index);
      const history = JSON.stringify([variant.isUpdate, ...before, operation]);
      // The lost answer is this variant's own.
      const isFree = !variant.isPublishLost || operation !== "PublishVersion";
      if (isFree && !(bed.isThrifty && histories.has(history))) {
        const nth = before.filter((other) => other === operation).length + 1;
        calls.push({ variant, position: { operation, nth }, name: `${variant.name}: ${operation} ${nth}` });
      }
      histories.add(history);
    }
  }
  return calls;
}
