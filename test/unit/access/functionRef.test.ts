import { expect } from "chai";
import { differencesFrom, parseFunctionName, unqualifiedArn } from "#lib/access/functionRef.js";

const arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders-api";

describe("a function's name", () => {
  const accepted: [string, object][] = [
    ["orders-api", { name: "orders-api" }],
    ["a_B-9", { name: "a_B-9" }],
    ["orders-api:$LATEST", { name: "orders-api" }],
    ["function:orders-api", { name: "orders-api" }],
    ["123456789012:orders-api", { name: "orders-api", account: "123456789012" }],
    ["123456789012:function:orders-api", { name: "orders-api", account: "123456789012" }],
    [
      "eu-west-1:123456789012:function:orders-api",
      { name: "orders-api", account: "123456789012", region: "eu-west-1" },
    ],
    [arn, { name: "orders-api", account: "123456789012", region: "eu-west-1", partition: "aws" }],
    [`${arn}:$LATEST`, { name: "orders-api", account: "123456789012", region: "eu-west-1", partition: "aws" }],
    ["arn:aws-cn:lambda:cn-north-1:123456789012:function:f", { partition: "aws-cn", region: "cn-north-1" }],
    [
      "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f",
      { partition: "aws-us-gov", region: "us-gov-west-1" },
    ],
    ["arn:aws-iso:lambda:us-iso-east-1:123456789012:function:f", { partition: "aws-iso", region: "us-iso-east-1" }],
    [
      "arn:aws-iso-b:lambda:us-isob-east-1:123456789012:function:f",
      { partition: "aws-iso-b", region: "us-isob-east-1" },
    ],
    ["arn:aws-eusc:lambda:eusc-de-east-1:123456789012:function:f", { partition: "aws-eusc", region: "eusc-de-east-1" }],
    ["x".repeat(64), { name: "x".repeat(64) }],
  ];
  for (const [text, parts] of accepted) {
    it(`reads ${text}`, () => {
      expect(parseFunctionName(text)).to.include(parts);
    });
  }

  const refused: [string, RegExp][] = [
    ["", /0 characters/],
    ["x".repeat(65), /a name of 65 characters/],
    ["x".repeat(141), /141 characters/],
    ["orders api", /neither a function name/],
    ["arn:aws:s3:::bucket", /neither a function name/],
    ["arn:aws:lambda:eu-west-1:12345:function:f", /neither a function name/],
    ["orders-api:7", /qualifier "7"/],
    [`${arn}:live`, /qualifier "live"/],
  ];
  for (const [text, reason] of refused) {
    it(`refuses ${text.slice(0, 50) || "an empty text"} and says why`, () => {
      expect(parseFunctionName(text)).to.match(reason);
    });
  }

  it("drops the qualifier that Lambda puts behind an ARN", () => {
    expect(unqualifiedArn(`${arn}:$LATEST`)).to.equal(arn);
    expect(unqualifiedArn(`${arn}:7`)).to.equal(arn);
    expect(unqualifiedArn(arn)).to.equal(arn);
  });

  it("takes name, partial ARN and ARN of one function for the same", () => {
    for (const text of ["orders-api", "123456789012:function:orders-api", arn]) {
      expect(differencesFrom(parseFunctionName(text) as { name: string }, arn), text).to.deep.equal([]);
    }
  });

  it("sees another name, account, Region and partition", () => {
    const other = { name: "x", account: "999999999999", region: "us-east-1", partition: "aws-cn" };
    expect(differencesFrom(other, arn)).to.have.members(["name", "account", "region", "partition"]);
  });
});
