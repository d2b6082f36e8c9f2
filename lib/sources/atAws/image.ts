import type { EcrApi } from "../../aws/ecr/ecrApi.js";
import { AccessDeniedFailure } from "../../aws/calls/failures.js";
import { AwsFailure } from "../../ground/errors.js";
import { type ImageUri, parseImageUri } from "./imageUri.js";
import { CodeProblems, failOn, quoteName } from "../package/problems.js";

export { type ImageUri, parseImageUri };

/** ECR in a registry's Region, opened only when an image must be looked at. */
export type EcrOpener = (region: string) => Promise<Pick<EcrApi, "resolveImage">>;

/** What would be deployed; without the permission to resolve a tag neither its hash nor its digest is known. */
export interface ImageDescription {
  /** The digest as Lambda shows it as CodeSha256: 64 hex digits. */
  codeSha256?: string;
  /** The URI to send: by digest, so that a tag moved meanwhile changes nothing. */
  digestUri?: string;
  warnings: string[];
}

const indexMediaTypes = [
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.index.v1+json",
];
// The image is what is wrong, not the credentials or the network.
const problemCodes = [
  "RepositoryNotFoundException",
  "ImageNotFound",
  "ImageTagDoesNotMatchDigest",
  "ImageInaccessible",
  "InvalidImageDigest",
  "InvalidImageTag",
  "InvalidParameterException",
  "KmsError",
  "UpstreamAccessDenied",
];

/**
 * For check: the digest of an image. `knownCodeSha256` is one that was found sound before: given by that digest, an
 * image is not looked at again. `functionRegion` where it is known before the function is looked at. Throws CodeProblems.
 */
export async function describeImage(
  imageUri: string,
  knownCodeSha256: string | undefined,
  openEcr: EcrOpener,
  architecture?: string,
  functionRegion?: string,
): Promise<ImageDescription> {
  const parsed = parseImageUri(imageUri);
  if (typeof parsed === "string") {
    throw new CodeProblems([parsed]);
  }
  assertImageRegion(imageUri, functionRegion);
  if (parsed.digest !== undefined && hexOf(parsed.digest) === knownCodeSha256) {
    return byDigest(imageUri, parsed.digest);
  }
  try {
    const ecr = await openEcr(parsed.region);
    const { digest, mediaType } = await ecr.resolveImage(parsed);
    if (mediaType !== undefined && indexMediaTypes.includes(mediaType)) {
      throw new CodeProblems([isIndex(imageUri, architecture)]);
    }
    return byDigest(imageUri, digest);
  } catch (error) {
    if (error instanceof AccessDeniedFailure) {
      return parsed.digest === undefined ? byTag(imageUri, parsed) : byDigest(imageUri, parsed.digest);
    }
    throw error instanceof AwsFailure && problemCodes.includes(error.awsCode)
      ? new CodeProblems([error.message])
      : error;
  }
}

/** Throws where an image is in another Region than the function, as far as both are known. */
export function assertImageRegion(imageUri: string, functionRegion: string | undefined): void {
  failOn(imageRegionProblems(imageUri, functionRegion));
}

/** Why a function of that Region cannot run the image. */
export function imageRegionProblems(imageUri: string, functionRegion: string | undefined): string[] {
  const parsed = parseImageUri(imageUri);
  if (typeof parsed === "string" || functionRegion === undefined || parsed.region === functionRegion) {
    return [];
  }
  const places = `is in ${parsed.region}, and the function is in ${functionRegion}`;
  return [
    `The image ${quoteName(imageUri)} ${places}: Lambda takes images of its own Region only. Copy it to a repository there, as ECR's replication does, and name that.`,
  ];
}

function byDigest(imageUri: string, digest: string): ImageDescription {
  const repository = imageUri.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
  return { codeSha256: hexOf(digest), digestUri: `${repository}@${digest}`, warnings: [] };
}

function byTag(imageUri: string, { registryId, repository }: ImageUri): ImageDescription {
  const warning = `The image ${quoteName(imageUri)} is deployed by its tag, for ecr:BatchGetImage is not allowed on the repository ${repository} of account ${registryId}: whether the tag points to another image by now cannot be seen. Allow it, or name the image by its digest.`;
  return { warnings: [warning] };
}

function isIndex(imageUri: string, architecture: string | undefined): string {
  const platform = architecture === undefined ? "<arch>" : architecture === "arm64" ? "arm64" : "amd64";
  return `The image ${quoteName(imageUri)} is an index of several images, and Lambda takes a single one. Build it with \`docker buildx build --provenance=false --platform linux/${platform}\` and push it again.`;
}

function hexOf(digest: string): string {
  return digest.slice("sha256:".length);
}
