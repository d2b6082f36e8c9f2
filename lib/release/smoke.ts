import { isDeepStrictEqual } from "node:util";
import type { InvokeAnswer } from "../aws/lambda/invokeApi.js";
import { backoffMs } from "../aws/calls/retry.js";
import { isRecord } from "../ground/unknowns.js";
import type { SmokeTest } from "./releaseInputs.js";
import { assertInTime, pause, type ReleaseOperation } from "./releaseOperation.js";
import { Setback } from "./setback.js";

/** Invokes the version by its number, before any caller gets it: once for each test, for an invocation is never repeated. */
export async function smoke(operation: ReleaseOperation): Promise<void> {
  const { inputs } = operation;
  for (const [index, test] of inputs.smoke.entries()) {
    const name = inputs.smoke.length === 1 ? "smoke test" : `smoke test ${index + 1} of ${inputs.smoke.length}`;
    const answer = await invokeOnce(operation, test);
    const failure = failureOf(test, answer);
    const id = answer.requestId === undefined ? "" : ` (request id ${answer.requestId})`;
    if (failure !== undefined) {
      // What it answered may be a secret: neither that nor its log is shown.
      throw new Setback("VersionFailed", `${name} of version ${inputs.functionVersion} failed: ${failure}${id}`, true);
    }
    operation.say(`${name} of version ${inputs.functionVersion} passed${id}`);
  }
}

/** Again only where Lambda did not run it: refused for the rate, or because the version is being woken. */
async function invokeOnce(operation: ReleaseOperation, test: SmokeTest): Promise<InvokeAnswer> {
  const { invoker, functionName, inputs } = operation;
  const { payload, clientContext, tenantId, timeoutSeconds } = test;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await invoker.invoke(functionName, inputs.functionVersion, {
      payload,
      clientContext,
      tenantId,
      timeoutSeconds,
    });
    if (!answer.isThrottled && !answer.isNotReady) {
      return answer;
    }
    await pause(operation, backoffMs(attempt));
    assertInTime(operation);
  }
}

function failureOf({ expect }: SmokeTest, answer: InvokeAnswer): string | undefined {
  const { functionError, errorType, status, payload } = answer;
  if (functionError !== undefined) {
    return `the function failed (${errorType ?? functionError})`;
  }
  if (status < 200 || status > 299) {
    return `Lambda answered with status ${status}`;
  }
  const wantedStatus = expect?.statusCode;
  const statusCode = isRecord(payload) ? payload.statusCode : undefined;
  if (wantedStatus !== undefined && statusCode !== wantedStatus) {
    return `it answered with statusCode ${typeof statusCode === "number" ? statusCode : "missing"}, not ${wantedStatus}`;
  }
  if (expect?.payload !== undefined && !holds(payload, expect.payload)) {
    return "its answer does not hold what expect.payload says";
  }
  return undefined;
}

/** Whether all of `expected` is in the answer, which may have more; a list must be there as it is. */
function holds(actual: unknown, expected: unknown): boolean {
  return isRecord(expected)
    ? isRecord(actual) && Object.entries(expected).every(([name, value]) => holds(actual[name], value))
    : isDeepStrictEqual(actual, expected);
}
