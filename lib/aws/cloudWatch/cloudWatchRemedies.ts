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
  TimeoutError: "Check the network, aws.endpoints and the proxy, then run `pulumi up` again.",
};
