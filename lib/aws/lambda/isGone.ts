import { AwsFailure } from "../../ground/errors.js";

/** Whether a function asked for by its ARN is gone. Only this of all failures means gone: a wrong Region is a 404 as well, and another account answers 403. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof AwsFailure &&
    error.httpStatus === 404 &&
    error.awsCode === "ResourceNotFoundException" &&
    error.awsMessage.startsWith("Function not found")
  );
}

/** What a look shows; undefined where the function that it asked for is gone. */
export async function unlessGone<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (isGone(error)) {
      return undefined;
    }
    throw error;
  }
}
