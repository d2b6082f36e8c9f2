// The domains of AWS's partitions (botocore, partitions.json, `dnsSuffix` and `dualStackDnsSuffix`).
const domains =
  /\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;

/** Whether an endpoint is AWS's own, such as one of a VPC; an emulator's, or a gateway's, is not. */
export function isAwsEndpoint(endpoint: string): boolean {
  return URL.canParse(endpoint) && domains.test(new URL(endpoint).hostname);
}
