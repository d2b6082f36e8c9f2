import type { Input } from "@pulumi/pulumi";
import type { OnAlarmAtStart, OnDestroy, OnForeignChange, OnInterrupt, OnTooFew } from "../release/releaseArguments.js";
import type { AwsArgs } from "./awsArgs.js";

/** A step of a release: the part of the calls that the new version gets, and for how long it is watched there. */
export interface ReleaseStepArgs {
  /** The part of the calls that go to the new version: above 0 and below 1, a fraction such as 0.1. */
  weight: Input<number>;
  /** How long the alarms are watched at this weight, in seconds, up to 172800. */
  bakeSeconds: Input<number>;
}

/** What a smoke test's answer must be. */
export interface SmokeExpectationArgs {
  /** The field `statusCode` of the answer, as functions behind API Gateway and function URLs give it. */
  statusCode?: Input<number>;
  /** Any value that the answer must contain: of an object at least these fields, at any depth. */
  payload?: Input<unknown>;
}

/** An invocation of the new version by its number, before it gets any calls. */
export interface SmokeTestArgs {
  /** What the function is invoked with: any value, sent as JSON, at most 6 MiB. Default: `{}`. */
  payload?: Input<unknown>;
  /** What the answer must be. Default: anything but an error of the function. */
  expect?: Input<SmokeExpectationArgs>;
  /** How long the answer may take, in seconds, 1 to 900. Default 30. */
  timeoutSeconds?: Input<number>;
  /** The client context of the invocation, in base64. Source: Lambda API reference, Invoke, X-Amz-Client-Context. */
  clientContext?: Input<string>;
  /** The tenant of a function that isolates its tenants. Source: Lambda API reference, Invoke, X-Amz-Tenant-Id. */
  tenantId?: Input<string>;
}

/** What part of the new version's invocations through the alias may fail, by Lambda's own metrics. */
export interface ErrorRateArgs {
  /** The part that may fail: from 0 to below 1, a fraction such as 0.01. */
  max: Input<number>;
  /** Of fewer invocations no rate is made; a whole number from 1. */
  minInvocations: Input<number>;
  /** What too few invocations mean: `proceed` (default) says so and goes on, `rollback` goes back. */
  onTooFew?: Input<OnTooFew>;
}

/** Which versions of the function are kept after a release that ended well. */
export interface RetainArgs {
  /** How many of the newest versions are kept, a whole number from 2; older ones only where something uses them. */
  versions: Input<number>;
  /** How long a version is kept whatever its number, in seconds. Default 3600. */
  minAgeSeconds?: Input<number>;
}

/** The arguments of a `FunctionRelease`. */
export interface FunctionReleaseArgs {
  /**
   * The function: a name, partial ARN or ARN, without a qualifier, such as `code.functionArn` of a `FunctionCode`.
   * Another function replaces the resource: its alias is released to, and the one of before is left as `onDestroy` says.
   */
  functionName: Input<string>;
  /**
   * Name of the alias that callers use, such as `live`; made where there is none. Another name replaces the resource.
   * Source: Lambda API reference, CreateAlias, Name.
   */
  aliasName: Input<string>;
  /**
   * Description of the alias, at most 256 characters. While a release is under way its journal stands behind the text, which
   * is back at the end. Default: as the alias has it. A change is shown as an update.
   */
  description?: Input<string>;
  /**
   * The version that the alias's callers are to have, a number as a text, such as `code.version` of a `FunctionCode` with
   * `publish`. `$LATEST` only with `deploymentConfig: "AllAtOnce"`. A change is shown as an update.
   */
  functionVersion: Input<string>;
  /**
   * The hash that the version must have, such as `code.codeSha256`: other code is never released. SHA-256 in base64 or hex.
   * Default: any. A change is shown as an update.
   */
  codeSha256?: Input<string>;
  /**
   * The steps by a name of CodeDeploy's: `Canary10Percent5Minutes` (default), `Canary10Percent10Minutes`,
   * `Canary10Percent15Minutes`, `Canary10Percent30Minutes`, `Linear10PercentEvery1Minute`, `Linear10PercentEvery2Minutes`,
   * `Linear10PercentEvery3Minutes`, `Linear10PercentEvery10Minutes` or `AllAtOnce`. A change is no update: it holds from
   * the next release on.
   */
  deploymentConfig?: Input<string>;
  /**
   * The steps one by one, rising in weight, in place of `deploymentConfig`; the last one, to all, is implied, and `[]` is all
   * at once. A change is no update.
   */
  steps?: Input<Input<ReleaseStepArgs>[]>;
  /** How long the alarms are watched once all calls go to the new version, in seconds: it can still be taken back. Default 0. */
  finalBakeSeconds?: Input<number>;
  /**
   * The weight of a step, a fraction such as 0.1, at which the release stops and the up ends well, with `phase` `Held`. Taken
   * away, or at a higher step, the next up goes on. Default: the release goes through. A change while it is held is shown as
   * an update.
   */
  hold?: Input<number>;
  /**
   * Names or ARNs of metric and composite alarms of CloudWatch, at most 100, in the function's own account and Region. One
   * that turns red during the release takes it back; one that is not there stops it before anything is sent. Default: none.
   * A change is no update.
   */
  alarms?: Input<Input<string>[]>;
  /**
   * What an alarm means that is red before the release begins: `fail` (default) releases nothing, `ignore` goes on, and the
   * alarm counts when it turns red anew.
   */
  onAlarmAtStart?: Input<OnAlarmAtStart>;
  /** What part of the new version's invocations may fail, for those without alarms of their own. Default: not looked at. */
  errorRate?: Input<ErrorRateArgs>;
  /**
   * A smoke test, or a list of them: invocations of the new version by its number, each sent once, before it gets any calls. A
   * failed one moves nothing. Kept as a secret. Default: none.
   */
  smoke?: Input<SmokeTestArgs | Input<SmokeTestArgs>[]>;
  /**
   * Whether a release that fails goes back by itself. Default true. `false`: the weights stay where they are, the up fails,
   * and says by which command to go on or back.
   */
  autoRollback?: Input<boolean>;
  /**
   * What to do about an alias that somebody else moved: `failUnseen` (default) stops unless a `pulumi refresh` has shown it,
   * `overwrite` goes on from there and says so, `fail` stops even then. A change is no update.
   */
  onForeignChange?: Input<OnForeignChange>;
  /**
   * What happens to a release under way whose run is interrupted: `rollback` (default) gives everybody the version of before by
   * one write, `leave` leaves the weights, for the next run to go on from.
   */
  onInterrupt?: Input<OnInterrupt>;
  /**
   * Any values; only a digest of them is kept. A version that was taken back is not tried again by itself: another value here
   * does. A change is shown as an update.
   */
  triggers?: Input<unknown>;
  /**
   * After a release that ended well, deletes versions beyond the newest ones, but none that an alias, an event source,
   * provisioned concurrency or a policy of its own uses, nor the one of before. Default: all are kept. A change is no update.
   */
  retain?: Input<RetainArgs>;
  /**
   * Deadline of a release in seconds, 1 to 345600. Default: the resource's option `customTimeouts`, else as long as the steps
   * bake and 900 more. A change is no update.
   */
  timeoutSeconds?: Input<number>;
  /**
   * What happens to the alias when the resource is destroyed: `keep` (default) leaves it, with all calls on one version,
   * `delete` deletes it. A change is shown as an update that sends nothing to Lambda.
   */
  onDestroy?: Input<OnDestroy>;
  /** Where and as whom AWS is called. Default: the stack's `aws:` configuration, or with the plugin its provider's. */
  aws?: AwsArgs;
}
