import { isDeepStrictEqual } from "node:util";
import type { LiveAlias } from "../aws/lambda/aliasApi.js";
import { endRound } from "../aws/calls/rounds.js";
import { describeRouting } from "./foreignAlias.js";
import { readJournal } from "./journal.js";
import { lookAtAlias } from "./observe.js";
import { pause, type ReleaseOperation, type Routing } from "./releaseOperation.js";
import { MovedByOthers } from "./setback.js";

/**
 * Makes the alias as wanted, all of it in one write that is guarded by the revision seen last. One attempt a round; after
 * anything doubtful, a look: what is there may be ours already, and what is somebody else's is never replaced.
 */
export async function moveAlias(operation: ReleaseOperation, wanted: Routing): Promise<void> {
  for (let round = 1; ; round += 1) {
    const live = assertOurs(operation, operation.seen, wanted);
    if (live.revisionId !== operation.doubtfulRevision) {
      operation.doubtfulRevision = undefined;
    }
    if (isAs(live, wanted) && operation.doubtfulRevision === undefined) {
      operation.expected = wanted;
      return;
    }
    try {
      await send(operation, live, wanted);
      return;
    } catch (error) {
      const { kind, isLast, pauseMs } = endRound(error, round, operation);
      if (kind === "ambiguous") {
        operation.isUnderWay = true;
        operation.doubtfulRevision = live.revisionId;
      }
      if (isLast) {
        throw error;
      }
      await pause(operation, pauseMs);
      await lookAtAlias(operation);
    }
  }
}

/** Sends one UpdateAlias, and remembers what it left. */
export async function send(operation: ReleaseOperation, { revisionId }: LiveAlias, wanted: Routing): Promise<void> {
  const { aliases, functionName, inputs } = operation;
  operation.seen = await aliases.updateAlias(functionName, { name: inputs.aliasName, ...wanted, revisionId });
  operation.expected = wanted;
  operation.isUnderWay = true;
  operation.doubtfulRevision = undefined;
}

/** The alias as it is; throws where it is neither as this run found or left it, nor as it wants it. */
export function assertOurs(operation: ReleaseOperation, live: LiveAlias | undefined, wanted?: Routing): LiveAlias {
  const { expected, id, isProvisioned } = operation;
  if (live === undefined) {
    throw new MovedByOthers("somebody deleted the alias meanwhile");
  }
  if (wanted !== undefined && isAs(live, wanted)) {
    return live;
  }
  const { journal } = readJournal(live.description);
  const found = expected && readJournal(expected.description).journal;
  if (journal !== undefined && journal.id !== id && journal.id !== found?.id) {
    throw new MovedByOthers(`another run releases version ${journal.target} to the alias (id ${journal.id})`);
  }
  const isMovedByAws = isProvisioned && expected !== undefined && isInTransitionTo(operation, live);
  if (expected === undefined || !(isSameTraffic(live, expected) || isMovedByAws)) {
    throw new MovedByOthers(`somebody else moved the alias meanwhile, to ${describeRouting(live)}`);
  }
  return live;
}

/** Whether callers are divided alike; a description that somebody edited moves nobody. */
export function isSameTraffic(one: Omit<Routing, "description">, other: Omit<Routing, "description">): boolean {
  return one.functionVersion === other.functionVersion && isDeepStrictEqual({ ...one.weights }, { ...other.weights });
}

function isAs(live: LiveAlias, wanted: Routing): boolean {
  return isSameTraffic(live, wanted) && live.description === wanted.description;
}

/** AWS gives the version of before a weight until provisioned concurrency is there for the new one. */
function isInTransitionTo({ expected, target, baseline, taken }: ReleaseOperation, live: LiveAlias): boolean {
  const ends = [target?.version, baseline?.version, taken?.target];
  return (
    live.functionVersion === expected?.functionVersion &&
    Object.keys(expected.weights).length === 0 &&
    Object.keys(live.weights).every((version) => ends.includes(version))
  );
}
