import { targetAccess } from "../access/resolveAccess.js";
import type { Surroundings } from "../code/surroundings.js";
import { messageOf } from "../ground/errors.js";
import { type ParsedReleaseInputs } from "./releaseInputs.js";
import type { ReleaseState } from "./releaseState.js";
import { byReason, named, planRetention } from "./retention.js";

const glimpseMs = 20_000;
// With these the up ends with all calls on the version; others leave the versions alone.
const moving = ["functionVersion", "codeSha256", "routingConfig", "hold", "phase"];

/** Says at a preview which versions the release would delete at its end; what cannot be found out fails no preview. */
export async function tellRetention(
  state: ReleaseState,
  updates: readonly string[],
  { inputs, unknown }: ParsedReleaseInputs,
  surroundings: Surroundings,
): Promise<void> {
  const { retain, functionVersion, aliasName } = inputs;
  const isOpen = ["functionName", "aliasName", "aws", "retain", "hold"].some((name) => unknown.has(name));
  if (retain === undefined || isOpen || inputs.hold !== undefined || !updates.some((name) => moving.includes(name))) {
    return;
  }
  const { clock, log } = surroundings;
  const name = state.functionArn.split(":")[6] ?? "";
  // One that is yet to be published will be the newest.
  const isToCome = unknown.has("functionVersion");
  const isMoved = isToCome || state.functionVersion !== functionVersion;
  try {
    const { candidates, kept } = await planRetention({
      functionArn: state.functionArn,
      retain: isToCome ? { ...retain, versions: retain.versions - 1 } : retain,
      current: isToCome ? state.functionVersion : functionVersion,
      // As the release itself has it: what it leaves, or where it moves nothing, what the one before left.
      left: (isMoved ? [state.functionVersion] : [state.functionVersion, state.previousVersion]).filter(
        (version) => version !== undefined,
      ),
      access: targetAccess({ functionName: state.functionArn, aws: inputs.aws }),
      surroundings,
      deadline: { atMs: clock.nowMs() + glimpseMs },
    });
    const keeping = byReason(kept)
      .map(({ versions, reason }) => `${versions.join(", ")} (${reason})`)
      .join("; ");
    const deleting = candidates.length === 0 ? "no version" : named(candidates);
    log.info(name, `${aliasName}: would delete ${deleting} after the release${keeping && `, and keep ${keeping}`}`);
  } catch (error) {
    log.warn(name, `${aliasName}: which versions would be deleted is not known: ${messageOf(error)}`);
  }
}
