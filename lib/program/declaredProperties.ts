import type { CustomResourceOptions } from "@pulumi/pulumi";
import { nameWithinReach } from "./explicitProvider.js";
import type { FunctionCodeArgs } from "./functionCodeArgs.js";

/** Of a FunctionCode the outputs that nothing else can give. */
export const codeOutputNames = [
  "version",
  "previousVersion",
  "codeSha256",
  "resolvedImageUri",
  "configuration",
  "sourceKmsKeyArn",
  "aws",
];

/**
 * The properties that Pulumi puts on a resource: just those that are named to it, of the arguments the given ones, of the
 * outputs those that nothing else can give. Each costs it eight promises, undefined or not.
 */
export function declaredProperties(
  args: object,
  outputNames: readonly string[],
  opts?: CustomResourceOptions,
): Record<string, unknown> {
  const given = Object.entries(args).filter(([, value]) => value !== undefined);
  const named = [...outputNames, ...(opts?.additionalSecretOutputs ?? [])];
  const outputs = Object.fromEntries(named.map((name) => [name, undefined]));
  return { ...outputs, ...Object.fromEntries(given) };
}

/** Of a resource its hash is known at preview, too, and tells the change; its version orders the two. */
export function sourceFunctionOf(name: string, source: FunctionCodeArgs["sourceFunction"]) {
  // Not `instanceof`: the class may be another copy of this package's.
  if (source !== undefined && "functionArn" in source) {
    const { functionArn, version, codeSha256, aws } = source;
    // Where it says nothing of where and as whom, nothing is meant, and not what this resource says.
    return { functionName: functionArn, qualifier: version, codeSha256, aws: aws.apply((said) => said ?? {}) };
  }
  if (source === undefined) {
    return undefined;
  }
  const { functionName, aws } = source;
  // What it leaves open it takes from the target, whose defaults are the stack's.
  return {
    ...source,
    functionName: nameWithinReach("FunctionCode", name, "sourceFunction.functionName", aws !== undefined, functionName),
  };
}

/**
 * Has Pulumi take no stack traces while it makes a resource: it takes four for each property, for its own debugging, which
 * is 10 ms a resource, and for a hundred a quarter of a preview. The positions in the program that it records are taken at
 * a limit of its own.
 */
export function withoutStackTraces(constructor: new (...args: never[]) => unknown) {
  const { stackTraceLimit } = Error;
  const restore = (): void => {
    Error.stackTraceLimit = stackTraceLimit;
  };
  Error.stackTraceLimit = 0;
  return {
    restore,
    /** The error with its place in the program: what is wrong with the name or the options is shown there. */
    captured: (error: unknown): unknown => {
      restore();
      Error.captureStackTrace(error as Error, constructor);
      return error;
    },
  };
}
