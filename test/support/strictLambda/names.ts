import { functionNotFound, invalidParameter, LambdaError, notFound, validation } from "./lambdaError.js";

/** Who calls, and where: the account of the access key, the Region of the credential scope. */
export interface Caller {
  accessKeyId: string;
  account: string;
  region: string;
  partition: string;
}

/** The function that a path names, seen from its caller. */
export interface FunctionAddress {
  arn: string;
  name: string;
  qualifier?: string;
}

const pattern =
  "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
const parts = new RegExp(
  "^(?:arn:(aws[a-zA-Z-]*):lambda:)?(?:((?:eusc-)?[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\\d):)?(?:(\\d{12}):)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\\$LATEST(?:\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?$",
);

/** Resolves a name, partial ARN or ARN as Lambda does: it looks only in the Region called, and only into the caller's own account. */
export function addressOf(text: string, caller: Caller, operation: string, qualifier?: string): FunctionAddress {
  if (text.length === 0 || text.length > 140) {
    throw validation(text, "functionName", "Member must have length less than or equal to 140");
  }
  const match = parts.exec(text);
  if (match === null) {
    throw validation(text, "functionName", `Member must satisfy regular expression pattern: ${pattern}`);
  }
  const [, , region, account = caller.account, name = "", ownQualifier] = match;
  if (name.length > 64) {
    throw validation(text, "functionName", "Member must have length less than or equal to 64");
  }
  if (region !== undefined && region !== caller.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${caller.region}')`);
  }
  const arn = `arn:${caller.partition}:lambda:${caller.region}:${account}:function:${name}`;
  if (account !== caller.account) {
    throw notAuthorized(caller, operation, arn, "resource-based");
  }
  if (qualifier !== undefined && ownQualifier !== undefined && qualifier !== ownQualifier) {
    throw invalidParameter("The derived qualifier from the function name does not match the specified qualifier.");
  }
  return { arn, name, qualifier: qualifier ?? ownQualifier };
}

/** IAM's refusal; `kind` is the sort of policy that would have had to allow it. */
export function notAuthorized(
  caller: Caller,
  operation: string,
  arn: string,
  kind: "identity-based" | "resource-based",
): LambdaError {
  const user = `arn:${caller.partition}:iam::${caller.account}:user/deployer`;
  return new LambdaError(
    403,
    "AccessDeniedException",
    `User: ${user} is not authorized to perform: lambda:${operation} on resource: ${arn} because no ${kind} policy allows the lambda:${operation} action`,
    { messageKey: "Message" },
  );
}

/** The error of a function or qualifier that is not there, worded with the qualifier that was asked for. */
export const missing = (address: FunctionAddress): LambdaError =>
  functionNotFound(address.qualifier === undefined ? address.arn : `${address.arn}:${address.qualifier}`);

/** The partition of a Region. */
export function partitionOf(region: string): string {
  const special = /^(cn|us-gov|(?:us|eu)-iso[a-z]?|eusc)-/.exec(region)?.[1];
  const letter = /^(?:us|eu)-iso([a-z]?)$/.exec(special ?? "")?.[1];
  if (letter !== undefined) {
    return letter === "" ? "aws-iso" : `aws-iso-${letter}`;
  }
  return special === undefined ? "aws" : `aws-${special}`;
}
