import { notFound } from "../lambdaError.js";
import { addressOf } from "../names.js";
import type { Call, Operation } from "../world.js";
import { pageOf } from "./paging.js";

const mappingsPageLimit = 100;
const configsPageLimit = 50;

/** ListEventSourceMappings: those of the very function, version or alias that is named, and of all where none is. */
export const listEventSourceMappings: Operation = (call, world) => {
  world.authorize(call, "*");
  const wanted = call.functionName === "" ? undefined : arnOf(call, call.functionName);
  const source = call.query.get("EventSourceArn");
  const place = `:${call.caller.region}:${call.caller.account}:`;
  const mappings = world.eventSourceMappings.filter(
    ({ FunctionArn, EventSourceArn }) =>
      FunctionArn.includes(place) &&
      (wanted === undefined || wanted === FunctionArn) &&
      (source === null || source === EventSourceArn),
  );
  const { page, next } = pageOf(call, mappings, mappingsPageLimit);
  return { status: 200, body: { EventSourceMappings: page, ...next } };
};

/** GetPolicy of the function, a version or an alias; each has its own. */
export const getPolicy: Operation = (call, world) => {
  const { record, qualifier } = look(call, world);
  const policy = record?.uses.policies.get(qualifier);
  if (policy === undefined || policy.statements.length === 0) {
    throw notFound("The resource you requested does not exist.");
  }
  const text = JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: policy.statements });
  return { status: 200, body: { Policy: text, RevisionId: policy.revisionId } };
};

export const getFunctionEventInvokeConfig: Operation = (call, world) => {
  const { record, qualifier, arn } = look(call, world);
  const config = record?.uses.eventInvokeConfigs.get(qualifier);
  if (config === undefined) {
    throw notFound(`The function ${arn}:${qualifier} doesn't have an EventInvokeConfig`);
  }
  return { status: 200, body: eventInvokeConfig(`${arn}:${qualifier}`, config, world.nowMs()) };
};

export const listFunctionEventInvokeConfigs: Operation = (call, world) => {
  const { record, arn } = look(call, world);
  if (record === undefined) {
    throw notFound("The function doesn't exist.");
  }
  const items = [...record.uses.eventInvokeConfigs].map(([qualifier, config]) =>
    eventInvokeConfig(`${arn}:${qualifier}`, config, world.nowMs()),
  );
  const { page, next } = pageOf(call, items, configsPageLimit);
  return { status: 200, body: { FunctionEventInvokeConfigs: page, ...next } };
};

/** ListDurableExecutionsByFunction: by version and status, the youngest first. */
export const listDurableExecutionsByFunction: Operation = (call, world) => {
  const { record } = world.find(call);
  const qualifier = call.query.get("Qualifier");
  const statuses = call.query.getAll("Statuses");
  const version = qualifier === null ? undefined : record.snapshot(qualifier)?.configuration.Version;
  const executions = record.uses.durableExecutions
    .filter((each) => qualifier === null || each.version === version)
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
    .sort((one, other) => other.startedAtMs - one.startedAtMs)
    .map(({ version: ran, name, status, startedAtMs }) => ({
      DurableExecutionArn: `${record.arn}:${ran}/durable-execution/${name}/${name}`,
      DurableExecutionName: name,
      FunctionArn: `${record.arn}:${ran}`,
      Status: status,
      StartTimestamp: startedAtMs / 1000,
    }));
  const { page, next } = pageOf(call, executions, mappingsPageLimit);
  return { status: 200, body: { DurableExecutions: page, ...next } };
};

function look(call: Call, world: Parameters<Operation>[1]) {
  const { caller, functionName, operation, query } = call;
  const address = addressOf(functionName, caller, operation, query.get("Qualifier") ?? undefined);
  const { arn, qualifier = "$LATEST" } = address;
  world.authorize(call, qualifier === "$LATEST" ? arn : `${arn}:${qualifier}`);
  return { arn, qualifier, record: world.functions.get(arn) };
}

function arnOf({ caller, operation }: Call, name: string): string {
  const { arn, qualifier } = addressOf(name, caller, operation);
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

function eventInvokeConfig(arn: string, config: object, nowMs: number): Record<string, unknown> {
  const destinations = { DestinationConfig: { OnFailure: {}, OnSuccess: {} } };
  return { FunctionArn: arn, LastModified: nowMs / 1000, ...destinations, ...config };
}
