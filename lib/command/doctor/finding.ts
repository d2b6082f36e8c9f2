import { AwsFailure } from "../../ground/errors.js";
import { isUndecided } from "../../aws/lambda/trialApi.js";
import { lookAgain } from "../lookAgain.js";

/** `skipped` is what nothing depends on, or what another finding explains; it changes no exit code. */
export type Status = "ok" | "mend" | "unknown" | "skipped";

/** What one check found, in one line: with what to do where something is to be mended. */
export interface Finding {
  check: "node" | "engine" | "sdk" | "package" | "plugin" | "stack" | "identity" | "quota" | "function";
  status: Status;
  text: string;
}

/** What a call to AWS failed with: a refusal is to be mended, and where no answer came nothing is known. */
export function findingOf(check: Finding["check"], error: unknown): Finding {
  const isKnown = error instanceof AwsFailure && !isUndecided(error);
  return { check, status: isKnown ? "mend" : "unknown", text: lookAgain(error) };
}
