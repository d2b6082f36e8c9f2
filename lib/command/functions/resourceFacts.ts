import type { AwsInputs } from "../../access/awsInputs.js";

/** The last part of a URN. */
export function resourceNameOf(urn: string): string {
  // A name may have colons of its own.
  return urn.split("::").slice(3).join("::");
}

/** `aws` of a state, or why there is none. */
export function accessIn(aws: AwsInputs | undefined, sealed: Set<string>): AwsInputs | string {
  return sealed.has("aws") ? "its access in the state holds a secret, and no secret is read" : (aws ?? {});
}
