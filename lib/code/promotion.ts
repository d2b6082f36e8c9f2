import { accessKey } from "../access/access.js";
import { sourceProblems } from "../access/checkAccess.js";
import { differencesFrom, unqualifiedArn } from "../access/functionRef.js";
import { functionRefOf, namedSource, targetAccess } from "../access/resolveAccess.js";
import type { LambdaApi, LiveFunction } from "../aws/lambda/lambdaApi.js";
import type { Deadline } from "../ground/clock.js";
import type { SourceFunction } from "../inputs/codeSource.js";
import type { Inputs } from "../inputs/inputs.js";
import { CodeProblems } from "../sources/index.js";
import { limitsFor, maxZipBytes, zipTooLarge } from "../sources/package/limits.js";
import { failOn } from "../sources/package/problems.js";
import type { Surroundings } from "./surroundings.js";
import { glimpseTarget, openLambda } from "./targetFunction.js";

/** What check finds out about the code of another function. */
export interface PromotedCode {
  codeSha256: string;
  /** Undefined where the source is a resource of this program, which may not run it yet. */
  sizeBytes?: number;
  warnings: string[];
}

/** For check: the hash of what a function, version or alias runs. Throws CodeProblems where it cannot be promoted. */
export async function promotedCode(
  inputs: Inputs,
  source: SourceFunction,
  earlierCodeSha256: string | undefined,
  surroundings: Surroundings,
  isTargetKnown: boolean,
): Promise<PromotedCode> {
  if (source.codeSha256 !== undefined) {
    // A resource of this program: what it is to run is what is promoted, though it may not run it yet.
    return { codeSha256: source.codeSha256, warnings: [] };
  }
  const { lookAtOtherFunction, promotionProblems, promotionWarning, selfProblem } =
    await import("../sources/atAws/otherFunction.js");
  const { functionName, qualifier } = source;
  const named = namedSource(source, inputs);
  const access = targetAccess(named);
  const key = JSON.stringify([functionRefOf(named), qualifier, accessKey(access)]);
  const live = await surroundings.sourceLooks.once(key, async () => {
    const deadline = { atMs: surroundings.clock.nowMs() + inputs.timeoutSeconds * 1000 };
    return lookAtOtherFunction(await openLambda(named, surroundings, deadline), functionName, qualifier);
  });
  failOn(sourceProblems(functionRefOf(named), access.accountRules, live.functionArn));
  const found = { codeSha256: live.codeSha256, sizeBytes: live.codeSizeBytes };
  // Two emulators have functions of equal ARNs.
  const isPerhapsItself =
    live.version === "$LATEST" &&
    access.endpoints.lambda === targetAccess(inputs).endpoints.lambda &&
    differencesFrom(functionRefOf(inputs), live.functionArn).length === 0;
  if (live.codeSha256 === earlierCodeSha256 && !isPerhapsItself) {
    return { ...found, warnings: [] };
  }
  refuseTooLarge(live, inputs);
  const target = isTargetKnown ? await glimpseTarget(inputs, surroundings) : undefined;
  if (target === undefined) {
    return { ...found, warnings: [] };
  }
  if (isPerhapsItself && unqualifiedArn(target.functionArn) === unqualifiedArn(live.functionArn)) {
    throw new CodeProblems([selfProblem(live)]);
  }
  failOn(promotionProblems(live, target, inputs.architectures?.[0]));
  const warning = promotionWarning(live, target);
  return { ...found, warnings: warning === undefined ? [] : [warning] };
}

/** The Lambda API for the function that is the source of a promotion, where and as whom the program says. */
export async function openSource(
  source: SourceFunction,
  target: Inputs,
  surroundings: Surroundings,
  deadline: Deadline,
): Promise<LambdaApi> {
  return openLambda(namedSource(source, target), surroundings, deadline);
}

/** Throws where the code of a source function is too large for the way that it is to take. */
export function refuseTooLarge({ codeSizeBytes, functionArn }: LiveFunction, { stagingBucket }: Inputs): void {
  if (stagingBucket === undefined && codeSizeBytes > maxZipBytes) {
    throw new CodeProblems([zipTooLarge(`of ${functionArn}`, limitsFor(false), codeSizeBytes)]);
  }
}
