import { type CustomResourceOptions, dynamic, mergeOptions, type Output, runtime } from "@pulumi/pulumi";
import type { FunctionConfiguration } from "../aws/lambda/configuration.js";
import type { AwsInputs } from "../access/awsInputs.js";
import { defineConfiguration, defineDerivedOutputs } from "./derivedOutputs.js";
import { nameWithinReach, refuseTransformedProvider, refuseUnreadProvider } from "./explicitProvider.js";
import type { FunctionCodeArgs } from "./functionCodeArgs.js";
import type { Architecture } from "../inputs/inputs.js";
import { checkInstallation } from "./installation.js";
import { ownAwsOrStacks } from "./ownAws.js";
import { provider } from "./providerStub.js";
import { codeOutputNames, declaredProperties, sourceFunctionOf, withoutStackTraces } from "./declaredProperties.js";
import { readOptions } from "./resourceOptions.js";
import { stackDefaults, warnOfUnknownSettings } from "./stackConfiguration.js";
import { triggersOf } from "./triggersDigest.js";

/**
 * Makes an existing Lambda function run exactly the code that the program declares, and owns nothing else of it.
 *
 * An update compares the wanted hash with the function's `CodeSha256`, calls `UpdateFunctionCode` only on a difference,
 * optionally publishes a version, waits until the function runs the code, verifies the hash and records the result.
 * Destroying the resource leaves the function as it is.
 *
 * @example
 * const api = new FunctionCode("api", { functionName: "orders-api", code: "./dist", publish: true });
 * export const version = api.version;
 */
export class FunctionCode extends dynamic.Resource {
  /** The function's ARN without a qualifier; also the resource's id. */
  declare public readonly functionArn: Output<string>;
  /** The last version that this resource published, such as `"7"`; `$LATEST` where it never published one. */
  declare public readonly version: Output<string>;
  /** The version before `version`, to which an alias can go back; undefined where there is none. */
  declare public readonly previousVersion: Output<string | undefined>;
  /** `functionArn` with `version` behind it, to invoke exactly this code. */
  declare public readonly qualifiedArn: Output<string>;
  /** Lambda's RevisionId of `$LATEST`, as of the last deploy or refresh. It changes with the configuration, too. */
  declare public readonly revisionId: Output<string>;
  /** SHA-256 of the code of `$LATEST`, as of the last deploy or refresh, as Lambda shows it: base64, of an image in hex. */
  declare public readonly codeSha256: Output<string>;
  /** Size of the zip in bytes. */
  declare public readonly codeSize: Output<number>;
  /** When the function was last changed, ISO 8601. */
  declare public readonly lastModified: Output<string>;
  /** `Zip` or `Image`. */
  declare public readonly packageType: Output<string>;
  /** The function's instruction set, one element. */
  declare public readonly architectures: Output<Architecture[]>;
  /** Lambda's State of the function, such as `Active` or `Inactive`. */
  declare public readonly state: Output<string>;
  /** Lambda's LastUpdateStatus: `Successful` after every deploy that did not fail. */
  declare public readonly lastUpdateStatus: Output<string>;
  /** The image by its digest; undefined for Zip functions. */
  declare public readonly resolvedImageUri: Output<string | undefined>;
  /** The signing job of a signed package; undefined where there is none. */
  declare public readonly signingJobArn: Output<string | undefined>;
  /** The signing profile version of a signed package; undefined where there is none. */
  declare public readonly signingProfileVersionArn: Output<string | undefined>;
  /**
   * The whole configuration as of the last deploy or refresh, a secret, with the names of environment variables only unless
   * `recordEnvironment` is set. Generated SDKs and YAML have it as JSON text.
   */
  declare public readonly configuration: Output<FunctionConfiguration>;
  /** The KMS key that encrypts the package at rest; undefined or "" where it is AWS's own. */
  declare public readonly sourceKmsKeyArn: Output<string | undefined>;
  /** Where and as whom AWS is called, as given here and in the stack's configuration. */
  declare public readonly aws: Output<AwsInputs | undefined>;

  /**
   * @param name The resource's name in the program.
   * @param args What to deploy, and where.
   * @param opts Pulumi's resource options; what each does here is in docs/options.md. `customTimeouts` stand in for
   * `timeoutSeconds`; refused are `ignoreChanges` of the code, and `import`, which is not needed: creating adopts a
   * function that already runs the wanted code without sending anything.
   */
  constructor(name: string, args: FunctionCodeArgs, opts?: CustomResourceOptions) {
    checkInstallation(provider);
    const hasOwnAws = args.aws !== undefined;
    refuseUnreadProvider("FunctionCode", name, hasOwnAws, opts);
    warnOfUnknownSettings();
    const properties = {
      ...args,
      functionName: nameWithinReach("FunctionCode", name, "functionName", hasOwnAws, args.functionName),
      ...readOptions("FunctionCode", name, opts),
      triggers: triggersOf("FunctionCode", name, args.triggers),
      aws: ownAwsOrStacks(args.aws, stackDefaults()),
      sourceFunction: sourceFunctionOf(name, args.sourceFunction),
      dryRun: dryRunOf(args),
      showFiles: args.showFiles === true && runtime.isDryRun() ? true : undefined,
    };
    const traces = withoutStackTraces(FunctionCode);
    try {
      super(
        provider,
        name,
        declaredProperties(properties, codeOutputNames, opts),
        mergeOptions(opts, { additionalSecretOutputs: ["configuration"] }),
        "lambda",
        "FunctionCode",
      );
    } catch (error) {
      throw traces.captured(error);
    } finally {
      traces.restore();
    }
    refuseTransformedProvider("FunctionCode", name, hasOwnAws, this);
    defineDerivedOutputs(this);
  }
}

defineConfiguration(FunctionCode.prototype);

/** "preview" reaches the provider at previews only, so that no up has it among its inputs. */
function dryRunOf({ dryRun }: FunctionCodeArgs): FunctionCodeArgs["dryRun"] {
  return dryRun === "preview" && !runtime.isDryRun() ? undefined : dryRun;
}
