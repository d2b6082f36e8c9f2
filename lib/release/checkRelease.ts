import { functionKey } from "../access/checkAccess.js";
import { functionRefOf, targetAccess } from "../access/resolveAccess.js";
import type { Surroundings } from "../code/surroundings.js";
import { withTimeout } from "../inputs/customTimeouts.js";
import { type PropertyBag, withoutAbsent } from "../inputs/inputs.js";
import { type ParsedReleaseInputs, parseReleaseInputs } from "./releaseInputs.js";

export interface CheckedRelease {
  inputs: PropertyBag;
  parsed: ParsedReleaseInputs;
  failures: ParsedReleaseInputs["failures"];
}

/** Validates the inputs, all problems at once; AWS is not asked. `olds` are the inputs that the stack has. */
export function checkRelease(olds: PropertyBag, news: PropertyBag, surroundings: Surroundings): CheckedRelease {
  const inputs = withoutAbsent(withTimeout(news, olds.functionName === undefined));
  const parsed = parseReleaseInputs(inputs);
  const failures = [...parsed.failures];
  if (failures.length === 0) {
    failures.push(...conflicts(parsed, surroundings));
    warnOfUnwatched(parsed, surroundings);
  }
  return { inputs, parsed, failures };
}

/** Two resources of this program that want one alias to point to different versions: each run would undo the other. */
function conflicts({ inputs, unknown }: ParsedReleaseInputs, { claims }: Surroundings): CheckedRelease["failures"] {
  if (["functionName", "aliasName", "functionVersion", "aws"].some((name) => unknown.has(name))) {
    return [];
  }
  const functionRef = functionRefOf(inputs);
  const key = JSON.stringify([functionKey(functionRef, targetAccess(inputs)), "alias", inputs.aliasName]);
  const version = inputs.functionVersion;
  const earlier = claims.claim(key, { codeSha256: version, codeName: version });
  const reason = `Two FunctionRelease resources of this program want the alias ${inputs.aliasName} of ${functionRef.name} to have different versions: ${earlier?.codeName ?? ""} and ${version}. Remove one of them.`;
  return earlier === undefined ? [] : [{ argument: "aliasName", reason }];
}

/** Who names alarms relies on them, and between the first look and the last of such a release there is no time. */
function warnOfUnwatched({ inputs, unknown }: ParsedReleaseInputs, { log }: Surroundings): void {
  const isUnwatched = inputs.steps.length === 0 && inputs.finalBakeSeconds === 0;
  const areStepsKnown = !["steps", "deploymentConfig", "finalBakeSeconds"].some((name) => unknown.has(name));
  const rules = [...(inputs.alarms.length > 0 ? ["alarms"] : []), ...(inputs.errorRate ? ["errorRate"] : [])];
  if (isUnwatched && areStepsKnown && rules.length > 0) {
    log.warn(
      functionRefOf(inputs).name,
      `${inputs.aliasName}: all traffic moves at once, and nobody looks at ${rules.join(" and ")} after that. Give finalBakeSeconds.`,
    );
  }
}
