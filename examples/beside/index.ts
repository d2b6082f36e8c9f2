import { Config } from "@pulumi/pulumi";
import { FunctionCode } from "pulumi-lambda-code";
import { OwnedFunction } from "./owner";

const config = new Config();
const placeholder = config.get("placeholder") ?? "no code yet";

// The owner: the function and its configuration. What it says of the code counts when the function is made, never after.
const fn = new OwnedFunction(
  "fn",
  {
    functionName: config.get("functionName") ?? "beside-api",
    memorySize: config.getNumber("memorySize") ?? 128,
    generation: config.getNumber("generation") ?? 1,
    code: `export const handler = async () => ({ message: ${JSON.stringify(placeholder)} });`,
  },
  { ignoreChanges: ["code"] },
);

const code = new FunctionCode(
  "code",
  {
    functionName: fn.arn,
    code: "./app",
    publish: true,
    // A version holds configuration, too: publish one when the configuration changes.
    triggers: [fn.memorySize],
  },
  // When the function is made anew, so is its code.
  { replaceWith: [fn] },
);

export const version = code.version;
export const codeSha256 = code.codeSha256;
