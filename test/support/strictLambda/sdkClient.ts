import { LambdaClient, LambdaServiceException } from "@aws-sdk/client-lambda";

// The SDK's warning about Node 20 would fail the run; the tests run on that Node on purpose.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** A real SDK client at an endpoint, with one attempt a call so that every answer is seen as it is. */
export function sdkClient(
  endpoint: string,
  { region = "us-east-1", accessKeyId = "AKIADEPLOYER", maxAttempts = 1 } = {},
): LambdaClient {
  return new LambdaClient({
    endpoint,
    region,
    maxAttempts,
    credentials: { accessKeyId, secretAccessKey: "secret of the tests" },
  });
}

/** The exception of a call that has to fail; a call that succeeds is the failure. */
export async function refusalOf(call: Promise<unknown>): Promise<LambdaServiceException> {
  try {
    await call;
  } catch (error) {
    if (error instanceof LambdaServiceException) {
      return error;
    }
    throw error;
  }
  throw new Error("The call succeeded, where a refusal was expected.");
}
