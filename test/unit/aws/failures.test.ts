import { expect } from "chai";
import { toAwsFailure } from "#lib/aws/calls/failures.js";

const call = { doing: "Updating the code of", functionName: "orders-api", action: "lambda:UpdateFunctionCode" };

function messageFor(error: object): string {
  return toAwsFailure(Object.assign(new Error(), error), call).message;
}

describe("failures", () => {
  it("say what failed, for which function, in AWS's words, with the request id and what to do", () => {
    const message = messageFor({
      name: "ResourceConflictException",
      message: "The operation cannot be performed at this time.",
      $metadata: { httpStatusCode: 409, requestId: "r-1" },
    });
    expect(message).to.equal(
      "Updating the code of orders-api: ResourceConflictException: The operation cannot be performed at this time (request id r-1). Wait for the other update to end, then run `pulumi up` again.",
    );
  });

  it("print AWS's words on one line, and steer no terminal by them", () => {
    const error = { name: "E\u009b1m", message: "no\u001b[2J\n  way.", $metadata: { requestId: "r\u0007" } };
    expect(messageFor(error)).to.match(
      /^Updating the code of orders-api: E\\u009b1m: no\\u001b\[2J {3}way \(request id r\\u0007\)\. /,
    );
  });

  it("name the permission that is missing", () => {
    const error = { name: "AccessDeniedException", message: "no", $metadata: { httpStatusCode: 403 } };
    expect(messageFor(error)).to.match(/Allow lambda:UpdateFunctionCode/);
  });

  it("quote neither the page of a proxy nor a body that could not be read", () => {
    const error = {
      name: "SyntaxError",
      message: "Unexpected token '<', \"<html>hunter2\"",
      $metadata: { httpStatusCode: 502 },
    };
    expect(messageFor(error))
      .to.match(/HTTP 502: the answer with status 502 is not one of AWS's/)
      .and.not.match(/hunter2/);
  });

  it("tell an ended sign-in from missing credentials", () => {
    const error = (message: string) => ({ name: "CredentialsProviderError", message });
    expect(messageFor(error("The SSO session has expired"))).to.match(/aws sso login/);
    expect(messageFor(error("Could not load credentials from any providers"))).to.match(/Give credentials/);
    const assumeRole = { name: "AccessDenied", message: "no", $metadata: { httpStatusCode: 403 } };
    expect(messageFor(assumeRole)).to.match(/sts:AssumeRole/);
  });

  it("say what a lost connection is", () => {
    expect(messageFor({ name: "Error", code: "ECONNREFUSED", message: "connect ECONNREFUSED 127.0.0.1:1" })).to.match(
      /ECONNREFUSED: connect .*No answer arrived: check the network/,
    );
    // As the SDK names it.
    expect(messageFor({ name: "TimeoutError", code: "ECONNRESET", message: "socket hang up" })).to.match(
      /ECONNRESET: socket hang up\. No answer arrived: check the network/,
    );
    expect(messageFor({ name: "TimeoutError", message: "no answer before the deadline" })).to.match(
      /TimeoutError: .*raise timeoutSeconds/,
    );
  });

  it("never show a session token, a signature or a presigned URL's parameters", () => {
    const texts = [
      "The request signature we calculated does not match. The Canonical String for this request should have been 'PUT\nx-amz-security-token:hunter2",
      "could not read https://bucket.example/key?X-Amz-Credential=hunter2&X-Amz-Security-Token=hunter2&X-Amz-Signature=hunter2",
    ];
    for (const message of texts) {
      const error = { name: "InvalidSignatureException", message, $metadata: { httpStatusCode: 403 } };
      expect(messageFor(error)).not.to.include("hunter2");
    }
  });
});
