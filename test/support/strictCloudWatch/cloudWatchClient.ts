import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";

/** A real SDK client at an endpoint, with one attempt a call so that every answer is seen as it is. */
export function cloudWatchClient(
  endpoint: string,
  { region = "us-east-1", accessKeyId = "AKIADEPLOYER", maxAttempts = 1 } = {},
): CloudWatchClient {
  return new CloudWatchClient({
    endpoint,
    region,
    maxAttempts,
    credentials: { accessKeyId, secretAccessKey: "secret of the tests" },
  });
}
