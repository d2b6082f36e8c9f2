import { CustomResource, type CustomResourceOptions, mergeOptions } from "@pulumi/pulumi";
import { codeOutputNames, declaredProperties, sourceFunctionOf, withoutStackTraces } from "../declaredProperties.js";
import { defineConfiguration, defineDerivedOutputs } from "../derivedOutputs.js";
import { nameWithinReach, refuseTransformedProvider, refuseUnreadProvider } from "../explicitProvider.js";
import type { FunctionCode as DynamicFunctionCode } from "../functionCode.js";
import type { FunctionCodeArgs } from "../functionCodeArgs.js";
import { plainTriggersOf } from "../triggersDigest.js";
import { configuredAws, isProviderInForce, packageVersion, refuseLateProvider } from "./plugin.js";

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
    const isProvided = isProviderInForce(type, opts);
    const isPlaced = args.aws !== undefined || isProvided;
    refuseUnreadProvider("FunctionCode", name, isPlaced, opts);
    const properties = {
      ...args,
      functionName: nameWithinReach("FunctionCode", name, "functionName", isPlaced, args.functionName),
      triggers: plainTriggersOf("FunctionCode", name, args.triggers),
      aws: isProvided ? args.aws : configuredAws(args.aws),
      sourceFunction: sourceFunctionOf(name, args.sourceFunction),
    };
    const own = {
      version: packageVersion,
      aliases: [{ type: dynamicType }],
      additionalSecretOutputs: ["configuration"],
    };
    const traces = withoutStackTraces(FunctionCode);
    try {
      super(type, name, declaredProperties(properties, codeOutputNames, opts), mergeOptions(own, opts));
    } catch (error) {
      throw traces.captured(error);
    } finally {
      traces.restore();
    }
    refuseTransformedProvider("FunctionCode", name, isPlaced, this);
    refuseLateProvider("FunctionCode", name, isProvided, this.getProvider(type));
    defineDerivedOutputs(this);
  }
}

defineConfiguration(FunctionCode.prototype);
