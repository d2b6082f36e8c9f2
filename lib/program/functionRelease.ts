import { CustomResource, type CustomResourceOptions, mergeOptions, type Output, runtime } from "@pulumi/pulumi";
import type { AwsInputs } from "../access/awsInputs.js";
import type { KeptVersion, Phase } from "../release/releaseState.js";
import { declaredProperties, withoutStackTraces } from "./declaredProperties.js";
import { nameWithinReach, refuseTransformedProvider, refuseUnreadProvider } from "./explicitProvider.js";
import type { FunctionReleaseArgs } from "./functionReleaseArgs.js";
import { checkInstallation } from "./installation.js";
import { ownAwsOrStacks } from "./ownAws.js";
import { releaseStub, releaseType } from "./releaseStub.js";
import { readOptions } from "./resourceOptions.js";
import { releaseOutputNames, secretSmoke, smokeSecretOption } from "./releaseProperties.js";
import { stackDefaults, warnOfUnknownSettings } from "./stackConfiguration.js";
import { triggersOf } from "./triggersDigest.js";

/**
 * Brings a published version of a Lambda function to the callers of an alias: step by step, watched, and back by itself.
 *
 * An update tests the version, gives it a first part of the calls, watches the alarms, gives it more, and at last all. What
 * goes wrong on the way takes it back, in one write, and fails the up. Destroying the resource leaves the alias, unless
 * `onDestroy` says otherwise.
 *
 * @example
 * const code = new FunctionCode("api", { functionName: "orders-api", code: "./dist", publish: true });
 * new FunctionRelease("live", {
 *   functionName: code.functionArn,
 *   aliasName: "live",
 *   functionVersion: code.version,
 *   codeSha256: code.codeSha256,
 *   alarms: ["orders-api-errors"],
 * });
 */
export class FunctionRelease extends CustomResource {
  /** The alias's ARN, by which callers invoke the function; also the resource's id. */
  declare public readonly aliasArn: Output<string>;
  /** What API Gateway takes as the URI of an integration with the alias. */
  declare public readonly invokeArn: Output<string>;
  /** The function's ARN without a qualifier. */
  declare public readonly functionArn: Output<string>;
  /** Name of the alias. */
  declare public readonly aliasName: Output<string>;
  /** The version that the alias points to, as of the last release or refresh: while `phase` is `Held` still the one of before. */
  declare public readonly functionVersion: Output<string>;
  /** What the alias pointed to before the last release that ended well; undefined where there was none. */
  declare public readonly previousVersion: Output<string | undefined>;
  /** The part of the calls that go to another version than `functionVersion`, by that version: a fraction; `{}` where none do. */
  declare public readonly routingConfig: Output<Record<string, number>>;
  /** Lambda's RevisionId of the alias, as of the last release or refresh. */
  declare public readonly revisionId: Output<string>;
  /** SHA-256 of the code of `functionVersion`, as Lambda shows it. */
  declare public readonly codeSha256: Output<string>;
  /** How the release stands; `Succeeded` or `Held` after every up that did not fail. */
  declare public readonly phase: Output<Phase>;
  /** A version that was taken back, and is not tried again by itself; undefined where there is none. */
  declare public readonly failedVersion: Output<string | undefined>;
  /** Why it was taken back; undefined where none was. */
  declare public readonly failureReason: Output<string | undefined>;
  /** When the last release ended well, ISO 8601; undefined where none was needed yet. */
  declare public readonly lastReleasedAt: Output<string | undefined>;
  /** The versions that the last release deleted, by `retain`. */
  declare public readonly deletedVersions: Output<string[]>;
  /** The versions that it kept beyond the number to retain, each with the reason: the ten oldest. */
  declare public readonly keptVersions: Output<KeptVersion[]>;
  /** How many more it kept than `keptVersions` lists; undefined where that has them all. */
  declare public readonly moreKeptVersions: Output<number | undefined>;
  /** Where and as whom AWS is called, as given here and in the stack's configuration. */
  declare public readonly aws: Output<AwsInputs | undefined>;

  /**
   * @param name The resource's name in the program.
   * @param args What to release, to whom, and how it is watched.
   * @param opts Pulumi's resource options; `customTimeouts` stand in for `timeoutSeconds`. Refused is `import`, which is not
   * needed: creating takes an alias over that is there already.
   */
  constructor(name: string, args: FunctionReleaseArgs, opts?: CustomResourceOptions) {
    checkInstallation(releaseStub);
    const hasOwnAws = args.aws !== undefined;
    refuseUnreadProvider("FunctionRelease", name, hasOwnAws, opts);
    warnOfUnknownSettings();
    const properties = {
      ...args,
      functionName: nameWithinReach("FunctionRelease", name, "functionName", hasOwnAws, args.functionName),
      ...readOptions("FunctionRelease", name, opts),
      // Reaches the provider at previews only, so that no up has it among its inputs.
      showRetention: args.retain !== undefined && runtime.isDryRun() ? true : undefined,
      smoke: secretSmoke(args.smoke),
      triggers: triggersOf("FunctionRelease", name, args.triggers),
      aws: ownAwsOrStacks(args.aws, stackDefaults()),
    };
    const traces = withoutStackTraces(FunctionRelease);
    try {
      super(
        // What `dynamic.Resource` makes of a provider, but for its text.
        releaseType,
        name,
        { ...declaredProperties(properties, releaseOutputNames, opts), __provider: releaseStub },
        mergeOptions(opts, smokeSecretOption(args.smoke)),
      );
    } catch (error) {
      throw traces.captured(error);
    } finally {
      traces.restore();
    }
    refuseTransformedProvider("FunctionRelease", name, hasOwnAws, this);
  }
}
