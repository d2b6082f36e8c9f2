import type { PropertyBag } from "../inputs/inputs.js";
import { createAlias } from "./createAlias.js";
import { failRelease } from "./failRelease.js";
import { listenForInterrupts } from "./interrupts.js";
import { hasFailedBefore } from "./knownFailure.js";
import { isSameTraffic, moveAlias } from "./moveAlias.js";
import { observe, type Start } from "./observe.js";
import { preflight } from "./preflight.js";
import { recordHold, recordSuccess } from "./recordRelease.js";
import { begin, type ReleaseOperation, type ReleaseRequest } from "./releaseOperation.js";
import { retain } from "./retention.js";
import { rollback } from "./rollback.js";
import { interrupted, KnownFailure } from "./setback.js";
import { promote, shift, whole } from "./shift.js";
import { smoke } from "./smoke.js";

export { endRelease } from "./endRelease.js";
export type { ReleaseRequest };

/** Brings the wanted version to the alias's callers, whatever they have now; doing it again at any point converges. */
export async function release(request: ReleaseRequest): Promise<PropertyBag> {
  const operation = begin(request);
  try {
    const start = await observe(operation);
    refuseFailedVersion(operation, start);
    if (start.kind === "there") {
      if (operation.isProvisioned) {
        // The way back to it takes as long as AWS moves provisioned concurrency.
        await rollback(operation, false);
      }
      return await end(operation);
    }
    if (isHeldAsWanted(operation, start)) {
      return await recordHold(operation, true);
    }
    await preflight(operation, start);
    if (start.kind !== "split" && start.kind !== "promoted" && request.isTested !== true) {
      await smoke(operation);
    }
    if (start.kind === "missing") {
      return (await createAlias(operation)) ? await end(operation) : await release({ ...request, isTested: true });
    }
    operation.interrupts = listenForInterrupts(interrupted, operation.clock.cancelled);
    if ((await shift(operation, start)) === "held") {
      return await recordHold(operation, false);
    }
    await promote(operation, start);
    return await end(operation);
  } catch (error) {
    throw await failRelease(operation, error);
  } finally {
    operation.interrupts?.stop();
  }
}

/** The version that failed is not sent to anybody again by an up that is about something else. */
function refuseFailedVersion({ state, inputs, target, taken }: ReleaseOperation, start: Start): void {
  const wanted = { ...inputs, codeSha256: target?.codeSha256 };
  // Where somebody else gave it all calls, that was a decision.
  const isThere = start.kind === "there" && taken === undefined;
  if (state !== undefined && hasFailedBefore(state, wanted) && !isThere) {
    throw new KnownFailure(
      `this version failed before (${state.failureReason ?? "no reason recorded"}), and is not tried again by itself`,
    );
  }
}

function isHeldAsWanted({ inputs }: ReleaseOperation, start: Start): boolean {
  return start.kind === "split" && start.isHeld && start.weight === inputs.hold;
}

/** The version has stood its test: the user's own description again, old versions away, and a look at what is there. */
async function end(operation: ReleaseOperation): Promise<PropertyBag> {
  const { inputs, seen } = operation;
  const wanted = whole(operation, inputs.functionVersion);
  operation.isReleased = seen !== undefined && isSameTraffic(seen, wanted);
  await moveAlias(operation, wanted);
  operation.isReleased = true;
  const isUntouched = operation.seen === seen && !operation.isUnderWay;
  if (!isUntouched) {
    await retainNewest(operation);
  }
  return recordSuccess(operation, isUntouched);
}

/** Never the version just left: callers may still be sent there, and a way back leads to it. */
async function retainNewest(operation: ReleaseOperation): Promise<void> {
  const { inputs, functionName, baseline, state, progress, access, surroundings, deadline } = operation;
  const isMoved = baseline !== undefined && baseline.version !== inputs.functionVersion;
  const before = isMoved ? [baseline.version] : [progress.previousVersion, state?.functionVersion];
  const left = before.filter((version) => version !== undefined);
  const outcome =
    inputs.retain === undefined
      ? { deletedVersions: [], keptVersions: [] }
      : await retain({
          functionArn: functionName,
          retain: inputs.retain,
          current: inputs.functionVersion,
          left,
          access,
          surroundings,
          deadline,
        });
  Object.assign(progress, { moreKeptVersions: undefined }, outcome);
}
