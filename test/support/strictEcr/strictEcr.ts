import { membersOf } from "../strictLambda/exchange.js";
import { LambdaError } from "../strictLambda/lambdaError.js";
import { partitionOf, type Caller } from "../strictLambda/names.js";
import type { Neighbour, NeighbourRequest } from "../strictLambda/neighbours.js";
import type { World } from "../strictLambda/world.js";

interface ImageId {
  imageTag?: string;
  imageDigest?: string;
}

interface BatchGetImage {
  registryId?: string;
  repositoryName?: string;
  imageIds?: ImageId[];
  acceptedMediaTypes?: string[];
}

const suffixes: Record<string, string> = {
  "aws-cn": "amazonaws.com.cn",
  "aws-eusc": "amazonaws.eu",
  "aws-iso": "c2s.ic.gov",
  "aws-iso-b": "sc2s.sgov.gov",
};

/** ECR as far as a deployer needs it, over the images that Lambda resolves. */
export const strictEcr: Neighbour = {
  routeOf({ headers, body }) {
    const [, operation = ""] = String(headers["x-amz-target"]).split(".");
    return { operation, members: body.length === 0 ? {} : (JSON.parse(body.toString()) as Record<string, unknown>) };
  },

  answer({ operation }, caller, request, { world }) {
    if (operation !== "BatchGetImage") {
      throw new LambdaError(400, "UnknownOperationException", `${operation} is not an operation of this server.`);
    }
    const body = batchGetImage(caller, request, world);
    return { status: 200, headers: { "Content-Type": "application/x-amz-json-1.1" }, body: JSON.stringify(body) };
  },

  refuse(error, _route, requestId) {
    return {
      // ECR refuses for want of a permission, or of credentials, with 400 as well.
      status: error.status < 500 ? 400 : error.status,
      headers: { "Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": requestId },
      body: JSON.stringify({ __type: error.code, message: error.message }),
    };
  },
};

function batchGetImage(caller: Caller, { body }: NeighbourRequest, world: World) {
  const {
    registryId = caller.account,
    repositoryName = "",
    imageIds = [],
    acceptedMediaTypes = [],
  } = membersOf(body) as BatchGetImage;
  const suffix = suffixes[partitionOf(caller.region)] ?? "amazonaws.com";
  const repository = `${registryId}.dkr.ecr.${caller.region}.${suffix}/${repositoryName}`;
  authorize(caller, registryId, repositoryName, repository, world);
  if (!world.images.hasRepository(repository)) {
    throw new LambdaError(
      400,
      "RepositoryNotFoundException",
      `The repository with name '${repositoryName}' does not exist in the registry with id '${registryId}'`,
    );
  }
  const images: object[] = [];
  const failures: object[] = [];
  for (const imageId of imageIds) {
    const { imageTag, imageDigest } = imageId;
    const image = world.images.find(
      imageDigest === undefined ? `${repository}:${imageTag ?? ""}` : `${repository}@${imageDigest}`,
    );
    // The failure for a type that is not accepted is not recorded.
    if (image === undefined || !acceptedMediaTypes.includes(image.mediaType)) {
      failures.push({ imageId, failureCode: "ImageNotFound", failureReason: "Requested image not found" });
    } else {
      images.push({
        registryId,
        repositoryName,
        imageId: { ...imageId, imageDigest: `sha256:${image.digestHex}` },
        imageManifest: JSON.stringify({ schemaVersion: 2, mediaType: image.mediaType }),
        imageManifestMediaType: image.mediaType,
      });
    }
  }
  return { images, failures };
}

function authorize(caller: Caller, registryId: string, name: string, repository: string, world: World): void {
  const isOwn = registryId === caller.account;
  if (world.deniedOperations.has("BatchGetImage") || (!isOwn && !world.images.isShared(repository, caller.account))) {
    const { partition, account, region } = caller;
    throw new LambdaError(
      400,
      "AccessDeniedException",
      `User: arn:${partition}:iam::${account}:user/deployer is not authorized to perform: ecr:BatchGetImage on resource: arn:${partition}:ecr:${region}:${registryId}:repository/${name} because no ${isOwn ? "identity" : "resource"}-based policy allows the ecr:BatchGetImage action`,
    );
  }
}
