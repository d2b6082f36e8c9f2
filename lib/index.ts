export { FunctionCode } from "./program/functionCode.js";
export { FunctionRelease } from "./program/functionRelease.js";
export type { AwsArgs, EndpointArgs } from "./program/awsArgs.js";
export type {
  FunctionCodeArgs,
  SourceFunctionArgs,
  SourceFunctionCode,
  StagingBucketArgs,
} from "./program/functionCodeArgs.js";
export type {
  ErrorRateArgs,
  FunctionReleaseArgs,
  ReleaseStepArgs,
  RetainArgs,
  SmokeExpectationArgs,
  SmokeTestArgs,
} from "./program/functionReleaseArgs.js";
export type { OnAlarmAtStart, OnDestroy, OnInterrupt, OnTooFew } from "./release/releaseArguments.js";
export type { KeptVersion, Phase } from "./release/releaseState.js";
export type { S3ObjectStorageMode } from "./inputs/codeSource.js";
export type { AssumeRole, AssumeRoleWithWebIdentity, AwsInputs, ServiceEndpoints } from "./access/awsInputs.js";
export type { Architecture, OnForeignChange } from "./inputs/inputs.js";
export type {
  FunctionConfiguration,
  FunctionEnvironment,
  FunctionEnvironmentError,
} from "./aws/lambda/configuration.js";
