import type { LiveFunction, UpdatedCode } from "../aws/lambda/lambdaApi.js";
import type { CodeSource, SourceFunction } from "../inputs/codeSource.js";
import { AwsFailure, DeployError } from "../ground/errors.js";
import { type Operation, waitFor } from "../deploy/operation.js";
import { sizeBytesOf } from "./packageSizes.js";
import { CodeProblems, loadCode, streamCode } from "../sources/index.js";
import { formatBytes, limitsFor, maxZipBytes } from "../sources/package/limits.js";
import { stage, type StagedPackage } from "./staging.js";
import { assertPackageType, openSource, refuseTooLarge } from "./wantedCode.js";

/** The code as an update sends it. */
export interface CodeToSend {
  code: UpdatedCode;
  /** Whether the update may publish with it: only where nothing but these bytes can arrive. */
  isExact: boolean;
  /** For the line that says what was sent. */
  described: string;
}

/** What is held in memory to send this code. */
export function memoryBytesOf({ inputs, wantedCodeSha256 }: Operation): number {
  if (inputs.source.kind !== "package" && inputs.source.kind !== "function") {
    return 0;
  }
  const sizeBytes = sizeBytesOf(wantedCodeSha256 ?? "");
  return inputs.source.kind === "package" && sizeBytes > maxZipBytes ? 0 : sizeBytes;
}

/** Fetches the wanted code; undefined where a dry run would have to put it into the staging bucket first. */
export async function codeToSend(
  operation: Operation,
  live: LiveFunction,
  isDryRun: boolean,
): Promise<CodeToSend | undefined> {
  const { source } = operation.inputs;
  try {
    assertPackageType(
      source.kind === "image" ? "Image" : source.kind === "function" ? packageTypeOf(live) : "Zip",
      live,
    );
    switch (source.kind) {
      case "package":
        return await ownPackage(operation, live, source, isDryRun);
      case "s3":
        return s3Object(operation, source);
      case "image":
        return image(operation, source.imageUri);
      case "function":
        return await promoted(operation, live, source, isDryRun);
    }
  } catch (error) {
    if (error instanceof CodeProblems) {
      throw new DeployError("BadInput", `Deploying ${operation.functionRef.name}: ${error.problems.join(" ")}`);
    }
    // A call that failed before the update was sent leaves no doubt about it.
    throw error instanceof AwsFailure ? new DeployError("Aws", error.message) : error;
  }
}

async function ownPackage(
  operation: Operation,
  live: LiveFunction,
  { code, ignore }: Extract<CodeSource, { kind: "package" }>,
  isDryRun: boolean,
): Promise<CodeToSend | undefined> {
  const wanted = wantedHash(operation);
  const { stagingBucket } = operation.inputs;
  const isStaged = stagingBucket !== undefined && sizeBytesOf(wanted) > maxZipBytes;
  if (!isStaged) {
    const zipFile = await loadCode({ code, ignore, limits: limitsFor(stagingBucket !== undefined) }, wanted);
    return direct(zipFile, wanted);
  }
  const openPackage = () => streamCode({ code, ignore, limits: limitsFor(true) });
  return staged(await stage(operation, live, { codeSha256: wanted, openPackage }, isDryRun), wanted);
}

/** The version that check saw, so that what was previewed is what is deployed. */
function s3Object(
  { inputs, wantedCodeSha256 }: Operation,
  { bucket, key, version, storageMode }: Extract<CodeSource, { kind: "s3" }>,
): CodeToSend {
  const s3ObjectVersion = version ?? inputs.resolvedS3Object?.versionId;
  return {
    code: { s3Bucket: bucket, s3Key: key, s3ObjectVersion, s3ObjectStorageMode: storageMode },
    isExact: s3ObjectVersion !== undefined,
    described: `s3://${bucket}/${key}${s3ObjectVersion === undefined ? "" : ` (version ${s3ObjectVersion})`}, code ${wantedCodeSha256 ?? "unknown"}`,
  };
}

function image({ isHashOfText, wantedCodeSha256 }: Operation, imageUri: string): CodeToSend {
  // Without the permission to resolve the tag, Lambda resolves it.
  const isResolved = !isHashOfText && wantedCodeSha256 !== undefined;
  const uri = isResolved
    ? `${imageUri.replace(/@.*$/, "").replace(/:[^:/]*$/, "")}@sha256:${wantedCodeSha256}`
    : imageUri;
  return { code: { imageUri: uri }, isExact: isResolved, described: `image ${uri}` };
}

async function promoted(
  operation: Operation,
  live: LiveFunction,
  source: SourceFunction,
  isDryRun: boolean,
): Promise<CodeToSend | undefined> {
  const { inputs, surroundings, deadline, clock } = operation;
  const wanted = wantedHash(operation);
  const { fetchPackage, isSourceSettled, lookAtOtherFunction, promotionProblems } =
    await import("../sources/atAws/otherFunction.js");
  const lambda = await openSource(source, inputs.aws, surroundings, deadline);
  const read = () => lookAtOtherFunction(lambda, source.functionName, source.qualifier);
  const found = await waitFor(operation, `the source function ${source.functionName}`, read, isSourceSettled);
  const problems = promotionProblems(found, live, inputs.architectures?.[0]);
  if (found.codeSha256 !== wanted) {
    const change = `runs ${found.codeSha256}, and the preview showed ${wanted}`;
    problems.push(`The source function ${found.functionArn} ${change}. Nothing was sent. Run again.`);
  }
  if (problems.length > 0) {
    throw new CodeProblems(problems);
  }
  if (found.packageType === "Image") {
    const uri = found.resolvedImageUri ?? "";
    return { code: { imageUri: uri }, isExact: true, described: `image ${uri}` };
  }
  const fetched = () => fetchPackage(found, wanted, clock, deadline);
  if (found.codeSizeBytes <= maxZipBytes) {
    return direct(await fetched(), wanted);
  }
  refuseTooLarge(found, inputs);
  const openPackage = async () => {
    const bytes = await fetched();
    return { sizeBytes: bytes.length, stream: () => [bytes], close: () => undefined };
  };
  return staged(await stage(operation, live, { codeSha256: wanted, openPackage }, isDryRun), wanted);
}

function direct(zipFile: Uint8Array, codeSha256: string): CodeToSend {
  return { code: { zipFile }, isExact: true, described: `${formatBytes(zipFile.byteLength)}, code ${codeSha256}` };
}

function staged(found: StagedPackage | undefined, codeSha256: string): CodeToSend | undefined {
  if (found === undefined) {
    return undefined;
  }
  const { bucket, key, versionId } = found;
  return {
    code: { s3Bucket: bucket, s3Key: key, s3ObjectVersion: versionId },
    // Somebody could put other bytes under the key of an unversioned bucket.
    isExact: versionId !== undefined,
    described: `${found.isUploaded ? formatBytes(found.sizeBytes) : "what was there"} through s3://${bucket}/${key}, code ${codeSha256}`,
  };
}

function wantedHash({ wantedCodeSha256, functionRef }: Operation): string {
  if (wantedCodeSha256 === undefined) {
    throw new DeployError("BadInput", `Deploying ${functionRef.name}: the hash of its code is not known.`);
  }
  return wantedCodeSha256;
}

function packageTypeOf({ packageType }: LiveFunction): "Zip" | "Image" {
  return packageType === "Image" ? "Image" : "Zip";
}
