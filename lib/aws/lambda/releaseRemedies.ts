import type { Remedies } from "../calls/remedies.js";

/** What to do about Lambda's codes to calls of aliases. */
export const aliasRemedies: Remedies = {
  PreconditionFailedException: "Somebody changed the alias meanwhile: run `pulumi refresh`, then `pulumi up`.",
  ResourceConflictException: ({ awsMessage }) =>
    /already exist/i.test(awsMessage)
      ? "Somebody made the alias meanwhile: run `pulumi up` again."
      : "Wait until the version is Active and the other change of the alias has ended, then run `pulumi up` again.",
  ResourceNotFoundException: "Check functionName, aliasName, functionVersion and aws.region.",
  AliasLimitExceededException: "Delete aliases of the function that nobody calls.",
};

/** To Invoke. */
export const invokeRemedies: Remedies = {
  TimeoutError: "Raise the test's timeoutSeconds, or see why the function takes so long.",
  ResourceNotFoundException: "Check functionName and functionVersion.",
  InvalidRequestContentException: "Correct the test's payload.",
  RequestTooLargeException: "Make the test's payload smaller: Lambda takes at most 6 MB.",
};

/** To the deletion of a version. */
export const deletionRemedies: Remedies = {
  ResourceConflictException: "An alias points to the version, or gives it a weight: it stays.",
  InvalidParameterValueException: "Correct what AWS names; a version at Lambda@Edge stays until its replicas are gone.",
};
