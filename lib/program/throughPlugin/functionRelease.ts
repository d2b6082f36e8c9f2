import { CustomResource, type CustomResourceOptions, mergeOptions } from "@pulumi/pulumi";
import { declaredProperties, withoutStackTraces } from "../declaredProperties.js";
import { nameWithinReach, refuseTransformedProvider, refuseUnreadProvider } from "../explicitProvider.js";
import type { FunctionRelease as DynamicFunctionRelease } from "../functionRelease.js";
import type { FunctionReleaseArgs } from "../functionReleaseArgs.js";
import { releaseOutputNames, secretSmoke, smokeSecretOption } from "../releaseProperties.js";
import { releaseType } from "../releaseStub.js";
import { plainTriggersOf } from "../triggersDigest.js";
import { configuredAws, isProviderInForce, packageVersion, refuseLateProvider } from "./plugin.js";

const type = "lambdacode:index:FunctionRelease";

// The outputs of the dynamic face, with their documentation: there is one table of them. Pulumi puts them on the object.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type
export interface FunctionRelease extends Omit<DynamicFunctionRelease, keyof CustomResource> {}

/**
 * Brings a published version of a Lambda function to the callers of an alias, as the class of the same name in
 * `pulumi-lambda-code` does, by the plugin in place of a dynamic provider: with `import`, messages on the resource, and a
 * release that Ctrl-C takes back at once. The plugin has to be installed (docs/other-languages.md), also to destroy the
 * resource.
 *
 * A resource that the dynamic face made is taken over with no change.
 *
 * @example
 * import { FunctionRelease } from "pulumi-lambda-code/plugin";
 * new FunctionRelease("live", { functionName: "orders-api", aliasName: "live", functionVersion: "42" });
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class FunctionRelease extends CustomResource {
  /**
   * @param name The resource's name in the program.
   * @param args What to release, to whom, and how it is watched. Where neither an explicit `Provider` is in force nor the
   * stack has a key of `lambdacode:`, the stack's `aws:` configuration holds as in the dynamic face.
   * @param opts Pulumi's resource options.
   */
  constructor(name: string, args: FunctionReleaseArgs, opts?: CustomResourceOptions) {
    const isProvided = isProviderInForce(type, opts);
    const isPlaced = args.aws !== undefined || isProvided;
    refuseUnreadProvider("FunctionRelease", name, isPlaced, opts);
    const properties = {
      ...args,
      functionName: nameWithinReach("FunctionRelease", name, "functionName", isPlaced, args.functionName),
      smoke: secretSmoke(args.smoke),
      triggers: plainTriggersOf("FunctionRelease", name, args.triggers),
      aws: isProvided ? args.aws : configuredAws(args.aws),
    };
    const own = {
      version: packageVersion,
      aliases: [{ type: releaseType }],
      ...smokeSecretOption(args.smoke),
    };
    const traces = withoutStackTraces(FunctionRelease);
    try {
      super(type, name, declaredProperties(properties, releaseOutputNames, opts), mergeOptions(own, opts));
    } catch (error) {
      throw traces.captured(error);
    } finally {
      traces.restore();
    }
    refuseTransformedProvider("FunctionRelease", name, isPlaced, this);
    refuseLateProvider("FunctionRelease", name, isProvided, this.getProvider(type));
  }
}
