import { sourceProblems } from "../access/checkAccess.js";
import { parseFunctionArn } from "../access/functionRef.js";
import { functionRefOf, namedSource, targetAccess } from "../access/resolveAccess.js";
import type { LambdaApi, LiveFunction } from "../aws/lambda/lambdaApi.js";
import { waitUntil } from "../aws/lambda/waitForUpdate.js";
import { AwsFailure } from "../ground/errors.js";
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
  const { fetchPackage, isSourceSettled, promotionProblems, streamPackage } =
    await import("../sources/atAws/otherFunction.js");
  const lambda = await openSource(source, inputs, surroundings, deadline);
  const found = await waitUntil({
    read: () => lookAtSource(lambda, source, wanted),
    isDone: isSourceSettled,
    waitingFor: `the source function ${source.functionName}`,
    clock,
    deadlineMs: deadline.atMs,
    say: (message) => {
      log.info(functionRef.name, message);
    },
  });
  const named = namedSource(source, inputs);
  const access = targetAccess(named);
  const problems = [
    ...sourceProblems(functionRefOf(named), access.accountRules, found.functionArn),
    ...promotionProblems(found, live, inputs.architectures?.[0]),
  ];
  if (functionRefOf(named).region === undefined && regionOf(found) !== regionOf(live)) {
    // The target is where it was found before, and the source where this machine says today.
    problems.push(
      `The source function ${found.functionArn} was looked for in this machine's Region, and ${live.functionArn} is in another one. Nothing was sent. Give sourceFunction.aws.region, or aws.region.`,
    );
  }
  if (found.codeSha256 !== wanted) {
    const change = `runs ${found.codeSha256}, and the preview showed ${wanted}`;
    // What a resource of this program is to run comes from its state, which only a refresh brings up to date.
    const way = source.codeSha256 === undefined ? "Run again" : "Run `pulumi refresh`, then `pulumi up`";
    problems.push(`The source function ${found.functionArn} ${change}. Nothing was sent. ${way}.`);
  }
  if (problems.length > 0) {
    throw new CodeProblems(problems);
  }
  if (found.packageType === "Image") {
    const uri = found.resolvedImageUri ?? "";
    return { code: { imageUri: uri }, isExact: true, described: `image ${uri}, from ${found.functionArn}` };
  }
  if (found.codeSizeBytes <= maxZipBytes) {
    return fromSource(direct(await fetchPackage(found, wanted, access, clock, deadline), wanted), found);
  }
  refuseTooLarge(found, inputs);
  const openPackage = () => streamPackage(found, wanted, access, clock, deadline);
  const sent = await throughBucket(run, live, wanted, openPackage, isDryRun);
  return sent && fromSource(sent, found);
}

function regionOf({ functionArn }: LiveFunction): string {
  return parseFunctionArn(functionArn).region;
}

/** So that people see which function, version and account it was: a name alone may stand for several. */
function fromSource(sent: CodeToSend, { functionArn }: LiveFunction): CodeToSend {
  return { ...sent, described: `${sent.described}, from ${functionArn}` };
}

/**
 * What the source shows. A resource of this program names the version that it published last: where its `publish` was
 * turned off, or that version was deleted, the wanted code is in `$LATEST` alone.
 */
async function lookAtSource(
  lambda: LambdaApi,
  { functionName, qualifier, codeSha256 }: SourceFunction,
  wanted: string,
): Promise<LiveFunction> {
  const { lookAtOtherFunction } = await import("../sources/atAws/otherFunction.js");
  const named = lookAtOtherFunction(lambda, functionName, qualifier);
  if (codeSha256 === undefined) {
    return named;
  }
  const version = await named.catch((error: unknown) => {
    if (error instanceof AwsFailure && error.httpStatus === 404) {
      return undefined;
    }
    throw error;
  });
  return version?.codeSha256 === wanted ? version : lookAtOtherFunction(lambda, functionName, "$LATEST");
}
