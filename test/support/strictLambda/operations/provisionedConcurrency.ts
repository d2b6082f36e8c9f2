import type { FunctionRecord } from "../functionRecord.js";
import { conflict, functionNotFound, invalidParameter, LambdaError, notFound, validation } from "../lambdaError.js";
import { addressOf } from "../names.js";
import { weightsOf } from "../alias.js";
import type { ProvisionedConfig } from "../provisioned.js";
import type { Call, Operation, World } from "../world.js";
import { pageOf } from "./paging.js";

const pageLimit = 50;

export const putProvisionedConcurrencyConfig: Operation = (call, world) => {
  const requested = Number(call.body.ProvisionedConcurrentExecutions);
  if (!(requested >= 1)) {
    const constraint = "Member must have value greater than or equal to 1";
    throw validation(String(requested), "provisionedConcurrentExecutions", constraint);
  }
  const latest = "Provisioned Concurrency Configs cannot be applied to unpublished function versions.";
  const { record, qualifier, version } = find(call, world, latest);
  const alias = record.aliases.get(qualifier);
  if (alias !== undefined && Object.keys(weightsOf(alias)).length > 0) {
    throw invalidParameter("Alias with weights can not be used with Provisioned Concurrency");
  }
  if (alias !== undefined && record.provisioned.configs.has(version)) {
    throw conflict("Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version");
  }
  if (alias === undefined && [...record.provisioned.configs.keys()].some((name) => pointsTo(record, name, version))) {
    throw conflict("Version is pointed by a Provisioned Concurrency alias");
  }
  const failure = world.takeFailure("provisioning", record.arn)?.reasonCode;
  const config = record.provisioned.put(qualifier, version, requested, world.nowMs(), failure);
  return { status: 202, body: shown(config) };
};

export const getProvisionedConcurrencyConfig: Operation = (call, world) => {
  const { record, qualifier } = find(call, world);
  const config = record.provisioned.configs.get(qualifier);
  if (config === undefined) {
    throw new LambdaError(
      404,
      "ProvisionedConcurrencyConfigNotFoundException",
      "No Provisioned Concurrency Config found for this function",
      { members: { Type: "User" } },
    );
  }
  const body = shown(config);
  record.provisioned.countRead(qualifier);
  return { status: 200, body };
};

/** DeleteProvisionedConcurrencyConfig: 204 whether or not there is one. */
export const deleteProvisionedConcurrencyConfig: Operation = (call, world) => {
  const { record, qualifier } = find(call, world);
  record.provisioned.configs.delete(qualifier);
  return { status: 204 };
};

/** ListProvisionedConcurrencyConfigs: by the ARN of the alias or version that each was asked for. */
export const listProvisionedConcurrencyConfigs: Operation = (call, world) => {
  const record = world.findUnqualified(call);
  const items = [...record.provisioned.configs].map(([qualifier, config]) => ({
    FunctionArn: `${record.arn}:${qualifier}`,
    ...shown(config),
  }));
  const { page, next } = pageOf(call, items, pageLimit);
  return { status: 200, body: { ProvisionedConcurrencyConfigs: page, ...next } };
};

function pointsTo(record: FunctionRecord, aliasName: string, version: string): boolean {
  return record.aliases.get(aliasName)?.FunctionVersion === version;
}

function shown(config: ProvisionedConfig): Record<string, unknown> {
  return {
    RequestedProvisionedConcurrentExecutions: config.requested,
    AvailableProvisionedConcurrentExecutions: config.allocated,
    AllocatedProvisionedConcurrentExecutions: config.allocated,
    Status: config.status,
    ...(config.statusReason !== undefined && { StatusReason: config.statusReason }),
    LastModified: config.lastModified,
  };
}

/** The alias or version that is meant: a missing alias is another error than a missing version, whatever the function. */
function find(
  call: Call,
  world: World,
  latest = "The function resource provided must be an alias or a published version.",
): { record: FunctionRecord; qualifier: string; version: string } {
  const { caller, functionName, operation, query } = call;
  const address = addressOf(functionName, caller, operation, query.get("Qualifier") ?? undefined);
  const { qualifier = "$LATEST", arn } = address;
  if (qualifier === "$LATEST") {
    throw invalidParameter(latest);
  }
  world.authorize(call, arn);
  const record = world.functions.get(arn);
  record?.settle(world.nowMs());
  const version = record?.snapshot(qualifier)?.configuration.Version;
  if (record === undefined || version === undefined) {
    const isNumber = /^[0-9]+$/.test(qualifier);
    throw isNumber ? functionNotFound(`${arn}:${qualifier}`) : notFound(`Cannot find alias arn: ${arn}:${qualifier}`);
  }
  return { record, qualifier, version };
}
