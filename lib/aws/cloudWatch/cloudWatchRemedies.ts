import type { FailedCall, Remedies } from "../calls/remedies.js";

const allow = (_: unknown, { action }: FailedCall) =>
  `Allow ${action} on * to the identity that deploys, or check aws.profile and aws.assumeRoles.`;

/** What to do about CloudWatch's codes. */
export const cloudWatchRemedies: Remedies = {
  AccessDenied: allow,
  AccessDeniedException: allow,
  Throttling: "CloudWatch is asked too often: run again later.",
  ThrottlingException: "CloudWatch is asked too often: run again later.",
  InternalServiceFault: "CloudWatch itself failed: run `pulumi up` again.",
  // Of a result within an answer.
  InternalError: "CloudWatch has none of the metrics at the moment: run `pulumi up` again.",
  PartialData: "CloudWatch has only a part of the metrics at the moment: run `pulumi up` again.",
  TimeoutError: "Check the network, aws.endpoints and the proxy, then run `pulumi up` again.",
};
