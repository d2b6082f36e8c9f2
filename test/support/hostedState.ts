import type { PropertyBag } from "./dynamicHost.js";

/** A hash as Lambda shows it. */
export const HASH = /^[A-Za-z0-9+/]{43}=$/;

/** State as a deploy of these checked inputs leaves it, for tests that must not deploy: they count requests and modules. */
export function stateOf(inputs: PropertyBag): PropertyBag & { functionArn: string } {
  const functionArn = "arn:aws:lambda:us-east-1:111111111111:function:orders-api";
  const { codeSha256, publish } = inputs;
  const version = publish === true ? "1" : "$LATEST";
  return {
    ...inputs,
    schemaVersion: 1,
    givenInputs: Object.keys(inputs),
    functionArn,
    qualifiedArn: `${functionArn}:${version}`,
    version,
    revisionId: "revision",
    codeSize: 200,
    lastModified: "2026-01-01T00:00:00.000+0000",
    packageType: "Zip",
    architectures: ["x86_64"],
    state: "Active",
    lastUpdateStatus: "Successful",
    configuration: { functionName: "orders-api" },
    deployedCodeSha256: codeSha256,
    seenCodeSha256: codeSha256,
    ...(publish === true && { publishedCodeSha256: codeSha256, publishedArchitecture: "x86_64" }),
  };
}
