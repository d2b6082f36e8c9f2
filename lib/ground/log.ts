import { endWithTheEngine } from "./brokenPipes.js";

/**
 * The only console of the library. What a dynamic provider prints appears on the stack, with no URN,
 * so every line names its function.
 */
export interface Log {
  info(functionName: string, message: string): void;
  warn(functionName: string, message: string): void;
}

export const consoleLog: Log = {
  info: (functionName, message) => {
    print(`${functionName}: ${message}`);
  },
  // Pulumi shows stdout and stderr alike; the word tells a warning from a remark.
  warn: (functionName, message) => {
    print(`${functionName}: warning: ${message}`);
  },
};

function print(line: string): void {
  endWithTheEngine();
  console.log(line);
}
