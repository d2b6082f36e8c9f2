export { FunctionCode } from "./program/functionCode.js";
export type { AwsArgs, EndpointArgs } from "./program/awsArgs.js";
export type {
  FunctionCodeArgs,
  SourceFunctionArgs,
  SourceFunctionCode,
  StagingBucketArgs,
} from "./program/functionCodeArgs.js";
export type { S3ObjectStorageMode } from "./inputs/codeSource.js";
export type { AssumeRole, AssumeRoleWithWebIdentity, AwsInputs, ServiceEndpoints } from "./access/awsInputs.js";
export type { Architecture, OnForeignChange } from "./inputs/inputs.js";
export type {
  FunctionConfiguration,
  FunctionEnvironment,
  FunctionEnvironmentError,
} from "./aws/lambda/configuration.js";
