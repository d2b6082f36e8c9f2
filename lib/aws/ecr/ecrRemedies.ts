import type { Remedies } from "../calls/remedies.js";

const push = "Push the image first, or correct imageUri.";

/** What to do about ECR's codes: those of its exceptions, and those of the failures inside an answer. */
export const ecrRemedies: Remedies = {
  AccessDeniedException:
    "Allow ecr:BatchGetImage on the repository to the identity that deploys; a repository of another account needs a policy of its own that allows it.",
  RepositoryNotFoundException: "Create the repository and push the image, or correct imageUri.",
  LimitExceededException: "ECR's limit for this account is reached: run again later.",
  UnableToGetUpstreamImageException:
    "Check that the upstream registry of the pull through cache can be reached, and that the image is there.",
  ImageNotFound: push,
  ImageTagDoesNotMatchDigest: "The tag points to another image by now: leave the tag or the digest out of imageUri.",
  InvalidImageDigest: "Correct the digest in imageUri.",
  InvalidImageTag: "Correct the tag in imageUri.",
  InvalidParameterException: "Correct imageUri.",
  ImageInaccessible: "The image is archived or being removed: restore it, or push it anew.",
  KmsError: "Allow kms:Decrypt on the repository's key, and check that the key is enabled.",
  UpstreamAccessDenied: "Give the pull through cache credentials that its upstream registry accepts.",
  UpstreamTooManyRequests: "The upstream registry of the pull through cache is asked too often: run again later.",
  UpstreamUnavailable: "The upstream registry of the pull through cache does not answer: run again later.",
  ThrottlingException: "ECR is asked too often: run again later.",
  ServerException: "ECR itself failed: run `pulumi up` again.",
};
