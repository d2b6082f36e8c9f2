import { Config } from "@pulumi/pulumi";
import { FunctionCode } from "pulumi-lambda-code";

const config = new Config();

const api = new FunctionCode("api", {
  functionName: config.get("functionName") ?? "image-api",
  imageUri: config.require("imageUri"),
  publish: true,
});

export const version = api.version;
export const resolvedImageUri = api.resolvedImageUri;
