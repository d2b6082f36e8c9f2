import { Config } from "@pulumi/pulumi";
import { FunctionCode } from "pulumi-lambda-code";

const config = new Config();

const api = new FunctionCode("api", {
  functionName: config.get("functionName") ?? "s3-api",
  s3Bucket: config.get("bucket") ?? "s3-packages",
  s3Key: config.get("key") ?? "api.zip",
  publish: true,
});

export const version = api.version;
export const codeSha256 = api.codeSha256;
