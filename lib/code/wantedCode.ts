import { parseFunctionArn } from "../access/functionRef.js";
import { functionRefOf, targetAccess } from "../access/resolveAccess.js";
import type { Inputs } from "../inputs/inputs.js";
import { limitsFor } from "../sources/package/limits.js";
import type { KnownS3Object } from "../sources/atAws/s3Object.js";
import { CodeProblems, describeCode } from "../sources/index.js";
import { promotedCode } from "./promotion.js";
import type { Surroundings } from "./surroundings.js";
import { assertPackageType, glimpseTarget } from "./targetFunction.js";

/** What check finds out about the code that is wanted. */
export interface WantedCode {
  /** Undefined where it cannot be determined; then the source's text alone tells a change. */
  codeSha256?: string;
  /** Of a package that is sent in the request or staged. */
  sizeBytes?: number;
  /** Of the files of a package that was looked into. */
  names?: readonly string[];
  resolvedS3Object?: KnownS3Object;
  warnings: string[];
  /** The same that ask for nothing. */
  notes?: string[];
}

/** What an earlier run found, so that what is unchanged is not looked at again. */
export interface EarlierCode {
  codeSha256?: string;
  resolvedS3Object?: KnownS3Object;
}

// Emulators mount the folder that the key names, in place of an object, and reload it when it changes: there is no bucket,
// and no hash (https://docs.localstack.cloud/aws/tooling/lambda-tools/hot-reloading/). At AWS it is a bucket like any other.
const hotReloadBucket = "hot-reload";

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
    const { code, ignore, links } = source;
    return describeCode({ code, ignore, links, architecture, limits }, earlier.codeSha256);
  }
  if (source.kind === "function") {
    return promotedCode(inputs, source, earlier.codeSha256, surroundings, isTargetKnown);
  }
  const { clock } = surroundings;
  const deadline = { atMs: clock.nowMs() + inputs.timeoutSeconds * 1000 };
  const { hasOwnLambda, openEcr, openS3 } = await import("../aws/openApis.js");
  const { name, region } = functionRefOf(inputs);
  const access = targetAccess(inputs);
  if (source.kind === "image") {
    const open = (registryRegion: string) => openEcr(access, registryRegion, clock, name, deadline);
    const { assertImageRegion, describeImage } = await import("../sources/atAws/image.js");
    const image = await describeImage(source.imageUri, earlier.codeSha256, open, architecture, region);
    if (isTargetKnown && image.codeSha256 !== earlier.codeSha256) {
      const target = await glimpseTarget(inputs, surroundings);
      assertPackageType("Image", target);
      assertImageRegion(source.imageUri, target && parseFunctionArn(target.functionArn).region);
    }
    return image;
  }
  if (source.bucket === hotReloadBucket && (await hasOwnLambda(access))) {
    return { warnings: [] };
  }
  const { describeS3Object } = await import("../sources/atAws/s3Object.js");
  const wanted = { bucket: source.bucket, key: source.key, versionId: source.version, pin: inputs.codeSha256 };
  const s3 = await openS3(access, clock, name, deadline);
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

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
