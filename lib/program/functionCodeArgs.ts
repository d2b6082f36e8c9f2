import type { asset, Input, Output } from "@pulumi/pulumi";
import type { AwsInputs } from "../access/awsInputs.js";
import type { S3ObjectStorageMode } from "../inputs/codeSource.js";
import type { AwsArgs } from "./awsArgs.js";
import type { Architecture, OnForeignChange } from "../inputs/inputs.js";

/** A bucket for packages on their way to Lambda. */
export interface StagingBucketArgs {
  /** Name of the bucket, which is in the function's Region. */
  bucket: Input<string>;
  /** What the objects' keys begin with, such as `lambda/`. Default: nothing. */
  keyPrefix?: Input<string>;
  /** The account that must own the bucket, 12 digits. Default: the function's. */
  expectedBucketOwner?: Input<string>;
}

/** What a promotion needs of a `FunctionCode` that is its source. */
export interface SourceFunctionCode {
  /** The ARN of its function, without a qualifier. */
  readonly functionArn: Output<string>;
  /** The version that it published last, or `$LATEST`. */
  readonly version: Output<string>;
  /** The hash of its code, which a preview knows already. */
  readonly codeSha256: Output<string>;
  /** Where and as whom its function is reached. */
  readonly aws: Output<AwsInputs | undefined>;
}

/** What another function, version or alias runs, as the source of a promotion. */
export interface SourceFunctionArgs {
  /** Name, partial ARN or ARN of the function to take the code from. */
  functionName: Input<string>;
  /** A version such as `"41"`, an alias, or `$LATEST`, which is the default. */
  qualifier?: Input<string>;
  /**
   * Where and as whom that function is read. Default: as the function that is deployed to; what is given here, such as a
   * Region, goes before. A profile, web identity or file given here takes nothing of the target's identity along, and the
   * account rules are those given here alone: they are held against the function that answered, at preview and again
   * before anything is taken from it.
   */
  aws?: AwsArgs;
}

/** The arguments of a `FunctionCode`; their names follow `aws.lambda.Function` of `@pulumi/aws`. */
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
   * At most 50 MiB zipped, more with `stagingBucket`, and 250 MiB unzipped (Lambda quotas), checked at preview.
   * One of `code`, `s3Bucket` with `s3Key`, `imageUri` and `sourceFunction` is required.
   */
  code?: Input<string | asset.Asset | asset.Archive>;
  /**
   * gitignore-style patterns of files to leave out of a folder, on top of its `.lambdaignore`. `.git`, `.env*`, `.pulumi`
   * and the files of Finder and Explorer are left out unless a `!` pattern takes them in again. A pattern that changes no
   * byte of the zip is no change.
   */
  ignore?: Input<Input<string>[]>;
  /**
   * `"follow"`: symbolic links of a folder that lead out of it are replaced by what they lead to, by the same rules of what
   * to leave out. Default: such a link is an error at preview. Links to places inside the folder stay links either way.
   * A change is shown where it changes the hash.
   */
  links?: Input<"follow">;
  /**
   * Bucket of a package already in S3, in the function's Region. A preview asks S3 for the hash of the object (or reads
   * it once) and shows it as `codeSha256`. Source: Lambda API reference, UpdateFunctionCode, S3Bucket.
   */
  s3Bucket?: Input<string>;
  /** Key of a package in S3. Another key with the same bytes is no change, unless `s3ObjectStorageMode` is `REFERENCE`. */
  s3Key?: Input<string>;
  /** Version of the object in S3. Default: the one that the preview saw, so that what was previewed is what is deployed. */
  s3ObjectVersion?: Input<string>;
  /**
   * `COPY`: Lambda keeps a copy. `REFERENCE`: it runs the object in place, which must outlive the function; needs a
   * versioned bucket. Default: as Lambda does. A change is shown as an update.
   */
  s3ObjectStorageMode?: Input<S3ObjectStorageMode>;
  /**
   * Image in a private ECR registry, by tag or by digest, for functions of package type Image. A tag is resolved at each
   * preview and deployed by its digest, so that a moved tag is a change; without `ecr:BatchGetImage` it is deployed by
   * the tag, and only another text is a change. Source: Lambda API reference, UpdateFunctionCode, ImageUri.
   */
  imageUri?: Input<string>;
  /**
   * Promotion: run bit for bit what another function runs, across Regions and accounts. A `FunctionCode` of this
   * program (which is deployed first), or a function with a version or alias; with the function itself and an earlier
   * version it is a rollback. Moves the code only. A preview shows the hash of the source, old => new. Generated
   * SDKs and YAML name a `FunctionCode` by its outputs: `functionArn` as `functionName`, `version` as `qualifier`,
   * `codeSha256` and `aws`.
   */
  sourceFunction?: SourceFunctionCode | SourceFunctionArgs;
  /**
   * A pin: deploy nothing but these bytes. SHA-256 in base64 or hex (an image's digest in hex); other bytes at hand fail
   * the preview. Default: the hash of the code at hand.
   */
  codeSha256?: Input<string>;
  /**
   * Publish a version whenever the code changes. Default false. Turned on, the code at hand is published; turned off,
   * `version` stays the last one. Source: Lambda API reference, PublishVersion.
   */
  publish?: Input<boolean>;
  /**
   * `LATEST_PUBLISHED`, for functions on capacity providers: publishes to `$LATEST.PUBLISHED`, which is then `version`.
   * Needs `publish`. A change is shown as an update. Source: Lambda API reference, PublishVersion, PublishTo.
   */
  publishTo?: Input<"LATEST_PUBLISHED">;
  /** Description of the versions published from now on, at most 256 characters. A change by itself publishes nothing. */
  versionDescription?: Input<string>;
  /**
   * Any values; only a digest of them is kept. When one changes, the deploy runs again: it looks at the live code, puts
   * back what is missing and, with `publish`, publishes if anything changed since the last version. Give it what must
   * reach a version: `[fn.environment, fn.layers, fn.memorySize]` or `[fn.lastModified]`. A resource itself has no value,
   * and is refused at preview by the class of `pulumi-lambda-code`. A change is shown as an update.
   */
  triggers?: Input<unknown>;
  /**
   * `["x86_64"]` or `["arm64"]`. Default: as the function has it. A change is shown as an update.
   * Source: Lambda API reference, UpdateFunctionCode, Architectures.
   */
  architectures?: Input<Input<Architecture>[]>;
  /**
   * KMS key that encrypts the package at rest, `""` for none. Default: as the function has it; Lambda would drop the key
   * at each update that leaves it out, so it is sent again. A change is shown as an update.
   * Source: Lambda API reference, UpdateFunctionCode, SourceKMSKeyArn.
   */
  sourceKmsKeyArn?: Input<string>;
  /**
   * Bucket for packages over 50 MiB on their way to Lambda, in the function's Region; `expectedBucketOwner` is the
   * function's account unless given. Objects are named by their hash and never deleted. A change is no update.
   */
  stagingBucket?: Input<string | StagingBucketArgs>;
  /**
   * Update only if this is the function's RevisionId at the first look. A change is no update. Not needed against
   * concurrent deploys: each update is guarded by the revision that was just seen.
   */
  expectedRevisionId?: Input<string>;
  /**
   * `true`: Lambda validates the update and nothing changes; the outputs stay what runs now. `"preview"`: it is validated
   * at each preview that shows new code, which fails where the up would stop for foreign code, and deployed at up.
   * Default false. Source: Lambda API reference, DryRun.
   */
  dryRun?: Input<boolean> | "preview";
  /**
   * Deadline of a deploy in seconds, 1 to 86400, counted from when it gets its turn. Default: the resource's option
   * `customTimeouts`, else 600. A change is no update.
   */
  timeoutSeconds?: Input<number>;
  /**
   * What to do about code that somebody else deployed: `failUnseen` (default) stops unless a `pulumi refresh` has shown
   * it, `overwrite` replaces it and says so, `fail` stops even then. The first deploy replaces what it finds, with every
   * setting; where `triggers` changed, that very code is replaced again, but with `fail`. A change is no update.
   */
  onForeignChange?: Input<OnForeignChange>;
  /** Whether `configuration` has the values of the environment variables, and not their names only. Default false. */
  recordEnvironment?: Input<boolean>;
  /**
   * Whether a preview with new code lists the files that were added, changed or removed against the package that runs:
   * two requests, only for `code` and only when the hash changed. Default false.
   */
  showFiles?: boolean;
  /** Where and as whom AWS is called. Default: the stack's `aws:` configuration, or with the plugin its provider's. */
  aws?: AwsArgs;
}
