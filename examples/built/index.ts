import { Config } from "@pulumi/pulumi";
import { FunctionCode } from "pulumi-lambda-code";
import { Bundle } from "./bundle";

const bundle = new Bundle("bundle", { folder: "./handler" });

const api = new FunctionCode("api", {
  functionName: new Config().get("functionName") ?? "built-api",
  // The builder's output, and not the path as a text: it is known when the build is done, and not before.
  code: bundle.path,
  publish: true,
});

export const version = api.version;
export const codeSha256 = api.codeSha256;
