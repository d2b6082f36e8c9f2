import { expect } from "chai";
import { isAwsEndpoint } from "#lib/aws/clients/awsHost.js";

describe("an endpoint", () => {
  it("is AWS's by its host's domain, in every partition and in a VPC", () => {
    const hosts = [
      "lambda.eu-central-1.amazonaws.com",
      "vpce-0123-abcd.lambda.us-east-1.vpce.amazonaws.com",
      "lambda.cn-north-1.amazonaws.com.cn",
      "lambda.us-east-1.api.aws",
      "lambda.eusc-de-east-1.amazonaws.eu",
      "lambda.us-iso-east-1.c2s.ic.gov",
    ];
    expect(hosts.filter((host) => !isAwsEndpoint(`https://${host}`))).to.deep.equal([]);
  });

  it("is somebody else's where the domain only looks like it, or there is none", () => {
    const others = [
      "http://127.0.0.1:4566",
      "http://localhost.localstack.cloud:4566",
      "https://amazonaws.com.example.test",
      "https://notamazonaws.com",
      "https://example.test/lambda.us-east-1.amazonaws.com",
      "",
    ];
    expect(others.filter(isAwsEndpoint)).to.deep.equal([]);
  });
});
