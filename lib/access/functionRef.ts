import { DeployError } from "../ground/errors.js";

/** Which function a text names; what the text does not say is undefined. */
export interface FunctionRef {
  name: string;
  partition?: string;
  region?: string;
  account?: string;
}

// Lambda's own pattern (API reference, UpdateFunctionCode, FunctionName) knows fewer Regions than AWS has by now:
// `us-iso-east-1`, `eusc-de-east-1` and `us-gov-west-1` all have this shape.
const regionPattern = "[a-z]{2,5}(?:-[a-z]+)+-\\d{1,2}";
const functionPattern = new RegExp(
  `^(?:arn:(aws[a-zA-Z-]*):lambda:)?(?:(${regionPattern}):)?(?:(\\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\\$LATEST|[a-zA-Z0-9-_]+))?$`,
);

// What has strayed here may be a secret: of what is no name, only what begins as Lambda's ARNs do is quoted.
const arnBeginning = new RegExp(`^(?:arn:aws[a-zA-Z-]*:lambda:|(?:${regionPattern}:)?\\d{12}:function:)[\\w:$-]*$`);

/** Whether a text has the form of a Region's name. */
export function isRegion(text: string): boolean {
  return new RegExp(`^${regionPattern}$`).test(text);
}

/** Reads a function name, partial ARN or ARN; the text of a failure where it is none of them. */
export function parseFunctionName(text: string): FunctionRef | string {
  if (text.length === 0 || text.length > 140) {
    return `functionName has ${text.length} characters; Lambda takes 1 to 140.`;
  }
  const match = functionPattern.exec(text);
  if (match?.[4] === undefined || (text.startsWith("arn:") && !(match[2] && match[3]))) {
    const shown = arnBeginning.test(text) ? ` "${text}"` : "";
    return `functionName${shown} is neither a function name, nor a partial ARN (123456789012:function:name), nor a function ARN.`;
  }
  const [, partition, region, account, name, qualifier] = match;
  if (name.length > 64) {
    return `functionName has a name of ${name.length} characters; a function's name has at most 64.`;
  }
  if (qualifier !== undefined && qualifier !== "$LATEST") {
    return `functionName "${text}" has the qualifier "${qualifier}"; a published version never changes and an alias holds no code: give the function without a qualifier.`;
  }
  return { name, partition, region, account };
}

/** A function ARN as Lambda answers it, in parts; the qualifier is dropped. */
export function parseFunctionArn(arn: string): Required<FunctionRef> {
  const ref = parseFunctionName(arn.replace(/^(arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+):.*$/, "$1"));
  if (typeof ref === "string" || !ref.partition || !ref.region || !ref.account) {
    throw new DeployError("WrongFunction", `"${arn}" is not the ARN of a Lambda function.`);
  }
  return { name: ref.name, partition: ref.partition, region: ref.region, account: ref.account };
}

/** The ARN without a qualifier: the resource's id, and the name by which every call names the function. */
export function unqualifiedArn(arn: string): string {
  const { partition, region, account, name } = parseFunctionArn(arn);
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

/** The parts in which what is asked for is another function than the one at `arn`: name, account, Region, partition. */
export function differencesFrom(wanted: FunctionRef, arn: string): (keyof FunctionRef)[] {
  const found = parseFunctionArn(arn);
  return (["name", "account", "region", "partition"] as const).filter(
    (part) => wanted[part] !== undefined && wanted[part] !== found[part],
  );
}
