import type { LambdaApi, LiveFunction } from "../aws/lambda/lambdaApi.js";
import type { Deadline } from "../ground/clock.js";
import type { AwsInputs } from "../access/awsInputs.js";
import type { SourceFunction } from "../inputs/codeSource.js";
import { differencesFrom, unqualifiedArn } from "../access/identity.js";
import { functionRefOf, type Inputs } from "../inputs/inputs.js";
import { limitsFor, maxZipBytes, zipTooLarge } from "../sources/package/limits.js";
import type { KnownS3Object } from "../sources/atAws/s3Object.js";
import { CodeProblems, describeCode } from "../sources/index.js";
import type { Surroundings } from "./surroundings.js";

/** What check finds out about the code that is wanted. */
export interface WantedCode {
  /** Undefined where it cannot be determined; then the source's text alone tells a change. */
  codeSha256?: string;
  /** Of a package that is sent in the request or staged. */
  sizeBytes?: number;
  resolvedS3Object?: KnownS3Object;
  warnings: string[];
}

/** What an earlier run found, so that what is unchanged is not looked at again. */
export interface EarlierCode {
  codeSha256?: string;
  resolvedS3Object?: KnownS3Object;
}

/** Finds out the hash of the wanted code, whatever its source. Throws CodeProblems, or the AwsFailure of a call. */
export async function wantedCode(
  inputs: Inputs,
  earlier: EarlierCode,
  surroundings: Surroundings,
  isTargetKnown: boolean,
): Promise<WantedCode> {
  const { source } = inputs;
  const architecture = inputs.architectures?.[0];
  if (source.kind === "package") {
    const limits = limitsFor(inputs.stagingBucket !== undefined);
    return describeCode({ code: source.code, ignore: source.ignore, architecture, limits }, earlier.codeSha256);
  }
  const deadline = deadlineOf(inputs, surroundings);
  const { openEcr, openS3 } = await import("../aws/openApis.js");
  const { clock } = surroundings;
  const { name, region } = functionRefOf(inputs);
  const settings = { ...inputs.aws, region };
  if (source.kind === "function") {
    return promotedCode(inputs, source, earlier, surroundings, isTargetKnown);
  }
  if (source.kind === "image") {
    const open = (registryRegion: string) => openEcr(settings, registryRegion, clock, name, deadline);
    const { describeImage } = await import("../sources/atAws/image.js");
    const image = await describeImage(source.imageUri, earlier.codeSha256, open, architecture);
    if (isTargetKnown && image.codeSha256 !== earlier.codeSha256) {
      assertPackageType("Image", await glimpseTarget(inputs, surroundings));
    }
    return image;
  }
  const { describeS3Object } = await import("../sources/atAws/s3Object.js");
  const wanted = { bucket: source.bucket, key: source.key, versionId: source.version, pin: inputs.codeSha256 };
  const s3 = await openS3(settings, clock, name, deadline);
  const { codeSha256, versionId, eTag, warnings } = await describeS3Object(wanted, earlier.resolvedS3Object, s3);
  if (source.storageMode === "REFERENCE" && versionId === undefined) {
    const fault = `s3ObjectStorageMode REFERENCE needs a version of the object, and bucket ${source.bucket} keeps none`;
    throw new CodeProblems([`${fault}. Turn versioning on, or leave s3ObjectStorageMode out.`]);
  }
  if (isTargetKnown && codeSha256 !== earlier.codeSha256) {
    assertPackageType("Zip", await glimpseTarget(inputs, surroundings));
  }
  const seen = { bucket: source.bucket, key: source.key, versionId, eTag: eTag ?? "", codeSha256 };
  return { codeSha256, warnings, resolvedS3Object: withoutUndefined(seen) };
}

/** The Lambda API for the function that is the source of a promotion, where and as whom the program says. */
export async function openSource(
  source: SourceFunction,
  aws: AwsInputs,
  surroundings: Surroundings,
  deadline: Deadline,
): Promise<LambdaApi> {
  return openLambda(source.functionName, awsOfSource(source, aws), surroundings, deadline);
}

/** Throws where the code of a source function is too large for the way that it is to take. */
export function refuseTooLarge({ codeSizeBytes, functionArn }: LiveFunction, { stagingBucket }: Inputs): void {
  if (stagingBucket === undefined && codeSizeBytes > maxZipBytes) {
    throw new CodeProblems([zipTooLarge(`of ${functionArn}`, limitsFor(false), codeSizeBytes)]);
  }
}

/** As the function that is deployed to, but for its Region, where the source's ARN has one of its own. */
function awsOfSource({ aws }: SourceFunction, { region, ...rest }: AwsInputs): AwsInputs {
  return aws ?? { ...rest, defaultRegion: region ?? rest.defaultRegion };
}

async function promotedCode(
  inputs: Inputs,
  source: SourceFunction,
  earlier: EarlierCode,
  surroundings: Surroundings,
  isTargetKnown: boolean,
): Promise<WantedCode> {
  if (source.codeSha256 !== undefined) {
    // A resource of this program: what it is to run is what is promoted, though it may not run it yet.
    return { codeSha256: source.codeSha256, warnings: [] };
  }
  const { lookAtOtherFunction, promotionProblems, promotionWarning, selfProblem } =
    await import("../sources/atAws/otherFunction.js");
  const { functionName, qualifier } = source;
  const aws = awsOfSource(source, inputs.aws);
  const key = JSON.stringify([functionRefOf({ functionName, aws }), qualifier, { ...aws, region: undefined }]);
  const live = await surroundings.sourceLooks.get(key, true, async () =>
    lookAtOtherFunction(
      await openSource(source, inputs.aws, surroundings, deadlineOf(inputs, surroundings)),
      functionName,
      qualifier,
    ),
  );
  const found = { codeSha256: live.codeSha256, sizeBytes: live.codeSizeBytes };
  // Two emulators have functions of equal ARNs.
  const isPerhapsItself =
    live.version === "$LATEST" &&
    aws.endpoint === inputs.aws.endpoint &&
    differencesFrom(functionRefOf(inputs), live.functionArn).length === 0;
  if (live.codeSha256 === earlier.codeSha256 && !isPerhapsItself) {
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
  const problems = promotionProblems(live, target, inputs.architectures?.[0]);
  if (problems.length > 0) {
    throw new CodeProblems(problems);
  }
  const warning = promotionWarning(live, target);
  return { ...found, warnings: warning === undefined ? [] : [warning] };
}

/** Throws where code of one package type is meant for a function of the other. */
export function assertPackageType(wanted: "Zip" | "Image", target: LiveFunction | undefined): void {
  if (target !== undefined && target.packageType !== wanted) {
    const cause = `${target.functionArn} is ${target.packageType === "Image" ? "an Image" : "a Zip"} function, and the code is ${wanted === "Image" ? "an image" : "a package"}`;
    throw new CodeProblems([`${cause}: the package type of a function cannot change. Give the other kind of code.`]);
  }
}

const glimpseMs = 10_000;

/** A short look at the function, at a preview that needs one. */
export async function lookAtTarget(inputs: Inputs, surroundings: Surroundings): Promise<LiveFunction> {
  const deadline = { atMs: surroundings.clock.nowMs() + glimpseMs };
  const lambda = await openLambda(inputs.functionName, inputs.aws, surroundings, deadline);
  return lambda.getFunction(inputs.functionName);
}

/** The same for what only helps: undefined where the function is not there yet or cannot be read. */
async function glimpseTarget(inputs: Inputs, surroundings: Surroundings): Promise<LiveFunction | undefined> {
  return lookAtTarget(inputs, surroundings).catch(() => undefined);
}

async function openLambda(
  functionName: string,
  aws: AwsInputs,
  { clock, log }: Surroundings,
  deadline: Deadline,
): Promise<LambdaApi> {
  const [{ LambdaApi }, { lambdaClient }] = await Promise.all([
    import("../aws/lambda/lambdaApi.js"),
    import("../aws/lambda/lambdaClient.js"),
  ]);
  const { name, region } = functionRefOf({ functionName, aws });
  return new LambdaApi(lambdaClient({ ...aws, region }), { functionName: name, deadline, clock, log });
}

function deadlineOf({ timeoutSeconds }: Inputs, { clock }: Surroundings): Deadline {
  return { atMs: clock.nowMs() + timeoutSeconds * 1000 };
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
