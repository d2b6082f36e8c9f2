import type { Refusal } from "./refusals.js";

// The wordings were recorded from AWS, or taken from its documentation.

export const notFound: Refusal = {
  code: "ResourceNotFoundException",
  status: 404,
  words: "Function not found: arn:aws:lambda:us-east-1:111111111111:function:orders-api",
  advice: /^Check functionName, aws\.region and the account of the credentials/,
};
export const serviceFailure: Refusal = {
  code: "ServiceException",
  status: 500,
  words: "An error occurred and the request cannot be processed.",
  advice: /^Lambda itself failed: run `pulumi up` again\.$/,
};
export const busy: Refusal = {
  code: "ResourceConflictException",
  status: 409,
  words: "The operation cannot be performed at this time. An update is in progress for resource: orders-api",
  advice: /^Wait for the other update to end/,
};
export const stale: Refusal = {
  code: "PreconditionFailedException",
  status: 412,
  words: "The Revision Id provided does not match the latest Revision Id.",
  advice: /^Somebody changed the function meanwhile/,
};
export const storage: Refusal = {
  code: "CodeStorageExceededException",
  status: 400,
  words: "Code storage limit exceeded.",
  advice: /^Delete versions that no alias points to/,
};
export const rate: Refusal = {
  code: "TooManyRequestsException",
  status: 429,
  words: "Rate exceeded",
  advice: /^Lambda's control plane takes 15 requests a second/,
};
export const invalid: Refusal = {
  code: "InvalidParameterValueException",
  status: 400,
  words: "Could not unzip uploaded file. Please check your file, then try to upload again.",
  advice: /^Make the \.zip anew/,
};

/** What IAM and the front end answer to any call. */
export const unauthorized = (action: string): Refusal[] => [
  {
    code: "AccessDeniedException",
    status: 403,
    words: `User: deployer is not authorized to perform: ${action}`,
    advice: new RegExp(`^Allow ${action} on this function`),
  },
  {
    code: "ExpiredTokenException",
    status: 403,
    words: "The security token included in the request is expired",
    advice: /^Sign in again \(`aws sso login`/,
  },
  {
    code: "UnrecognizedClientException",
    status: 403,
    words: "The security token included in the request is invalid.",
    advice: /^The access key is not known to AWS/,
  },
  {
    code: "InvalidSignatureException",
    status: 403,
    words:
      "The request signature we calculated does not match. The Canonical String for this request should have been 'PUT\nx-amz-security-token:hunter2",
    shown: "The request signature we calculated does not match.",
    advice: /^Check the secret key, and the clock/,
  },
];
