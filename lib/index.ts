export { FunctionCode } from "./functionCode.js";
export type { AwsArgs, FunctionCodeArgs } from "./functionCode.js";
export type { AssumeRole } from "./awsInputs.js";
export type { Architecture, OnForeignChange } from "./inputs.js";
export type { FunctionConfiguration } from "./aws/configuration.js";
