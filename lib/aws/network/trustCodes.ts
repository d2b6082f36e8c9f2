// Node.js documentation, "TLS/SSL", X509 certificate error codes; the last one is of the name in the certificate.
const trustCodes = [
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_SIGNATURE_FAILURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
];

/** Whether the certificate of what answered was not taken: no request went out, and none will. */
export function isTrustCode(code: string): boolean {
  return trustCodes.includes(code);
}
