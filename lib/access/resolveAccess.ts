import { type Access, accessOf } from "./access.js";
import type { AwsInputs } from "./awsInputs.js";
import { type FunctionRef, parseFunctionName } from "./functionRef.js";
import { asTheTarget } from "./inheritAccess.js";

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

/** The source of a promotion, with all that is said of it, or else of the function that is deployed to. */
export function namedSource(source: { functionName: string; aws?: AwsInputs }, target: AwsInputs): NamedFunction {
  return { functionName: source.functionName, aws: source.aws ?? asTheTarget(target) };
}
