import { isDeepStrictEqual } from "node:util";
import { type Claims, describeConflict } from "./claims.js";
import {
  functionRefOf,
  type InputFailure,
  type ParsedInputs,
  parseInputs,
  type PropertyBag,
  withoutAbsent,
} from "./inputs.js";
import type { Log } from "./log.js";
import { rememberSize } from "./packageSizes.js";
import { CodeProblems, describeCode, nameOfCode } from "./sources/index.js";
import { unknownValue } from "./unknowns.js";

export interface Checked {
  inputs: PropertyBag;
  failures: InputFailure[];
}

/** Validates the inputs, all problems at once, and puts the hash of the code among them. */
export async function check(olds: PropertyBag, news: PropertyBag, claims: Claims, log: Log): Promise<Checked> {
  const parsed = parseInputs(news);
  const failures = [...parsed.failures];
  // Code that was deployed for the same architecture has been inspected then.
  const isInspected = isDeepStrictEqual(olds.architectures ?? null, news.architectures ?? null);
  const codeSha256 = await wantedHash(parsed, isInspected ? olds.codeSha256 : undefined, failures, claims, log);
  return { inputs: { ...withoutAbsent(news), ...(codeSha256 === undefined ? {} : { codeSha256 }) }, failures };
}

/** The hash of the code at hand; adds to `failures` what is wrong with the code, the pin, or the program as a whole. */
async function wantedHash(
  parsed: ParsedInputs,
  knownHash: unknown,
  failures: InputFailure[],
  claims: Claims,
  log: Log,
): Promise<string | undefined> {
  const { inputs, unknown } = parsed;
  const isUnusable = failures.some(({ argument }) => ["code", "ignore"].includes(argument));
  if (unknown.has("code") || unknown.has("ignore") || isUnusable) {
    return inputs.codeSha256 ?? (isUnusable ? undefined : unknownValue);
  }
  const { code, ignore, codeSha256: pin } = inputs;
  try {
    const known = typeof knownHash === "string" ? knownHash : undefined;
    const described = await describeCode({ code, ignore, architecture: inputs.architectures?.[0] }, known);
    rememberSize(described.codeSha256, described.sizeBytes);
    for (const warning of described.warnings) {
      log.warn(unknown.has("functionName") ? "FunctionCode" : functionRefOf(inputs).name, warning);
    }
    if (pin !== undefined && pin !== described.codeSha256) {
      const reason = `codeSha256 pins ${pin}, but ${nameOfCode(code)} has ${described.codeSha256}. Build the pinned code again, or change the pin.`;
      failures.push({ argument: "codeSha256", reason });
    }
    failures.push(...conflicts(parsed, described.codeSha256, claims));
    // An unknown pin may yet refuse these bytes: what is unknown is passed on.
    return unknown.has("codeSha256") ? unknownValue : described.codeSha256;
  } catch (error) {
    if (!(error instanceof CodeProblems)) {
      throw error;
    }
    failures.push(...error.problems.map((problem) => ({ argument: "code", reason: `code: ${problem}` })));
    return undefined;
  }
}

/** Two resources of this program that want different code for one function, as far as the inputs alone can tell. */
function conflicts({ inputs, unknown }: ParsedInputs, codeSha256: string, claims: Claims): InputFailure[] {
  if (unknown.has("functionName") || unknown.has("aws")) {
    return [];
  }
  const { name, account, region } = functionRefOf(inputs);
  const { profile, assumeRoles, endpoint } = inputs.aws;
  const key = JSON.stringify([name, region, account ?? [profile, assumeRoles], endpoint]);
  const claim = { codeSha256, codeName: nameOfCode(inputs.code) };
  const earlier = claims.claim(key, claim);
  return earlier === undefined ? [] : [{ argument: "functionName", reason: describeConflict(name, earlier, claim) }];
}
