import { invalidParameter, tooLarge, validation } from "./lambdaError.js";
import type { World } from "./world.js";
import { mountedFolder, zipCode, type PackageCode } from "./packageCode.js";
import { checkZip } from "./zipLimits.js";

type Members = Readonly<Record<string, unknown>>;

/** Zip bytes in a request; more have to come through S3. */
export const zippedLimitBytes = 52_428_800;

/** The code that a request's members name, read and checked as Lambda does it; throws AWS's refusal. */
export function codeOf(source: Members, packageType: "Zip" | "Image", region: string, world: World): PackageCode {
  const code = packageType === "Image" ? imageOf(source, world) : zipOf(source, region, world);
  const sourceKmsKeyArn = text(source.SourceKMSKeyArn);
  return sourceKmsKeyArn === undefined || packageType === "Image" ? code : { ...code, sourceKmsKeyArn };
}

/** The front end's look at the enumerations, before anything else is known. */
export function checkEnumerations(body: Members): void {
  const { Architectures: architectures, S3ObjectStorageMode: mode, PublishTo: publishTo } = body;
  if (architectures !== undefined) {
    const names = Array.isArray(architectures) ? architectures.map(String) : [];
    const shown = `[${names.join(", ")}]`;
    if (names.length > 1) {
      throw validation(shown, "architectures", "Member must have length less than or equal to 1");
    }
    if (names.length === 0) {
      throw validation(shown, "architectures", "Member must have length greater than or equal to 1");
    }
    if (names[0] !== "x86_64" && names[0] !== "arm64") {
      const constraint =
        "Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]";
      throw validation(shown, "architectures", constraint);
    }
  }
  checkWord(mode, "s3ObjectStorageMode", ["COPY", "REFERENCE"]);
  checkWord(publishTo, "publishTo", ["LATEST_PUBLISHED"]);
}

function checkWord(value: unknown, member: string, words: readonly string[]): void {
  if (value !== undefined && !(typeof value === "string" && words.includes(value))) {
    throw validation(
      typeof value === "string" ? value : JSON.stringify(value),
      member,
      `Member must satisfy enum value set: [${words.join(", ")}]`,
    );
  }
}

function imageOf(source: Members, world: World): PackageCode {
  const imageUri = text(source.ImageUri);
  if (imageUri === undefined || source.ZipFile !== undefined || source.S3Bucket !== undefined) {
    throw invalidParameter("Please provide ImageUri when updating a function with packageType Image.");
  }
  return world.images.resolve(imageUri);
}

function zipOf(source: Members, region: string, world: World): PackageCode {
  if (source.ImageUri !== undefined) {
    throw invalidParameter("Please don't provide ImageUri when updating a function with packageType Zip.");
  }
  const [zipFile, bucket, key, version] = [
    text(source.ZipFile),
    text(source.S3Bucket),
    text(source.S3Key),
    text(source.S3ObjectVersion),
  ];
  const isReference = source.S3ObjectStorageMode === "REFERENCE";
  if (zipFile !== undefined) {
    if (bucket !== undefined || key !== undefined || version !== undefined || isReference) {
      throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
    }
    const code = zipCode(Buffer.from(zipFile, "base64"));
    if (code.sizeBytes > zippedLimitBytes) {
      throw tooLarge(`Zipped size must be smaller than ${zippedLimitBytes} bytes`);
    }
    checkZip(code.bytes);
    return code;
  }
  if (bucket === undefined || key === undefined) {
    throw invalidParameter("Please provide a source for function code.");
  }
  if (isReference && version === undefined) {
    // The rule is documented, its wording is not recorded.
    throw invalidParameter("S3ObjectVersion is required when S3ObjectStorageMode is REFERENCE.");
  }
  if (bucket === world.settings.hotReloadBucket) {
    if (!key.startsWith("/")) {
      throw invalidParameter("When using hot reloading, the archive key has to be an absolute path!");
    }
    return mountedFolder();
  }
  const code = zipCode(world.s3.getObject(bucket, key, version, region));
  checkZip(code.bytes);
  return isReference && version !== undefined
    ? { ...code, referencedObject: { S3Bucket: bucket, S3Key: key, S3ObjectVersion: version } }
    : code;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
