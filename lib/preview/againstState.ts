import { assertAllowedAccount } from "../access/checkAccess.js";
import type { Surroundings } from "../code/surroundings.js";
import type { ParsedInputs, PropertyBag } from "../inputs/inputs.js";
import type { Difference } from "../state/diff.js";
import { readState } from "../state/state.js";

/**
 * What a preview finds out and only the state can tell, which check does not have: throws where the up would stop for it,
 * and warns. `olds` is what is stored.
 */
export async function judgeAgainstState(
  olds: PropertyBag,
  { inputs, unknown }: ParsedInputs,
  { replaces, updates }: Difference,
  surroundings: Surroundings,
): Promise<void> {
  if (replaces.length > 0) {
    return;
  }
  const state = readState(olds);
  if (!unknown.has("functionName")) {
    assertAllowedAccount(inputs.aws, state.functionArn);
  }
  if (surroundings.triedAtPreview.size > 0) {
    const { judgeTried } = await import("../deploy/dryRun.js");
    judgeTried(inputs, olds, surroundings);
  }
  if (updates.includes("codeSha256")) {
    const { warnOfMissingHandler } = await import("../code/handlerFile.js");
    warnOfMissingHandler(inputs, state.configuration, surroundings.log);
  }
}
