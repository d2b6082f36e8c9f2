import { BatchGetImageCommand, type ECRClient, ECRServiceException } from "@aws-sdk/client-ecr";
import type { Clock, Deadline } from "../../ground/clock.js";
import type { AwsFailure } from "../../ground/errors.js";
import { callBefore } from "../calls/callBefore.js";
import { ecrRemedies } from "./ecrRemedies.js";
import { AccessDeniedFailure, toAwsFailure } from "../calls/failures.js";
import type { FailedCall } from "../calls/remedies.js";
import { retryRead } from "../calls/retry.js";

/** An image in a private registry, by its digest (`sha256:…`), which goes before the tag. */
export interface ImageRef {
  registryId: string;
  repository: string;
  tag?: string;
  digest?: string;
}

/** What a tag or digest stands for now; its architecture is in another blob, which needs another permission. */
export interface ResolvedImage {
  /** `sha256:` and 64 hex digits. */
  digest: string;
  /** Undefined where ECR does not say it. */
  mediaType?: string;
}

const acceptedMediaTypes = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.index.v1+json",
];

/** The ECR API as this library uses it: each call has a deadline, and fails with an AwsFailure in our words. */
export class EcrApi {
  constructor(
    private readonly client: ECRClient | Promise<ECRClient>,
    private readonly clock: Clock,
    private readonly functionName: string,
    private readonly deadline: Deadline,
  ) {}

  /** The digest and the kind of an image. Without permission it fails with an AccessDeniedFailure. */
  async resolveImage(image: ImageRef): Promise<ResolvedImage> {
    const { registryId, repository, tag, digest } = image;
    const name = digest === undefined ? `${repository}:${tag ?? "latest"}` : `${repository}@${digest}`;
    const call: FailedCall = {
      doing: `Looking at the image ${name} of registry ${registryId} for`,
      functionName: this.functionName,
      action: "ecr:BatchGetImage",
    };
    const command = new BatchGetImageCommand({
      registryId,
      repositoryName: repository,
      imageIds: [digest === undefined ? { imageTag: tag ?? "latest" } : { imageDigest: digest }],
      acceptedMediaTypes,
    });
    const {
      images = [],
      failures = [],
      $metadata,
    } = await retryRead(
      () =>
        callBefore(this.deadline, this.clock, call, async (abortSignal) => {
          const client = await this.client;
          return client.send(command, { abortSignal }).catch((error: unknown) => {
            throw toEcrFailure(error, call);
          });
        }),
      this.clock,
      this.deadline,
    );
    const found = images.find(({ imageId }) => imageId?.imageDigest !== undefined);
    if (found?.imageId?.imageDigest === undefined) {
      const [failure] = failures;
      const { failureCode = "ImageNotFound", failureReason = "ECR shows no such image" } = failure ?? {};
      const refusal = { name: failureCode, message: failureReason, $metadata };
      throw toAwsFailure(refusal, { ...call, remedies: ecrRemedies });
    }
    return {
      digest: found.imageId.imageDigest,
      mediaType: mediaTypeOf(found.imageManifestMediaType, found.imageManifest),
    };
  }
}

function toEcrFailure(error: unknown, call: FailedCall): AwsFailure {
  // What is not ECR's own came from STS or the network.
  if (!(error instanceof ECRServiceException)) {
    return toAwsFailure(error, call);
  }
  const failure = toAwsFailure(error, { ...call, remedies: ecrRemedies });
  return failure.awsCode === "AccessDeniedException" ? AccessDeniedFailure.of(failure) : failure;
}

/** An OCI manifest may leave its own type out; ECR says it beside the manifest. */
function mediaTypeOf(declared: string | undefined, manifest = "{}"): string | undefined {
  if (declared !== undefined) {
    return declared;
  }
  try {
    const { mediaType } = JSON.parse(manifest) as { mediaType?: unknown };
    return typeof mediaType === "string" ? mediaType : undefined;
  } catch {
    return undefined;
  }
}
