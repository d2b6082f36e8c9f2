import * as pulumi from "@pulumi/pulumi";
import type { ReleaseStepArgs } from "pulumi-lambda-code";
import { FunctionCode, FunctionRelease } from "pulumi-lambda-code";

const config = new pulumi.Config();
const from = config.get("from");

const code = new FunctionCode("api", {
  functionName: config.require("functionName"),
  publish: true,
  ...(from === undefined ? { code: "./app" } : { sourceFunction: published(from) }),
});

// The same lines for every stack: how carefully it releases is in its Pulumi.<stack>.yaml.
const live = new FunctionRelease("live", {
  functionName: code.functionArn,
  aliasName: "live",
  functionVersion: code.version,
  codeSha256: code.codeSha256,
  steps: config.getObject<ReleaseStepArgs[]>("steps") ?? [],
  hold: config.getNumber("hold"),
  alarms: config.getObject<string[]>("alarms") ?? [],
  smoke: { payload: { from: "the smoke test" } },
});

export const functionArn = code.functionArn;
export const version = code.version;
export const phase = live.phase;
export const callersHave = live.functionVersion;

/** The version that another stack has published: its `$LATEST` may be another by now. */
function published(name: string) {
  const stack = new pulumi.StackReference("from", { name });
  return {
    functionName: stack.requireOutput("functionArn").apply(String),
    qualifier: stack.requireOutput("version").apply(String),
  };
}
