import { parseFunctionArn } from "../access/functionRef.js";
import type { LiveFunction } from "../aws/lambda/lambdaApi.js";
import { AwsFailure, DeployError } from "../ground/errors.js";
import type { CodeSource } from "../inputs/codeSource.js";
import { CodeProblems, loadCode, streamCode } from "../sources/index.js";
import { limitsFor, maxZipBytes } from "../sources/package/limits.js";
import { sizeBytesOf } from "./seenPackages.js";
import { type CodeRun, type CodeToSend, direct, throughBucket, wantedHash } from "./packageToSend.js";
import { promotedPackage } from "./promotedPackage.js";
import { assertPackageType } from "./targetFunction.js";

/** What is held in memory to send this code. */
export function memoryBytesOf({ inputs, wantedCodeSha256 }: CodeRun): number {
  if (inputs.source.kind !== "package" && inputs.source.kind !== "function") {
    return 0;
  }
  const sizeBytes = sizeBytesOf(wantedCodeSha256 ?? "");
  // What goes through a bucket is never held as a whole.
  return sizeBytes > maxZipBytes ? 0 : sizeBytes;
}

/** Fetches the wanted code; undefined where a dry run would have to put it into the staging bucket first. */
export async function codeToSend(run: CodeRun, live: LiveFunction, isDryRun: boolean): Promise<CodeToSend | undefined> {
  const { source } = run.inputs;
  try {
    assertPackageType(
      source.kind === "image" ? "Image" : source.kind === "function" ? packageTypeOf(live) : "Zip",
      live,
    );
    switch (source.kind) {
      case "package":
        return await ownPackage(run, live, source, isDryRun);
      case "s3":
        return s3Object(run, source);
      case "image":
        return await image(run, live, source.imageUri);
      case "function":
        return await promotedPackage(run, live, source, isDryRun);
    }
  } catch (error) {
    if (error instanceof CodeProblems) {
      throw new DeployError("BadInput", `Deploying ${run.functionRef.name}: ${error.problems.join(" ")}`);
    }
    // A call that failed before the update was sent leaves no doubt about it.
    throw error instanceof AwsFailure ? new DeployError("Aws", error.message) : error;
  }
}

async function ownPackage(
  run: CodeRun,
  live: LiveFunction,
  { code, ignore, links }: Extract<CodeSource, { kind: "package" }>,
  isDryRun: boolean,
): Promise<CodeToSend | undefined> {
  const wanted = wantedHash(run);
  const { stagingBucket } = run.inputs;
  const isStaged = stagingBucket !== undefined && sizeBytesOf(wanted) > maxZipBytes;
  if (!isStaged) {
    const zipFile = await loadCode({ code, ignore, links, limits: limitsFor(stagingBucket !== undefined) }, wanted);
    return direct(zipFile, wanted);
  }
  const openPackage = () => streamCode({ code, ignore, links, limits: limitsFor(true) });
  return throughBucket(run, live, wanted, openPackage, isDryRun);
}

/** The version that check saw, so that what was previewed is what is deployed. */
function s3Object(
  { inputs, wantedCodeSha256 }: CodeRun,
  { bucket, key, version, storageMode }: Extract<CodeSource, { kind: "s3" }>,
): CodeToSend {
  const s3ObjectVersion = version ?? inputs.resolvedS3Object?.versionId;
  return {
    code: { s3Bucket: bucket, s3Key: key, s3ObjectVersion, s3ObjectStorageMode: storageMode },
    isExact: s3ObjectVersion !== undefined,
    described: `s3://${bucket}/${key}${s3ObjectVersion === undefined ? "" : ` (version ${s3ObjectVersion})`}, code ${wantedCodeSha256 ?? "unknown"}`,
  };
}

async function image(
  { isHashOfText, wantedCodeSha256 }: CodeRun,
  live: LiveFunction,
  imageUri: string,
): Promise<CodeToSend> {
  const { assertImageRegion } = await import("../sources/atAws/image.js");
  assertImageRegion(imageUri, parseFunctionArn(live.functionArn).region);
  // Without the permission to resolve the tag, Lambda resolves it.
  const isResolved = !isHashOfText && wantedCodeSha256 !== undefined;
  const uri = isResolved
    ? `${imageUri.replace(/@.*$/, "").replace(/:[^:/]*$/, "")}@sha256:${wantedCodeSha256}`
    : imageUri;
  return { code: { imageUri: uri }, isExact: isResolved, described: `image ${uri}` };
}

function packageTypeOf({ packageType }: LiveFunction): "Zip" | "Image" {
  return packageType === "Image" ? "Image" : "Zip";
}
