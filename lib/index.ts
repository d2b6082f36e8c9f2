export { FunctionCode } from "./functionCode.js";
export type {
  AwsArgs,
  EndpointArgs,
  FunctionCodeArgs,
  SourceFunctionArgs,
  StagingBucketArgs,
} from "./functionCodeArgs.js";
export type { S3ObjectStorageMode } from "./codeSource.js";
export type { AssumeRole, AwsInputs, ServiceEndpoints } from "./awsInputs.js";
export type { Architecture, OnForeignChange } from "./inputs.js";
export type { FunctionConfiguration, FunctionEnvironment, FunctionEnvironmentError } from "./aws/configuration.js";
