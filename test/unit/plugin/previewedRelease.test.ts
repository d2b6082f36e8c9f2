import { expect } from "chai";
import { unknownValue } from "#lib/ground/unknowns.js";
import { previewedRelease } from "#lib/plugin/previewedRelease.js";

const hash = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
const news = { functionName: "orders-api", aliasName: "live", functionVersion: "42", codeSha256: hash };
const arn = "arn:aws:lambda:eu-west-1:123456789012:function:orders-api";
const olds = {
  aliasArn: `${arn}:live`,
  invokeArn: "invoke",
  functionArn: arn,
  functionVersion: "41",
  aliasName: "live",
};

describe("the outputs of a release at preview", () => {
  it("are what a release that goes through ends with", () => {
    const outputs = previewedRelease(olds, news);
    expect(outputs).to.include({ ...olds, functionVersion: "42", phase: "Succeeded", codeSha256: hash });
    expect(outputs.routingConfig).to.deep.equal({});
    for (const name of ["previousVersion", "revisionId", "failedVersion", "lastReleasedAt", "deletedVersions"]) {
      expect(outputs[name], name).to.equal(unknownValue);
    }
  });

  it("are unknown where a hold may leave the version of before", () => {
    const outputs = previewedRelease(olds, { ...news, hold: 0.1 });
    for (const name of ["functionVersion", "phase", "codeSha256", "routingConfig"]) {
      expect(outputs[name], name).to.equal(unknownValue);
    }
    expect(previewedRelease(olds, { ...news, hold: unknownValue }).functionVersion).to.equal(unknownValue);
  });

  it("name no ARN of an alias that is yet to be made, and no hash that may be spelt otherwise", () => {
    const hex = Buffer.from(hash, "base64").toString("hex");
    const outputs = previewedRelease(undefined, { ...news, codeSha256: hex });
    for (const name of ["aliasArn", "invokeArn", "functionArn", "codeSha256"]) {
      expect(outputs[name], name).to.equal(unknownValue);
    }
  });
});
