/** What can go wrong with one request. «Acted» faults hit after the server has done what was asked. */
export type Fault =
  | { kind: "resetBefore" }
  | { kind: "resetAfter" }
  | { kind: "truncated" }
  | { kind: "stall"; acted: boolean }
  | { kind: "rewritten"; rewrite: (body: Buffer) => Buffer }
  | { kind: "answer"; acted: boolean; status: number; headers: Record<string, string>; body: string };

type Acted = { acted?: boolean };

/** The connection is reset before the server has seen the request. */
export const resetBefore = (): Fault => ({ kind: "resetBefore" });

/** The server acts, then the connection is reset: the answer is lost. */
export const resetAfter = (): Fault => ({ kind: "resetAfter" });

/** The server acts, and half of its answer's body arrives. */
export const truncated = (): Fault => ({ kind: "truncated" });

/** No answer until the test releases it or the client gives up; the server acts first or, when released, last. */
export const stall = ({ acted = false }: Acted = {}): Fault => ({ kind: "stall", acted });

/** The server acts, and its answer arrives with other members than it had. */
export const changed = (change: (answer: Record<string, unknown>) => object): Fault => ({
  kind: "rewritten",
  rewrite: (body) => Buffer.from(JSON.stringify(change(JSON.parse(body.toString("utf8")) as Record<string, unknown>))),
});

/** The server acts, and its answer to GetFunction shows an update that is not done. */
export const neverDone = (): Fault =>
  changed(({ Configuration, ...answer }) => {
    const updating = { LastUpdateStatus: "InProgress", LastUpdateStatusReasonCode: "Creating" };
    return { ...answer, Configuration: { ...(Configuration as object), ...updating } };
  });

/** A load balancer's page instead of an answer. */
export const htmlBadGateway = ({ acted = false }: Acted = {}): Fault => ({
  kind: "answer",
  acted,
  status: 502,
  headers: { "content-type": "text/html" },
  body: "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>",
});

/** Any refusal in AWS's form. */
export const refusal = (
  status: number,
  code: string,
  message: string,
  { acted = false, members = { Type: "User" } }: Acted & { members?: Record<string, string> } = {},
): Fault => ({
  kind: "answer",
  acted,
  status,
  headers: {
    "content-type": "application/json",
    "x-amzn-errortype": code,
    "x-amzn-requestid": "00000000-0000-4000-a000-00000000fa17",
  },
  body: JSON.stringify({ ...members, message }),
});

export const throttled = (): Fault =>
  refusal(429, "TooManyRequestsException", "Rate exceeded", {
    members: { Reason: "CallerRateLimitExceeded", Type: "User" },
  });

/** Lambda's own failure: nobody knows whether it acted. */
export const serviceFailure = ({ acted = false }: Acted = {}): Fault =>
  refusal(500, "ServiceException", "An error occurred and the request cannot be processed.", {
    acted,
    members: { Type: "Service" },
  });

export const unavailable = ({ acted = false }: Acted = {}): Fault =>
  refusal(503, "ServiceUnavailableException", "Service is unavailable.", { acted, members: {} });

/** CloudWatch's word for too many requests. */
export const throttledByCloudWatch = (): Fault => refusal(400, "ThrottlingException", "Rate exceeded", { members: {} });

/** CloudWatch's own failure. */
export const failureOfCloudWatch = (): Fault =>
  refusal(500, "InternalServiceFault", "Request processing has failed because of some unknown error.", { members: {} });

/** The refusal of an alias that AWS itself moves just now, because of its provisioned concurrency. */
export const conflictingDeployment = (): Fault =>
  refusal(409, "ResourceConflictException", "A conflicting deployment is in progress");

export const updateInProgress = (arn: string): Fault =>
  refusal(
    409,
    "ResourceConflictException",
    `The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
  );

/** Lambda's other 409, where two writes to the control plane meet. */
export const concurrentUpdate = (): Fault =>
  refusal(409, "ResourceConflictException", "The function could not be updated due to a concurrent update operation.");

export const revisionMismatch = (): Fault =>
  refusal(
    412,
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
  );

export const accessDenied = (): Fault =>
  refusal(403, "AccessDeniedException", "User: deployer is not authorized to perform this", { members: {} });

export const expiredToken = (): Fault =>
  refusal(403, "ExpiredTokenException", "The security token included in the request is expired", { members: {} });
