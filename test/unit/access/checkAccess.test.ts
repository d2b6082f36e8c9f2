import { expect } from "chai";
import { accessOf } from "#lib/access/access.js";
import { assertRightFunction, functionKey } from "#lib/access/checkAccess.js";
import { parseFunctionArn } from "#lib/access/functionRef.js";

const arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders-api";

describe("access, held against the ARN that answered,", () => {
  it("stops before a function of another account than asked for", () => {
    const ask = () => {
      assertRightFunction({ name: "orders-api", account: "999999999999" }, {}, arn);
    };
    expect(ask).to.throw(/account 999999999999 was asked for\. Nothing was sent/);
  });

  it("stops in an account that is not allowed, or forbidden, and lets the others pass", () => {
    const inAccount = (rules: object) => () => {
      assertRightFunction(parseFunctionArn(arn), rules, arn);
    };
    expect(inAccount({ allowedAccountIds: ["999999999999"] })).to.throw(/123456789012 is not among allowedAccountIds/);
    expect(inAccount({ allowedAccountIds: [] })).to.throw(/not among/);
    expect(inAccount({ forbiddenAccountIds: ["123456789012"] })).to.throw(/is among forbiddenAccountIds/);
    expect(inAccount({ allowedAccountIds: ["123456789012"], forbiddenAccountIds: ["999999999999"] })).not.to.throw();
  });

  it("tells functions apart by account and endpoint where the account is known, and by who asks where it is not", () => {
    const keyOf = (account: string | undefined, aws: object) =>
      functionKey({ name: "orders-api", region: "eu-west-1", account }, accessOf(aws, "eu-west-1"));
    const account = "123456789012";
    expect(keyOf(account, { profile: "ci" })).to.equal(keyOf(account, { profile: "admin" }));
    expect(keyOf(undefined, { profile: "ci" })).not.to.equal(keyOf(undefined, { profile: "admin" }));
    const [one, other] = ["http://127.0.0.1:4566", "http://127.0.0.1:4567"];
    expect(keyOf(account, { endpoint: one })).not.to.equal(keyOf(account, { endpoint: other }));
  });
});
