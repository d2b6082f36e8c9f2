import { Config } from "@pulumi/pulumi";
import { FunctionCode } from "pulumi-lambda-code";

const api = new FunctionCode("api", {
  functionName: new Config().get("functionName") ?? "typescript-api",
  // What `npm run build` in handler/ writes.
  code: "./handler/dist",
  publish: true,
});

export const version = api.version;
export const codeSha256 = api.codeSha256;
