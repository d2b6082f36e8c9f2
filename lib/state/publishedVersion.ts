import { isDeepStrictEqual } from "node:util";
import type { Inputs } from "../inputs/inputs.js";
import type { State } from "./state.js";

/** Whether the version in state is not one of the wanted code, ready to be used. */
export function isVersionMissing(state: State | undefined, wanted: Inputs): boolean {
  return (
    state?.publishedCodeSha256 === undefined ||
    // Where the hash cannot be determined, it is what the last deploy brought.
    state.publishedCodeSha256 !== (wanted.codeSha256 ?? state.deployedCodeSha256) ||
    (wanted.publishTo !== undefined) !== (state.version === "$LATEST.PUBLISHED") ||
    differs(wanted.architectures, [state.publishedArchitecture])
  );
}

/** Whether a value is given and other than the one at hand. */
export function differs(wanted: unknown, found: unknown): boolean {
  return wanted !== undefined && !isDeepStrictEqual(wanted, found);
}
