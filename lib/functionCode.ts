import {
  type asset,
  type CustomResourceOptions,
  dynamic,
  type Input,
  mergeOptions,
  type Output,
  output,
} from "@pulumi/pulumi";
import type { FunctionConfiguration } from "./aws/configuration.js";
import type { AssumeRole } from "./awsInputs.js";
import type { Architecture, OnForeignChange } from "./inputs.js";
import { provider } from "./providerStub.js";
import { stackDefaults } from "./stackConfiguration.js";
import { digestTriggers } from "./triggersDigest.js";

/**
 * Where and as whom AWS is called. Each field defaults to the one of the same name in the stack's `aws:` configuration;
 * what neither says comes from the environment of the machine (`AWS_*`, shared files) at each call and is never recorded.
 */
export interface AwsArgs {
  /** Region of the function, such as `eu-central-1`. Another one replaces the resource; one that contradicts an ARN is an error at preview. */
  region?: Input<string>;
  /** A profile of the shared AWS files. A change is shown as an update that sends nothing to Lambda. */
  profile?: Input<string>;
  /** Roles to assume, one after the other. A change is shown as an update that sends nothing to Lambda. */
  assumeRoles?: Input<Input<AssumeRole>[]>;
  /** URL of the Lambda API in place of AWS's own. A change is shown as an update that sends nothing to Lambda. */
  endpoint?: Input<string>;
  /** The only accounts that may be deployed to, 12 digits each. Checked before anything is sent. */
  allowedAccountIds?: Input<Input<string>[]>;
  /** Accounts that must never be deployed to, 12 digits each. Checked before anything is sent. */
  forbiddenAccountIds?: Input<Input<string>[]>;
}

/** The arguments of a `FunctionCode`; their names follow `aws.lambda.Function` of @pulumi/aws. */
export interface FunctionCodeArgs {
  /**
   * The function: a name, partial ARN (`123456789012:function:name`) or ARN, without a qualifier, 1 to 140 characters.
   * Another spelling of the same function is no change; another function replaces the resource (nothing is deleted).
   * Source: Lambda API reference, UpdateFunctionCode, FunctionName.
   */
  functionName: Input<string>;
  /**
   * What the function is to run: a path to a `.zip` or `.jar` (deployed as it is), a path to a folder (made into a
   * reproducible zip), or a Pulumi asset or archive. Relative paths start at the program's main folder.
   * A preview shows the hash of the bytes as `codeSha256`, old => new; the same bytes under another path are no change.
   * At most 50 MiB zipped and 250 MiB unzipped (Lambda quotas), checked at preview.
   */
  code: Input<string | asset.Asset | asset.Archive>;
  /**
   * gitignore-style patterns of files to leave out of a folder, on top of its `.lambdaignore`. `.git` and `.env*` are
   * left out unless a `!` pattern takes them in again. A pattern that changes no byte of the zip is no change.
   */
  ignore?: Input<Input<string>[]>;
  /**
   * A pin: deploy nothing but these bytes. SHA-256 in base64 or hex; other bytes at hand fail the preview.
   * Default: the hash of `code`.
   */
  codeSha256?: Input<string>;
  /**
   * Publish a version whenever the code changes. Default false. Turned on, the code at hand is published; turned off,
   * `version` stays the last one. Source: Lambda API reference, PublishVersion.
   */
  publish?: Input<boolean>;
  /** Description of the versions published from now on, at most 256 characters. A change by itself publishes nothing. */
  versionDescription?: Input<string>;
  /**
   * Any values; only a digest of them is kept. When one changes, the deploy runs again: it looks at the live code, puts
   * back what is missing and, with `publish`, publishes if anything changed since the last version. Give it what must
   * reach a version: `[fn.environment, fn.layers, fn.memorySize]` or `[fn.lastModified]`. A change is shown as an update.
   */
  triggers?: Input<unknown>;
  /**
   * `["x86_64"]` or `["arm64"]`. Default: as the function has it. A change is shown as an update.
   * Source: Lambda API reference, UpdateFunctionCode, Architectures.
   */
  architectures?: Input<Input<Architecture>[]>;
  /** Deadline of a deploy in seconds, 1 to 86400, counted from when it gets its turn. Default 600. A change is no update. */
  timeoutSeconds?: Input<number>;
  /**
   * What to do about code that somebody else deployed: `failUnseen` (default) stops unless a `pulumi refresh` has shown
   * it, `overwrite` replaces it and says so, `fail` stops even then, and where `triggers` changed. The first deploy
   * replaces what it finds, with every setting. A change is no update.
   */
  onForeignChange?: Input<OnForeignChange>;
  /** Where and as whom AWS is called. Default: the stack's `aws:` configuration. */
  aws?: AwsArgs;
}

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
  /** SHA-256 of the code of `$LATEST`, as of the last deploy or refresh: base64, as Lambda shows it. */
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
  /** The whole configuration as of the last deploy or refresh, a secret, with the names of environment variables only. */
  declare public readonly configuration: Output<FunctionConfiguration>;

  /**
   * @param name The resource's name in the program.
   * @param args What to deploy, and where.
   * @param opts Pulumi's resource options; `import` does not work for dynamic resources, and is not needed: creating
   * adopts a function that already runs the wanted code without sending anything.
   */
  constructor(name: string, args: FunctionCodeArgs, opts?: CustomResourceOptions) {
    const properties = { ...args, triggers: triggersOf(args), aws: awsOf(args) };
    // Output-only properties are named as undefined, or Pulumi would not put them on the object.
    const outputs = Object.fromEntries(outputNames.map((name) => [name, undefined]));
    super(
      provider,
      name,
      { ...outputs, ...properties },
      mergeOptions(opts, { additionalSecretOutputs: ["configuration"] }),
      "lambda",
      "FunctionCode",
    );
  }
}

const outputNames = [
  "functionArn",
  "version",
  "previousVersion",
  "qualifiedArn",
  "revisionId",
  "codeSha256",
  "codeSize",
  "lastModified",
  "packageType",
  "architectures",
  "state",
  "lastUpdateStatus",
  "resolvedImageUri",
  "signingJobArn",
  "signingProfileVersionArn",
  "configuration",
];

/** An argument left open must not switch a default of the stack off; where nothing is said at all, nothing is shown. */
function awsOf({ aws = {} }: FunctionCodeArgs): AwsArgs | undefined {
  const isSaid = ([, value]: [string, unknown]) => value !== undefined;
  const said = [...Object.entries(stackDefaults()).filter(isSaid), ...Object.entries(aws).filter(isSaid)];
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

function triggersOf(args: FunctionCodeArgs): Output<string> | undefined {
  return args.triggers === undefined ? undefined : output(args.triggers).apply(digestTriggers);
}
