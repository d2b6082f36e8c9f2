import { LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { LambdaApi } from "#lib/aws/lambda/lambdaApi.js";
import { cancelable } from "#lib/plugin/cancelableClock.js";
import { CapturedLog } from "../../support/capturedLog.js";
import { DrivenClock } from "../../support/drivenClock.js";
import { DrivenTimeouts } from "../../support/drivenTimeouts.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

describe("lambdaApi", () => {
  it("ends at its deadline even where credentials never come, as with a process that waits for a person", async () => {
    let isAsked: () => void;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const never = () => {
      isAsked();
      return new Promise<never>(() => undefined);
    };
    const client = new LambdaClient({ region: "us-east-1", endpoint: "http://127.0.0.1:9", credentials: never });
    const clock = new DrivenClock();
    const timeouts = new DrivenTimeouts(clock);
    try {
      const deadline = { atMs: clock.nowMs() + 60_000 };
      const api = new LambdaApi(client, { functionName: "orders-api", deadline, clock, log: new CapturedLog() });
      const late = messageOfRejection(api.getFunction("orders-api"));
      await asked;
      timeouts.expireLatest();
      expect(await late).to.match(
        /^Reading orders-api: TimeoutError: no answer before the deadline\..*raise timeoutSeconds/,
      );
    } finally {
      timeouts.restore();
    }
  });

  it("sends no write once nothing is to be begun any more, though its turn has come", async () => {
    let isAsked = false;
    const credentials = () => {
      isAsked = true;
      return Promise.reject(new Error("nobody should have asked"));
    };
    const client = new LambdaClient({ region: "us-east-1", endpoint: "http://127.0.0.1:9", credentials });
    const clock = cancelable(new DrivenClock());
    const deadline = { atMs: clock.nowMs() + 60_000 };
    const api = new LambdaApi(client, { functionName: "orders-api", deadline, clock, log: new CapturedLog() });
    clock.cancel();
    const update = { code: { imageUri: "orders:1" }, revisionId: "1", publish: false, dryRun: false };
    expect(await messageOfRejection(api.updateFunctionCode("orders-api", update))).to.match(/^Canceled:/);
    expect(isAsked).to.equal(false);
  });
});
