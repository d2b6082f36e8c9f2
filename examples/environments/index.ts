import * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "pulumi-lambda-code";
import { FunctionCode } from "pulumi-lambda-code";

const config = new pulumi.Config();
const from = stackOf("from");
const gate = stackOf("gate");

const api = new FunctionCode("api", {
  functionName: config.require("functionName"),
  publish: true,
  ...(from
    ? {
        sourceFunction: {
          functionName: textOf(from, "functionArn"),
          // The version that stack published: its $LATEST may be another by now.
          qualifier: textOf(from, "version"),
          aws: config.getObject<AwsArgs>("fromAws"),
        },
      }
    : { code: "./app" }),
  // Other bytes than that stack runs are refused, wherever they come from.
  codeSha256: gate && textOf(gate, "codeSha256"),
});

export const functionArn = api.functionArn;
export const version = api.version;
export const codeSha256 = api.codeSha256;

function stackOf(key: string): pulumi.StackReference | undefined {
  const name = config.get(key);
  return name === undefined ? undefined : new pulumi.StackReference(key, { name });
}

function textOf(stack: pulumi.StackReference, name: string): pulumi.Output<string> {
  return stack.requireOutput(name).apply(String);
}
