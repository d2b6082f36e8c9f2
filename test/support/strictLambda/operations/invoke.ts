import { weightsOf } from "../alias.js";
import type { FunctionRecord } from "../functionRecord.js";
import type { InvocationResult } from "../invocation.js";
import { functionNotFound, LambdaError, stillPending, tooLarge } from "../lambdaError.js";
import { routeInvocation } from "../routing.js";
import { startCreation } from "../transitions.js";
import type { Call, Operation, World } from "../world.js";

const payloadLimitBytes = 6_291_456;
const logLimitBytes = 4096;

/** Invoke: the version is drawn by the alias's weights, and a function that fails is answered with 200. */
export const invoke: Operation = (call, world) => {
  const text = String(call.body.Payload);
  if (Buffer.byteLength(text) > payloadLimitBytes) {
    throw tooLarge(`Request must be smaller than ${payloadLimitBytes} bytes for the InvokeFunction operation`);
  }
  const payload = parse(text);
  const { record, address } = world.find(call);
  const { qualifier } = address;
  const version = routeInvocation(record, qualifier, world);
  checkState(record, version, world);
  const type = call.headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type === "DryRun") {
    return { status: 204, headers: { "X-Amz-Executed-Version": version } };
  }
  const result = runInvocation(record, { qualifier, version, payload, ...contextOf(call) }, world);
  if (type === "Event") {
    return { status: 202, payload: "" };
  }
  const log = Buffer.from(result.log ?? "").subarray(-logLimitBytes);
  return {
    status: 200,
    payload: JSON.stringify(result.payload ?? null),
    headers: {
      "X-Amz-Executed-Version": version,
      ...(result.functionError !== undefined && { "X-Amz-Function-Error": result.functionError }),
      ...(call.headers["x-amz-log-type"] === "Tail" && { "X-Amz-Log-Result": log.toString("base64") }),
    },
  };
};

/** Runs a version once, and counts it in the metrics of its function, alias and version. */
export function runInvocation(
  record: FunctionRecord,
  wanted: {
    qualifier: string | undefined;
    version: string;
    payload: unknown;
    clientContext?: string;
    tenantId?: string;
  },
  world: World,
): InvocationResult {
  const invocation = { ...wanted, atMs: world.nowMs() };
  record.invocations.push(invocation);
  const result = record.handler?.(invocation) ?? { payload: { statusCode: 200 } };
  const { qualifier, version } = wanted;
  const alias = record.aliases.get(qualifier ?? "");
  const isSplit = alias !== undefined && Object.keys(weightsOf(alias)).length > 0;
  world.metrics.countInvocation({
    account: record.account,
    region: record.region,
    functionName: record.name,
    resource: qualifier,
    executedVersion: alias !== undefined && (isSplit || record.setting("executedVersionAlways")) ? version : undefined,
    failed: result.functionError !== undefined,
    atMs: invocation.atMs,
    durationMs: result.durationMs ?? 0,
  });
  return result;
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    const message = `Could not parse request body into json: Could not parse payload into json: ${reason}`;
    throw new LambdaError(400, "InvalidRequestContentException", message, { members: { Type: "User" } });
  }
}

function contextOf({ headers }: Call): { clientContext?: string; tenantId?: string } {
  const context = headers["x-amz-client-context"];
  const tenantId = headers["x-amz-tenant-id"];
  return {
    ...(typeof context === "string" && { clientContext: Buffer.from(context, "base64").toString("utf8") }),
    ...(typeof tenantId === "string" && { tenantId }),
  };
}

/** An Inactive version is made ready by the call that it refuses. */
function checkState(record: FunctionRecord, version: string, world: World): void {
  const snapshot = record.snapshot(version);
  if (snapshot === undefined) {
    throw functionNotFound(`${record.arn}:${version}`);
  }
  const { configuration } = snapshot;
  if (configuration.State === "Inactive") {
    startCreation(configuration);
    const notBeforeMs = world.nowMs() + record.setting("pendingMs");
    snapshot.transition = { kind: "creation", readsLeft: record.setting("pendingReads"), notBeforeMs };
  }
  if (configuration.State === "Pending" || configuration.State === "Failed") {
    // AWS's words for a Failed one are not recorded.
    const refusal = stillPending(configuration.FunctionArn, configuration.StateReasonCode ?? "Creating");
    throw new LambdaError(409, refusal.code, refusal.message.replace("'Pending'", `'${configuration.State}'`), {
      members: { Type: "User" },
    });
  }
}
