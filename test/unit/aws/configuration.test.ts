import { expect } from "chai";
import { toConfiguration } from "#lib/aws/lambda/configuration.js";

describe("configuration", () => {
  it("spells the fields as Pulumi programs do, at every depth", () => {
    const configuration = toConfiguration({
      MemorySize: 128,
      KMSKeyArn: "key",
      VpcConfig: { SubnetIds: ["a"], Ipv6AllowedForDualStack: true },
      Layers: [{ Arn: "layer", CodeSize: 7 }],
    });
    expect(configuration).to.deep.equal({
      memorySize: 128,
      kmsKeyArn: "key",
      vpcConfig: { subnetIds: ["a"], ipv6AllowedForDualStack: true },
      layers: [{ arn: "layer", codeSize: 7 }],
    });
  });

  it("keeps the names of environment variables, sorted, and none of their values", () => {
    const configuration = toConfiguration({ Environment: { Variables: { B: "two", A: "one" } } });
    expect(configuration).to.deep.equal({ environment: { variableNames: ["A", "B"] } });
  });

  it("keeps an error of the environment", () => {
    const configuration = toConfiguration({ Environment: { Error: { ErrorCode: "AccessDenied", Message: "no" } } });
    expect(configuration.environment).to.deep.equal({
      variableNames: [],
      error: { errorCode: "AccessDenied", message: "no" },
    });
  });

  it("is plain JSON: no undefined, no response metadata", () => {
    const answer = { MemorySize: undefined, $metadata: { requestId: "x" }, FunctionName: "f" };
    expect(toConfiguration(answer)).to.deep.equal({ functionName: "f" });
  });
});
