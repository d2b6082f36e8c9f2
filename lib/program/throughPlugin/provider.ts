import {
  type Input,
  mergeOptions,
  output,
  type Output,
  ProviderResource,
  type ResourceOptions,
  secret,
} from "@pulumi/pulumi";
import type { AwsArgs } from "../awsArgs.js";
import { packageName, packageVersion } from "./plugin.js";

/** Where and as whom the resources of a provider call AWS; each argument is what a resource's `aws` leaves open. */
export type ProviderArgs = AwsArgs;

/**
 * An explicit provider: one for each place, or identity, of a program that deploys to several.
 *
 * @example
 * const west = new Provider("west", { region: "us-west-2", profile: "prod" });
 * new FunctionCode("api", { functionName: "orders-api", code: "./dist" }, { provider: west });
 */
export class Provider extends ProviderResource {
  /**
   * @param name The provider's name in the program.
   * @param args Where and as whom. Default: the machine's environment; the stack's configuration is for the default provider.
   * @param opts Pulumi's resource options.
   */
  constructor(name: string, args: ProviderArgs = {}, opts?: ResourceOptions) {
    const given = Object.entries(args).filter(([, value]) => value !== undefined);
    super(
      packageName,
      name,
      Object.fromEntries(given.map(([key, value]) => [key, encoded(value as Input<unknown>)])),
      mergeOptions({ version: packageVersion }, opts),
    );
  }
}

/** A provider's arguments are texts, as those of a stack's configuration: what has a structure is JSON. */
function encoded(value: Input<unknown>): Output<string> {
  return (output(value) as Output<unknown>).apply((known) => {
    const text = typeof known === "string" ? known : JSON.stringify(known);
    // A secret inside a structure would come out of it plain.
    return /"(?:externalId|webIdentityToken)":|^https?:\/\/[^/]*@/.test(text) ? secret(text) : output(text);
  });
}
