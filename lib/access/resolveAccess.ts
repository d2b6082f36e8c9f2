import { type Access, accessOf } from "./access.js";
import type { AwsInputs } from "./awsInputs.js";
import { assertAllowedAccount } from "./checkAccess.js";
import { type FunctionRef, parseFunctionArn, parseFunctionName } from "./functionRef.js";
import { withTargetDefaults } from "./inheritAccess.js";

/** A function as the program names it, and what it says of where and as whom. */
export interface NamedFunction {
  functionName: string;
  aws: AwsInputs;
}

/** The function that is named, with the Region of `aws` where the name has none. */
export function functionRefOf({ functionName, aws }: NamedFunction): FunctionRef {
  const ref = parseFunctionName(functionName);
  const named = typeof ref === "string" ? { name: functionName } : ref;
  return { ...named, region: aws.region ?? named.region ?? aws.defaultRegion };
}

/** Where and as whom the function that is deployed to is reached. */
export function targetAccess(target: NamedFunction): Access {
  return accessOf(target.aws, functionRefOf(target).region);
}

/** The function that an operation is about, and how it is reached; `recordedArn`, of the state, is undefined on create. */
export function resolveTarget(target: NamedFunction, recordedArn: string | undefined) {
  const wanted = functionRefOf(target);
  const functionRef = recordedArn === undefined ? wanted : { ...wanted, ...parseFunctionArn(recordedArn) };
  const access = accessOf(target.aws, functionRef.region);
  if (recordedArn !== undefined) {
    assertAllowedAccount(access.accountRules, recordedArn);
  }
  return { functionRef, access };
}

/** The function that the code of a promotion is taken from, as far as it is named. */
export interface SourceName {
  functionName: string;
  /** Known of a FunctionCode of the same program alone, whose `aws`, if it came along, takes nothing from the target. */
  codeSha256?: string;
  aws?: AwsInputs;
}

/** The source of a promotion, with all that holds of where and as whom it is read. */
export function namedSource({ functionName, codeSha256, aws }: SourceName, target: NamedFunction): NamedFunction {
  if (codeSha256 !== undefined && aws !== undefined) {
    return { functionName, aws };
  }
  // An ARN says the target's Region as well as `aws` does.
  const place = { ...target.aws, region: functionRefOf(target).region };
  return { functionName, aws: withTargetDefaults(aws ?? {}, place) };
}
