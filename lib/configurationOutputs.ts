import { type Output, unsecret } from "@pulumi/pulumi";
import type { FunctionConfiguration } from "./aws/configuration.js";

/** Outputs that are fields of `configuration` as well; none of them is a secret. */
const names = [
  "revisionId",
  "codeSize",
  "lastModified",
  "state",
  "lastUpdateStatus",
  "signingJobArn",
  "signingProfileVersionArn",
] as const;

/**
 * Gives a resource's prototype these outputs, each made when a program asks for it: declared to Pulumi, each would cost
 * every resource eight promises, used or not.
 */
export function defineConfigurationOutputs(prototype: { configuration: Output<FunctionConfiguration> }): void {
  for (const name of names) {
    Object.defineProperty(prototype, name, {
      get(this: typeof prototype) {
        return unsecret(this.configuration).apply((configuration?: FunctionConfiguration) => configuration?.[name]);
      },
      // An argument of that name is refused by check, with a sentence that says so.
      set(this: typeof prototype, value: unknown) {
        Object.defineProperty(this, name, { value });
      },
    });
  }
}
