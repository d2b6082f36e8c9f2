import { CustomResource, type CustomResourceOptions, mergeOptions, RunError, runtime } from "@pulumi/pulumi";
import { declaredProperties, sourceFunctionOf, withoutStackTraces } from "../declaredProperties.js";
import { defineConfiguration, defineDerivedOutputs } from "../derivedOutputs.js";
import { nameWithinReach, packageOf, refuseTransformedProvider, refuseUnreadProvider } from "../explicitProvider.js";
import type { FunctionCode as DynamicFunctionCode } from "../functionCode.js";
import type { FunctionCodeArgs } from "../functionCodeArgs.js";
import { ownAwsOrStacks } from "../ownAws.js";
import { stackDefaults, warnOfUnknownSettings } from "../stackConfiguration.js";
import { plainTriggersOf } from "../triggersDigest.js";
import { packageName, packageVersion } from "./plugin.js";

const type = "lambdacode:index:FunctionCode";
const dynamicType = "pulumi-nodejs:dynamic/lambda:FunctionCode";

// The outputs of the dynamic face, with their documentation: there is one table of them. Pulumi puts them on the object.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type
export interface FunctionCode extends Omit<DynamicFunctionCode, keyof CustomResource> {}

/**
 * Makes an existing Lambda function run exactly the code that the program declares, as the class of the same name in
 * `pulumi-lambda-code` does, by the plugin in place of a dynamic provider: with `import`, messages on the resource, and an
 * end to each wait at Ctrl-C. The plugin has to be installed (docs/other-languages.md), also to destroy the resource.
 *
 * A resource that the dynamic face made is taken over with no change.
 *
 * @example
 * import { FunctionCode } from "pulumi-lambda-code/plugin";
 * const api = new FunctionCode("api", { functionName: "orders-api", code: "./dist", publish: true });
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class FunctionCode extends CustomResource {
  /**
   * @param name The resource's name in the program.
   * @param args What to deploy, and where. Where neither an explicit `Provider` is in force nor the stack has a key of
   * `lambdacode:`, the stack's `aws:` configuration holds as in the dynamic face.
   * @param opts Pulumi's resource options.
   */
  constructor(name: string, args: FunctionCodeArgs, opts?: CustomResourceOptions) {
    const isProvided = isProviderInForce(opts);
    const isPlaced = args.aws !== undefined || isProvided;
    refuseUnreadProvider(name, isPlaced, opts);
    const properties = {
      ...args,
      functionName: nameWithinReach(name, "functionName", isPlaced, args.functionName),
      triggers: plainTriggersOf(name, args.triggers),
      aws: isProvided ? args.aws : awsOf(args),
      sourceFunction: sourceFunctionOf(name, args.sourceFunction),
    };
    const own = {
      version: packageVersion,
      aliases: [{ type: dynamicType }],
      additionalSecretOutputs: ["configuration"],
    };
    const traces = withoutStackTraces(FunctionCode);
    try {
      super(type, name, declaredProperties(properties, opts), mergeOptions(own, opts));
    } catch (error) {
      throw traces.captured(error);
    } finally {
      traces.restore();
    }
    refuseTransformedProvider(name, isPlaced, this);
    if (!isProvided && this.getProvider(type) !== undefined) {
      // What the stack's `aws:` says is in the arguments already, and would go before what the provider says.
      throw new RunError(
        `FunctionCode "${name}": a transformation has brought an explicit Provider, which the class cannot heed any more. Give it in the resource's options, or to a component around it.`,
      );
    }
    defineDerivedOutputs(this);
  }
}

defineConfiguration(FunctionCode.prototype);

/** The plugin knows its own configuration; that of `aws:` stands in where there is none. */
function awsOf({ aws }: FunctionCodeArgs): unknown {
  const isConfigured = Object.keys(runtime.allConfig()).some((key) => key.startsWith(`${packageName}:`));
  if (isConfigured) {
    return aws;
  }
  warnOfUnknownSettings();
  return ownAwsOrStacks(aws, stackDefaults());
}

function isProviderInForce(opts: CustomResourceOptions = {}): boolean {
  return packageOf(opts.provider) === packageName || opts.parent?.getProvider(type) !== undefined;
}
