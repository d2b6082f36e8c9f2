import { expect } from "chai";
import type { InvokeAnswer } from "#lib/aws/lambda/invokeApi.js";
import { faults } from "../../support/faults/index.js";
import { messageOfRejection } from "../../support/lifecycleBed.js";
import type { Invocation, InvocationResult } from "../../support/strictLambda/invocation.js";
import { WatchBed } from "../../support/watchBed.js";

describe("invokeApi", () => {
  let bed: WatchBed;
  let seen: Invocation[];

  beforeEach(async () => {
    bed = await WatchBed.start();
    bed.publish(2);
    seen = [];
  });

  afterEach(() => bed.stop());

  const answering = (result: InvocationResult) => {
    bed.server.function(bed.functionName).handler = (invocation) => {
      seen.push(invocation);
      return result;
    };
  };
  const invoke = (payload: unknown = { ping: true }, more: object = {}): Promise<InvokeAnswer> =>
    bed.invocations.invoke(bed.functionArn, "1", { payload, timeoutSeconds: 30, ...more });

  it("invokes a version by its number, and hands its answer on", async () => {
    answering({ payload: { statusCode: 200, body: "pong" } });
    const clientContext = Buffer.from('{"custom":{"a":"b"}}').toString("base64");
    const answer = await invoke({ ping: true }, { clientContext, tenantId: "blue" });
    expect(answer).to.deep.include({
      status: 200,
      payload: { statusCode: 200, body: "pong" },
      executedVersion: "1",
      isThrottled: false,
      isNotReady: false,
    });
    expect(answer.functionError).to.equal(undefined);
    expect(seen).to.have.lengthOf(1);
    expect(seen[0]).to.deep.include({
      version: "1",
      payload: { ping: true },
      clientContext: '{"custom":{"a":"b"}}',
      tenantId: "blue",
    });
    await bed.invocations.invoke(bed.functionArn, "1", { payload: undefined, timeoutSeconds: 30 });
    expect(seen[1]?.payload).to.equal(undefined);
  });

  it("takes a function that failed for a call that succeeded: 200, with the error's name", async () => {
    answering({
      functionError: "Unhandled",
      payload: { errorType: "Runtime.ImportModuleError", errorMessage: "secret" },
    });
    const answer = await invoke();
    expect(answer).to.deep.include({
      status: 200,
      functionError: "Unhandled",
      errorType: "Runtime.ImportModuleError",
    });
    expect(answer.requestId).to.match(/^[0-9a-f-]{36}$/);
    answering({ functionError: "Unhandled", payload: { errorType: "password: hunter2!" } });
    expect((await invoke()).errorType).to.equal(undefined);
  });

  it("hands no log on, which may hold secrets", async () => {
    answering({ log: "token=hunter2" });
    expect(JSON.stringify(await invoke())).not.to.include("hunter2");
  });

  it("runs the function once though the answer is lost or Lambda itself fails", async () => {
    answering({});
    for (const fault of [faults.resetAfter(), faults.serviceFailure({ acted: true })]) {
      bed.proxy.inject("Invoke", fault);
      expect(await messageOfRejection(invoke({ password: "hunter2" })))
        .to.match(/^Invoking version 1 of orders-api: /)
        .and.not.include("hunter2");
    }
    expect(seen).to.have.lengthOf(2);
  });

  it("says of a refusal whether asking again can help, and runs nothing meanwhile", async () => {
    answering({});
    bed.proxy.inject("Invoke", faults.throttled());
    const throttled = await invoke();
    expect(throttled).to.deep.include({ status: 429, isThrottled: true, isNotReady: false });
    expect(throttled.refusal?.awsCode).to.equal("TooManyRequestsException");
    bed.server.function(bed.functionName).versions.get("1")!.configuration.State = "Inactive";
    expect(await invoke()).to.deep.include({ status: 409, isThrottled: false, isNotReady: true });
    expect(seen).to.deep.equal([]);
    expect(bed.proxy.count("Invoke")).to.equal(2);
    bed.server.deniedOperations.add("Invoke");
    expect(await messageOfRejection(invoke())).to.match(/AccessDenied.*Allow lambda:InvokeFunction/);
  });

  it("ends by its own time, whatever the operation's is", async () => {
    bed.proxy.inject("Invoke", faults.stall());
    const late = messageOfRejection(invoke({}, { timeoutSeconds: 5 }));
    const startMs = bed.clock.nowMs();
    await bed.proxy.whenStalled();
    bed.timeouts!.expireLatest();
    expect(await late).to.match(/^Invoking version 1 of orders-api: TimeoutError: .*Raise the test's timeoutSeconds/);
    expect(bed.clock.nowMs() - startMs).to.equal(5_000);
  });
});
