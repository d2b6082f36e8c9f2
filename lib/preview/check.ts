import { isDeepStrictEqual } from "node:util";
import { functionKey } from "../access/checkAccess.js";
import { functionRefOf, targetAccess } from "../access/resolveAccess.js";
import { describeConflict } from "../code/claims.js";
import { isSameCode } from "../ground/codeHash.js";
import { withTimeout } from "../inputs/customTimeouts.js";
import { type CodeSource, nameOfSource } from "../inputs/codeSource.js";
import { AwsFailure, messageOf } from "../ground/errors.js";
import {
  derivedName,
  type InputFailure,
  type InputName,
  type Inputs,
  type ParsedInputs,
  parseInputs,
  type PropertyBag,
  withoutAbsent,
} from "../inputs/inputs.js";
import { rememberPackage } from "../code/seenPackages.js";
import { CodeProblems } from "../sources/index.js";
import type { Surroundings } from "../code/surroundings.js";
import { unknownValue } from "../ground/unknowns.js";
import { lookAtTarget } from "../code/targetFunction.js";
import { type EarlierCode, type WantedCode, wantedCode } from "../code/wantedCode.js";

export interface Checked {
  inputs: PropertyBag;
  failures: InputFailure[];
}

/** Validates the inputs, all problems at once, and puts the hash of the code among them. */
export async function check(olds: PropertyBag, news: PropertyBag, surroundings: Surroundings): Promise<Checked> {
  // What the class adds in a preview only must not stay: each preview would show it as a change.
  const isForPreview = { showFiles: undefined, ...(news.dryRun === "preview" ? { dryRun: undefined } : {}) };
  const given = withoutAbsent({ ...withTimeout(news, olds.functionName === undefined), [derivedName]: undefined });
  const parsed = parseInputs(given);
  const failures = [...parsed.failures];
  const wanted = await resolve(parsed, earlierCode(olds, news), failures, surroundings);
  const isNews = isSettled(parsed, wanted, failures) && (wanted.codeSha256 ?? "") !== olds.codeSha256;
  if (isNews && parsed.inputs.showFiles) {
    const { showFiles } = await import("./showFiles.js");
    const inputs = { ...parsed.inputs, codeSha256: wanted.codeSha256 };
    await showFiles(inputs, olds, () => lookAtTarget(inputs, surroundings), surroundings);
  }
  if (isNews && parsed.inputs.dryRun === "preview") {
    failures.push(...(await tryAtPreview(parsed.inputs, wanted, olds, surroundings)));
  }
  return { inputs: withoutAbsent({ ...given, ...withoutAbsent({ ...wanted }), ...isForPreview }), failures };
}

type Resolved = Pick<WantedCode, "codeSha256" | "resolvedS3Object">;

/** What is known of the code at hand; adds to `failures` what is wrong with it, with the pin, or with the program as a whole. */
async function resolve(
  parsed: ParsedInputs,
  earlier: Earlier,
  failures: InputFailure[],
  surroundings: Surroundings,
): Promise<Resolved> {
  const { inputs, unknown } = parsed;
  const names = sourceArguments[inputs.source.kind];
  // Other sources than a package are asked of AWS, as whom and where these say.
  const needed = inputs.source.kind === "package" ? names : [...names, "aws", "functionName"];
  if (failures.some(({ argument }) => needed.includes(argument))) {
    return { codeSha256: inputs.codeSha256 };
  }
  if (isSourceUnknown(inputs.source, unknown)) {
    return { codeSha256: inputs.codeSha256 ?? unknownValue };
  }
  try {
    const isTargetKnown = !unknown.has("functionName") && !unknown.has("aws");
    const found = await wantedCode(inputs, earlier, surroundings, isTargetKnown);
    if (found.codeSha256 !== undefined && found.sizeBytes !== undefined) {
      rememberPackage(found.codeSha256, found.sizeBytes, found.names);
    }
    const name = unknown.has("functionName") ? "FunctionCode" : functionRefOf(inputs).name;
    for (const warning of found.warnings) {
      surroundings.log.warn(name, warning);
    }
    for (const note of found.notes ?? []) {
      surroundings.log.info(name, note);
    }
    failures.push(
      ...otherThanPinned(parsed, found.codeSha256, earlier),
      ...conflicts(parsed, found.codeSha256, surroundings),
    );
    // An unknown pin may yet refuse these bytes: what is unknown is passed on.
    const codeSha256 = unknown.has("codeSha256") ? unknownValue : found.codeSha256;
    return { codeSha256, resolvedS3Object: found.resolvedS3Object };
  } catch (error) {
    if (error instanceof AwsFailure) {
      failures.push({ argument: names[0], reason: `${names[0]}: ${error.message}` });
    } else if (error instanceof CodeProblems) {
      failures.push(...error.problems.map((problem) => ({ argument: names[0], reason: `${names[0]}: ${problem}` })));
    } else {
      throw error;
    }
    return {};
  }
}

const sourceArguments = {
  package: ["code", "ignore", "links"],
  s3: ["s3Bucket", "s3Key", "s3ObjectVersion", "s3ObjectStorageMode"],
  image: ["imageUri"],
  function: ["sourceFunction"],
} satisfies Record<CodeSource["kind"], [InputName, ...InputName[]]> as Record<
  CodeSource["kind"],
  [InputName, ...InputName[]]
>;

function isSourceUnknown(source: CodeSource, unknown: ReadonlySet<InputName>): boolean {
  if (source.kind === "function" && source.codeSha256 !== undefined) {
    // The other resource's version may be unknown yet; what it is to run is known.
    return source.codeSha256 === unknownValue;
  }
  const names: InputName[] = [...sourceArguments[source.kind]];
  return [...names, ...(source.kind === "package" ? [] : ["aws" as const])].some((name) => unknown.has(name));
}

interface Earlier extends EarlierCode {
  /** The hash among the last inputs, whatever it was checked for. */
  checkedCodeSha256: unknown;
}

/** Code that was deployed for the same architecture has been inspected then. */
function earlierCode(olds: PropertyBag, news: PropertyBag): Earlier {
  const isInspected = isDeepStrictEqual(olds.architectures ?? null, news.architectures ?? null);
  return {
    checkedCodeSha256: olds.codeSha256,
    codeSha256: isInspected && typeof olds.codeSha256 === "string" ? olds.codeSha256 : undefined,
    resolvedS3Object: olds[derivedName] as EarlierCode["resolvedS3Object"],
  };
}

function otherThanPinned({ inputs }: ParsedInputs, found: string | undefined, earlier: Earlier): InputFailure[] {
  const pin = inputs.codeSha256;
  if (pin === undefined || found === undefined || isSameCode(pin, found)) {
    return [];
  }
  const reason = `codeSha256 pins ${pin}, but ${nameOfSource(inputs.source)} has ${found}. Build the pinned code again, or change the pin.`;
  // The class sees the resource's own options, and none that a transform adds.
  const origin =
    pin === earlier.checkedCodeSha256
      ? " Where the program gives no pin, a transform has put codeSha256 or * into ignoreChanges: take it out there."
      : "";
  return [{ argument: "codeSha256", reason: reason + origin }];
}

/** Two resources of this program that want different code for one function, as far as the inputs alone can tell. */
function conflicts(
  { inputs, unknown }: ParsedInputs,
  codeSha256: string | undefined,
  { claims }: Surroundings,
): InputFailure[] {
  if (unknown.has("functionName") || unknown.has("aws") || codeSha256 === undefined || codeSha256 === unknownValue) {
    return [];
  }
  const functionRef = functionRefOf(inputs);
  const claim = { codeSha256, codeName: nameOfSource(inputs.source) };
  const earlier = claims.claim(functionKey(functionRef, targetAccess(inputs)), claim);
  return earlier === undefined
    ? []
    : [{ argument: "functionName", reason: describeConflict(functionRef.name, earlier, claim) }];
}

/** Whether all is known and nothing is wrong, so that the function itself may be asked. */
function isSettled({ unknown }: ParsedInputs, { codeSha256 }: Resolved, failures: InputFailure[]): boolean {
  return failures.length === 0 && unknown.size === 0 && codeSha256 !== unknownValue;
}

/** Lambda's own opinion of the update, before it is sent. Where there are inputs of before, diff goes on with it. */
async function tryAtPreview(
  inputs: Inputs,
  { codeSha256, resolvedS3Object }: Resolved,
  olds: PropertyBag,
  surroundings: Surroundings,
): Promise<InputFailure[]> {
  const { dryRunAtPreview } = await import("../deploy/dryRun.js");
  try {
    const hasState = Object.keys(olds).length > 0;
    await dryRunAtPreview({ ...inputs, codeSha256, resolvedS3Object, dryRun: true }, hasState, surroundings);
    return [];
  } catch (error) {
    return [{ argument: "dryRun", reason: `dryRun: ${messageOf(error)}` }];
  }
}
