import { Config } from "@pulumi/pulumi";
import { FunctionCode } from "pulumi-lambda-code";

const config = new Config();

const staging = new FunctionCode("staging", {
  functionName: config.get("stagingFunction") ?? "promotion-staging",
  code: "./app",
  publish: true,
});

// Deployed after `staging`, with the very bytes that its version holds.
const production = new FunctionCode("production", {
  functionName: config.get("productionFunction") ?? "promotion-production",
  sourceFunction: staging,
  publish: true,
});

export const stagingCodeSha256 = staging.codeSha256;
export const productionCodeSha256 = production.codeSha256;
export const productionVersion = production.version;
