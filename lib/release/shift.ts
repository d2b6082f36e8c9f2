import { bake } from "./bake.js";
import { type Journal, withJournal } from "./journal.js";
import { assertOurs, moveAlias } from "./moveAlias.js";
import { countOfSteps, remainingSteps } from "./nextStep.js";
import { lookAtAlias, type Start } from "./observe.js";
import { percent } from "./percent.js";
import { type ReleaseOperation, type Routing, secondsOf } from "./releaseOperation.js";
import { Setback } from "./setback.js";

/** Gives the target its share of the calls step by step, each watched; answers whether the release stops at a hold. */
export async function shift(operation: ReleaseOperation, start: Start): Promise<"held" | "through"> {
  const { inputs } = operation;
  const standing = start.kind === "split" ? start : { weight: 0, isHeld: false };
  const steps = start.kind === "promoted" ? [] : remainingSteps(inputs, standing);
  if (start.kind === "before") {
    operation.since = secondsOf(operation.clock.nowMs());
    await leaveOtherCandidate(operation);
  }
  for (const { number, weight, bakeSeconds, isHold } of steps) {
    await moveAlias(operation, {
      functionVersion: versionBefore(operation),
      weights: { [inputs.functionVersion]: weight },
      description: withJournal(operation.text, journalOf(operation, isHold ? "hold" : "shift", number)),
    });
    const label = `step ${number} of ${countOfSteps(inputs)}, ${percent(weight)} on version ${inputs.functionVersion}`;
    operation.say(label);
    await bake(operation, { label, bakeSeconds });
    if (isHold) {
      operation.progress.heldWeight = weight;
      return "held";
    }
  }
  return "through";
}

/**
 * Whoever has the alias's calls by now gives them back before the next step where there is provisioned concurrency: AWS
 * moves that along with the alias's version, by weights of its own. Without it one write does both.
 */
async function leaveOtherCandidate(operation: ReleaseOperation): Promise<void> {
  const { expected, isProvisioned, text, inputs } = operation;
  const before = versionBefore(operation);
  if (!isProvisioned || expected === undefined || expected.functionVersion === before) {
    return;
  }
  const journal: Journal = { ...journalOf(operation, "back", countOfSteps(inputs)), target: expected.functionVersion };
  await moveAlias(operation, { functionVersion: before, weights: {}, description: withJournal(text, journal) });
  const label = `back on version ${before} first`;
  await bake(operation, { label, bakeSeconds: 0, isOver: () => isConcurrencyThere(operation, false) });
}

/** Gives the target all calls in one write, and sees to it that it stands them. */
export async function promote(operation: ReleaseOperation, start: Start): Promise<void> {
  const { inputs, isProvisioned } = operation;
  const last = countOfSteps(inputs);
  const label = `step ${last} of ${last}, all calls on version ${inputs.functionVersion}`;
  const untilProvisioned = () =>
    bake(operation, { label, bakeSeconds: 0, isOver: () => isConcurrencyThere(operation) });
  if (isProvisioned && start.kind === "promoted") {
    // As long as AWS moves the alias it takes no write.
    await untilProvisioned();
  }
  const isWatched = inputs.finalBakeSeconds > 0 || isProvisioned;
  const journal = journalOf(operation, "final", last);
  await moveAlias(operation, {
    ...whole(operation, inputs.functionVersion),
    description: isWatched ? withJournal(operation.text, journal) : operation.text,
  });
  operation.wholeSinceMs = operation.clock.nowMs();
  operation.say(`all calls to version ${inputs.functionVersion}`);
  if (isProvisioned) {
    await untilProvisioned();
  }
  await bake(operation, { label, bakeSeconds: inputs.finalBakeSeconds });
}

/** All calls to one version, and the user's own description. */
export function whole({ text }: ReleaseOperation, functionVersion: string): Routing {
  return { functionVersion, weights: {}, description: text };
}

/** The version that all callers had before. */
export function versionBefore({ baseline, taken, expected }: ReleaseOperation): string {
  return baseline?.version ?? taken?.baseline ?? expected?.functionVersion ?? "";
}

/** After the promotion AWS holds callers on the version of before until provisioned concurrency is allocated on the new one. */
async function isConcurrencyThere(operation: ReleaseOperation, isOfTarget = true): Promise<boolean> {
  const { concurrency, functionName, inputs } = operation;
  const version = isOfTarget ? inputs.functionVersion : versionBefore(operation);
  const found = await concurrency.provisionedConcurrency(functionName, inputs.aliasName);
  if (found?.status === "FAILED") {
    const reason = found.reason === undefined ? "" : ` (${found.reason})`;
    throw new Setback(
      "VersionFailed",
      `provisioned concurrency could not be allocated on version ${version}${reason}`,
      isOfTarget,
    );
  }
  if (found?.status === "IN_PROGRESS") {
    return false;
  }
  const alias = assertOurs(operation, await lookAtAlias(operation));
  return Object.keys(alias.weights).length === 0;
}

function journalOf(operation: ReleaseOperation, phase: Journal["phase"], step: number): Journal {
  const { inputs, id, since } = operation;
  const steps = countOfSteps(inputs);
  return { baseline: versionBefore(operation), target: inputs.functionVersion, step, steps, id, since, phase };
}
