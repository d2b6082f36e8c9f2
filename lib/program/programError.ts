import { RunError } from "@pulumi/pulumi";

/**
 * What is wrong with the program. It has no stack, which Pulumi does not print of a RunError, and yet has Node.js paint: of
 * what is thrown within an apply it has a line in `node_modules/@pulumi/output.ts`, as Pulumi's source maps say, and there
 * Node.js 20 and 22 go round for half a minute, until they have used up 3.7 GB (markNodeModules of util.inspect, which takes
 * a folder after the scope for granted).
 */
export function programError(message: string): RunError {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new RunError(message);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
