import { sourceProblems } from "../access/checkAccess.js";
import { functionRefOf, namedSource, targetAccess } from "../access/resolveAccess.js";
import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { waitUntil } from "../aws/lambda/waitForUpdate.js";
import type { SourceFunction } from "../inputs/codeSource.js";
import { CodeProblems } from "../sources/index.js";
import { maxZipBytes } from "../sources/package/limits.js";
import { type CodeRun, type CodeToSend, direct, throughBucket, wantedHash } from "./packageToSend.js";
import { openSource, refuseTooLarge } from "./promotion.js";

/** For an update: the code of another function, as a preview saw it. Undefined where a dry run would have to stage it. */
export async function promotedPackage(
  run: CodeRun,
  live: LiveFunction,
  source: SourceFunction,
  isDryRun: boolean,
): Promise<CodeToSend | undefined> {
  const { inputs, functionRef, surroundings, deadline } = run;
  const { clock, log } = surroundings;
  const wanted = wantedHash(run);
  const { fetchPackage, isSourceSettled, lookAtOtherFunction, promotionProblems, streamPackage } =
    await import("../sources/atAws/otherFunction.js");
  const lambda = await openSource(source, inputs, surroundings, deadline);
  const found = await waitUntil({
    read: () => lookAtOtherFunction(lambda, source.functionName, source.qualifier),
    isDone: isSourceSettled,
    waitingFor: `the source function ${source.functionName}`,
    clock,
    deadlineMs: deadline.atMs,
    say: (message) => {
      log.info(functionRef.name, message);
    },
  });
  const named = namedSource(source, inputs.aws);
  const { accountRules } = targetAccess(named);
  const problems = [
    ...sourceProblems(functionRefOf(named), accountRules, found.functionArn),
    ...promotionProblems(found, live, inputs.architectures?.[0]),
  ];
  if (found.codeSha256 !== wanted) {
    const change = `runs ${found.codeSha256}, and the preview showed ${wanted}`;
    problems.push(`The source function ${found.functionArn} ${change}. Nothing was sent. Run again.`);
  }
  if (problems.length > 0) {
    throw new CodeProblems(problems);
  }
  if (found.packageType === "Image") {
    const uri = found.resolvedImageUri ?? "";
    return { code: { imageUri: uri }, isExact: true, described: `image ${uri}, from ${found.functionArn}` };
  }
  if (found.codeSizeBytes <= maxZipBytes) {
    return fromSource(direct(await fetchPackage(found, wanted, clock, deadline), wanted), found);
  }
  refuseTooLarge(found, inputs);
  const openPackage = () => streamPackage(found, wanted, clock, deadline);
  const sent = await throughBucket(run, live, wanted, openPackage, isDryRun);
  return sent && fromSource(sent, found);
}

/** So that people see which function, version and account it was: a name alone may stand for several. */
function fromSource(sent: CodeToSend, { functionArn }: LiveFunction): CodeToSend {
  return { ...sent, described: `${sent.described}, from ${functionArn}` };
}
