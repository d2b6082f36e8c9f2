import { InvokeCommand, type InvokeCommandOutput } from "@aws-sdk/client-lambda";
import { AwsFailure } from "../../ground/errors.js";
import { madeOf } from "../../ground/memo.js";
import { callBefore } from "../calls/callBefore.js";
import type { FailedCall } from "../calls/remedies.js";
import { classify } from "../calls/retry.js";
import type { CallSettings, Client } from "./lambdaCalls.js";
import { invokeRemedies } from "./releaseRemedies.js";

/** What one call of a function is made with. */
export interface Invocation {
  /** Sent as JSON; undefined sends nothing. */
  payload: unknown;
  /** As the API has it: JSON in base64. */
  clientContext?: string;
  tenantId?: string;
  timeoutSeconds: number;
}

/**
 * What came of one call. The payload may hold secrets: of all this a message may show `status`, `errorType`,
 * `executedVersion` and `requestId` alone.
 */
export interface InvokeAnswer {
  /** 200 where the function ran, even where it failed. */
  status: number;
  /** `Unhandled` or `Handled` where the function ran and failed. */
  functionError?: string;
  /** The name of that error, such as `Runtime.ImportModuleError` or `Sandbox.Timedout`. */
  errorType?: string;
  /** What the function answered: JSON, or the text where it is none; undefined where it answered nothing. */
  payload: unknown;
  executedVersion?: string;
  requestId?: string;
  /** Refused for its rate or for want of concurrency: the function did not run. */
  isThrottled: boolean;
  /** Refused because the version is not ready, or being woken: the function did not run. */
  isNotReady: boolean;
  /** Lambda's own words where it refused. */
  refusal?: AwsFailure;
}

const notReadyCodes = ["ResourceConflictException", "SnapStartNotReadyException", "ResourceNotReadyException"];

/** Calls a function: each call once, for a second one would run it twice. Invoke is under no quota of the control plane. */
export class InvokeApi {
  /** `client` is that of `invokeClient`, which waits as long as a function may run. */
  constructor(
    private readonly client: Client,
    private readonly settings: CallSettings,
  ) {}

  /** One attempt. Fails where it is not known whether the function ran, or where asking again cannot help. */
  async invoke(functionName: string, version: string, invocation: Invocation): Promise<InvokeAnswer> {
    const { clock, deadline } = this.settings;
    const call: FailedCall = {
      doing: `Invoking version ${version} of`,
      functionName: this.settings.functionName,
      action: "lambda:InvokeFunction",
      remedies: invokeRemedies,
    };
    const command = new InvokeCommand({
      FunctionName: functionName,
      Qualifier: version,
      InvocationType: "RequestResponse",
      // A log's tail may hold secrets, and would be of no use: it is never shown.
      LogType: "None",
      Payload: invocation.payload === undefined ? undefined : Buffer.from(JSON.stringify(invocation.payload)),
      ClientContext: invocation.clientContext,
      TenantId: invocation.tenantId,
    });
    const end = { atMs: Math.min(deadline.atMs, clock.nowMs() + invocation.timeoutSeconds * 1000) };
    try {
      return toAnswer(
        await callBefore(end, clock, call, async (abortSignal) =>
          (await madeOf(this.client)).send(command, { abortSignal }),
        ),
      );
    } catch (error) {
      const refused = error instanceof AwsFailure ? refusalOf(error) : undefined;
      if (refused === undefined) {
        throw error;
      }
      return refused;
    }
  }
}

function toAnswer(answer: InvokeCommandOutput): InvokeAnswer {
  const payload = payloadOf(answer.Payload);
  return {
    status: answer.StatusCode ?? 200,
    functionError: answer.FunctionError,
    errorType: answer.FunctionError === undefined ? undefined : errorTypeOf(payload),
    payload,
    executedVersion: answer.ExecutedVersion,
    requestId: answer.$metadata.requestId,
    isThrottled: false,
    isNotReady: false,
  };
}

function refusalOf(refusal: AwsFailure): InvokeAnswer | undefined {
  const isThrottled = classify(refusal) === "throttled";
  const isNotReady = notReadyCodes.includes(refusal.awsCode);
  if (!isThrottled && !isNotReady) {
    return undefined;
  }
  const { httpStatus, requestId } = refusal;
  return { status: httpStatus ?? 0, payload: undefined, requestId, isThrottled, isNotReady, refusal };
}

function payloadOf(bytes: Uint8Array | undefined): unknown {
  const text = Buffer.from(bytes ?? []).toString("utf8");
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

/** The function's author chooses it: what does not look like the name of an error may be anything, and is not taken. */
function errorTypeOf(payload: unknown): string | undefined {
  const { errorType } = (payload ?? {}) as { errorType?: unknown };
  return typeof errorType === "string" && /^[\w.$:/-]{1,120}$/.test(errorType) ? errorType : undefined;
}
