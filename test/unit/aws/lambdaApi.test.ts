import { LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { LambdaApi } from "#lib/aws/lambda/lambdaApi.js";
import { systemClock } from "#lib/ground/clock.js";
import { CapturedLog } from "../../support/capturedLog.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

describe("lambdaApi", () => {
  it("ends at its deadline even where credentials never come, as with a process that waits for a person", async () => {
    const never = () => new Promise<never>(() => undefined);
    const client = new LambdaClient({ region: "us-east-1", endpoint: "http://127.0.0.1:9", credentials: never });
    const api = new LambdaApi(client, {
      functionName: "orders-api",
      deadline: { atMs: Date.now() + 50 },
      clock: systemClock,
      log: new CapturedLog(),
    });
    // Pulumi's own server keeps a provider's event loop alive; here a timer does, for the deadline's does not.
    const alive = setTimeout(() => undefined, 10_000);
    const message = await messageOfRejection(api.getFunction("orders-api"));
    clearTimeout(alive);
    expect(message).to.match(
      /^Reading orders-api: TimeoutError: no answer before the deadline\..*raise timeoutSeconds/,
    );
  });
});
