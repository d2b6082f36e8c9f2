import { type CustomResourceOptions, type Output, secret } from "@pulumi/pulumi";

/** Of a FunctionRelease the outputs that are no arguments, and those that are arguments and come back as they are live. */
export const releaseOutputNames = [
  "aliasArn",
  "invokeArn",
  "functionArn",
  "previousVersion",
  "routingConfig",
  "revisionId",
  "codeSha256",
  "phase",
  "failedVersion",
  "failureReason",
  "lastReleasedAt",
  "deletedVersions",
  "keptVersions",
  "moreKeptVersions",
  "aws",
];

/** What a function is tested with may hold what nobody else should see, marked by the program or not. */
export function secretSmoke(smoke: unknown): Output<unknown> | undefined {
  return smoke === undefined ? undefined : secret(smoke);
}

/** It stays one among the outputs. Where there is none nothing is said of it, for the engine writes this down with each resource. */
export function smokeSecretOption(smoke: unknown): CustomResourceOptions {
  return smoke === undefined ? {} : { additionalSecretOutputs: ["smoke"] };
}
