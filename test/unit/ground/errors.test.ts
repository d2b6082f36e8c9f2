import { expect } from "chai";
import { DeployError } from "#lib/ground/errors.js";

describe("an error of ours", () => {
  it("is one line with its message once, as Pulumi's host prints it", () => {
    const error = new DeployError("BadInput", "code is required.");
    expect(`${String(error)}: ${error.stack}`).to.equal("DeployError: code is required.");
  });
});
