import { readFileSync } from "node:fs";
import path from "node:path";
import { type CustomResourceOptions, type ProviderResource, runtime } from "@pulumi/pulumi";
import type { AwsArgs } from "../awsArgs.js";
import { packageOf } from "../explicitProvider.js";
import { ownAwsOrStacks } from "../ownAws.js";
import { stackDefaults, warnOfUnknownSettings } from "../stackConfiguration.js";
import { programError } from "../programError.js";

/** The plugin's name, as in its tokens and in the keys of a stack's configuration. */
export const packageName = "lambdacode";

/** The release that this package is of: the engine takes no older plugin than it. */
export const packageVersion = (
  JSON.parse(readFileSync(path.join(__dirname, "../../../package.json"), "utf8")) as { version: string }
).version;

/** What a resource says of where and as whom. The plugin knows its own configuration; that of `aws:` stands in where there is none. */
export function configuredAws(aws: AwsArgs | undefined): unknown {
  const isConfigured = Object.keys(runtime.allConfig()).some((key) => key.startsWith(`${packageName}:`));
  if (isConfigured) {
    return aws;
  }
  warnOfUnknownSettings();
  return ownAwsOrStacks(aws, stackDefaults());
}

/** Whether an explicit provider of this package holds for a resource of this type. */
export function isProviderInForce(type: string, opts: CustomResourceOptions = {}): boolean {
  return packageOf(opts.provider) === packageName || opts.parent?.getProvider(type) !== undefined;
}

/** Throws where a provider is in force that was not when the arguments were made: by then the stack's `aws:` is in them, and would go before it. */
export function refuseLateProvider(
  resourceType: string,
  name: string,
  isProvided: boolean,
  inForce: ProviderResource | undefined,
): void {
  if (!isProvided && inForce !== undefined) {
    throw programError(
      `${resourceType} "${name}": a transformation has brought an explicit Provider, which the class cannot heed any more. Give it in the resource's options, or to a component around it.`,
    );
  }
}
