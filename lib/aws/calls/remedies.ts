import { parameterRemedy } from "./parameterRemedies.js";
import { isTrustCode } from "../network/trustCodes.js";

/** The call that failed, for the message. */
export interface FailedCall {
  /** Such as `Updating the code of`; the function's name follows. */
  doing: string;
  functionName: string;
  /** The IAM action that the call needs, such as `lambda:GetFunction`. */
  action: string;
  /** What the called service means by its codes, before the common ones. */
  remedies?: Remedies;
}

/** What AWS answered. */
export interface Cause {
  awsCode: string;
  awsMessage: string;
  httpStatus: number | undefined;
}

/** What to do about each code, one sentence. */
export type Remedies = Record<string, string | ((cause: Cause, call: FailedCall) => string)>;

const proxyPassword = "The proxy asks who is there: give user and password in its URL.";

// Lambda API reference, "UpdateFunctionCode" and "Common errors"; the wordings were recorded from AWS.
const remedies: Remedies = {
  AccessDeniedException: ({ awsMessage }, call) =>
    parameterRemedy(awsMessage) ??
    `Allow ${call.action} on this function to the identity that deploys, or check aws.profile and aws.assumeRoles.`,
  CodeStorageExceededException:
    "Delete versions that no alias points to, or ask AWS to raise the account's code storage.",
  FunctionVersionsPerCapacityProviderLimitExceededException:
    "Delete versions that nothing uses of the functions on this capacity provider.",
  CodeVerificationFailedException:
    "Sign the package with a profile that the function's code signing configuration trusts.",
  InvalidCodeSignatureException: "Sign the package again: its bytes are not those that were signed.",
  CodeSigningConfigNotFoundException: "Give the function a code signing configuration that exists, or none.",
  PreconditionFailedException: "Somebody changed the function meanwhile: run `pulumi up` again.",
  ResourceNotFoundException: ({ awsMessage }) =>
    awsMessage.includes("not reachable in this region")
      ? "Set aws.region to the function's Region."
      : "Check functionName, aws.region and the account of the credentials; the function itself is created elsewhere.",
  ResourceConflictException: "Wait for the other update to end, then run `pulumi up` again.",
  TooManyRequestsException: "Lambda's control plane takes 15 requests a second: lower --parallel, or run again later.",
  ServiceException: "Lambda itself failed: run `pulumi up` again.",
  RequestEntityTooLargeException:
    "A direct upload takes at most 50 MiB zipped: give a stagingBucket, or make the package smaller.",
  ValidationException: "Correct the argument that AWS names.",
  ExpiredTokenException: "Sign in again (`aws sso login`, or new temporary keys), then run `pulumi up` again.",
  ExpiredToken: "Sign in again (`aws sso login`, or new temporary keys), then run `pulumi up` again.",
  UnrecognizedClientException:
    "The access key is not known to AWS: check aws.profile and the AWS_* environment variables.",
  InvalidClientTokenId: "The access key is not known to AWS: check aws.profile and the AWS_* environment variables.",
  SignatureDoesNotMatch: "Check the secret key, and the clock of this machine.",
  InvalidSignatureException: "Check the secret key, and the clock of this machine.",
  CredentialsProviderError: ({ awsMessage }) => {
    if (/sso|expired/i.test(awsMessage)) {
      return "Sign in again (`aws sso login`), then run `pulumi up` again.";
    }
    // Other credentials that this machine has are somebody else's then, and not taken.
    return awsMessage.includes("using profile")
      ? "Add that profile, or its credentials, to the shared AWS files, or correct its name in aws.profile, the stack's aws:profile (of the plugin lambdacode:profile) or AWS_PROFILE, whichever names it."
      : "Give credentials: aws.profile, aws.assumeRoles, or the AWS_* environment variables.";
  },
  EndpointError:
    "Leave aws.useFipsEndpoint and aws.useDualstackEndpoint out where an endpoint is given, or correct aws.region.",
  // Settings of this machine, in our words.
  CaBundleError:
    "Name a file of certificates in PEM form by aws.customCaBundle, AWS_CA_BUNDLE or ca_bundle of the profile.",
  ProxyError: ({ awsMessage }) =>
    awsMessage.endsWith("407") ? proxyPassword : "Correct the proxy's URL, or list the host in NO_PROXY.",
  ProxyUnavailable:
    "The proxy is not there, is overloaded, or finds no way to that host: check its URL, the host and NO_PROXY.",
  ERR_TLS_CERT_ALTNAME_INVALID: "What answers has the certificate of another host: check aws.endpoint and the proxy.",
  SharedFilesError: "Correct the path or the file, or leave the setting out.",
  TokenFileError: "Correct webIdentityTokenFile in aws.assumeRoleWithWebIdentity.",
  // From here on STS, on the way to the credentials.
  AccessDenied: ({ awsMessage }) =>
    awsMessage.includes("WithWebIdentity")
      ? "Let the trust policy of the role in aws.assumeRoleWithWebIdentity allow sts:AssumeRoleWithWebIdentity to whoever gave the token."
      : "Allow sts:AssumeRole on the roles of aws.assumeRoles to the identity that deploys.",
  InvalidIdentityTokenException:
    "Renew the token of aws.assumeRoleWithWebIdentity, and check that the role's account knows who gave it.",
  IDPRejectedClaimException: "Renew the token of aws.assumeRoleWithWebIdentity.",
  IDPCommunicationErrorException: "STS cannot ask whoever gave the token: run again later.",
  MalformedPolicyDocumentException: "Correct the policy in aws.assumeRoles.",
  PackedPolicyTooLargeException: "Make policy, policyArns and tags in aws.assumeRoles smaller.",
  RegionDisabledException: "Turn STS on in this Region for the account, or assume the role in another Region.",
  ValidationError: "Correct the role in aws.assumeRoles.",
  TimeoutError:
    "Check the network, the credentials and aws.endpoint, or raise timeoutSeconds, then run `pulumi up` again.",
  InvalidParameterValueException: ({ awsMessage }) =>
    parameterRemedy(awsMessage) ?? "Correct the argument that AWS names.",
};

/** What to do about a failure, one sentence. */
export function remedyFor(cause: Cause, call: FailedCall): string {
  const remedy = call.remedies?.[cause.awsCode] ?? remedies[cause.awsCode] ?? fallbackRemedy(cause);
  return typeof remedy === "string" ? remedy : remedy(cause, call);
}

function fallbackRemedy({ awsCode, awsMessage, httpStatus }: Cause): string {
  if (awsMessage.includes("Region is missing")) {
    return "Set aws.region, `pulumi config set aws:region` (of the plugin `lambdacode:region`), or AWS_REGION.";
  }
  if (awsMessage.includes("oken is expired") || awsMessage.includes("SSO")) {
    return "Sign in again (`aws sso login`), then run `pulumi up` again.";
  }
  if (isTrustCode(awsCode)) {
    return "What answers has a certificate that is not trusted: name the file of its authority by aws.customCaBundle, AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS, and check aws.endpoint.";
  }
  if (httpStatus === 407) {
    return proxyPassword;
  }
  if (httpStatus === undefined) {
    return "No answer arrived: check the network, proxies and aws.endpoint, then run `pulumi up` again.";
  }
  return httpStatus >= 500
    ? `AWS itself failed (${awsCode}): run \`pulumi up\` again.`
    : "Correct what AWS names, then run `pulumi up` again.";
}
