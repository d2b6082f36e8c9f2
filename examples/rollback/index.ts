import { Config } from "@pulumi/pulumi";
import { FunctionCode } from "pulumi-lambda-code";

const config = new Config();
const functionName = config.get("functionName") ?? "rollback-api";
const rollbackTo = config.get("rollbackTo");

// The function itself, in an earlier version, is where the code comes from while `rollbackTo` is set.
const source =
  rollbackTo === undefined ? { code: "./app" } : { sourceFunction: { functionName, qualifier: rollbackTo } };

const api = new FunctionCode("api", { functionName, ...source, publish: true });

export const version = api.version;
// An output that is undefined would be a warning at each run until there is a second version.
export const previousVersion = api.previousVersion.apply((version) => version ?? "none");
export const codeSha256 = api.codeSha256;
