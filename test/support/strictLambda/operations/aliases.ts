import {
  conflict,
  functionNotFound,
  invalidParameter,
  LambdaError,
  notFound,
  revisionMismatch,
} from "../lambdaError.js";
import { validation } from "../lambdaError.js";
import type { Alias, FunctionRecord } from "../functionRecord.js";
import type { Call, Operation, World } from "../world.js";

/** An alias over one version, or over two with a weight for the second. */
export const createAlias: Operation = (call, world) => {
  const record = world.findUnqualified(call);
  const name = String(call.body.Name);
  const arn = `${record.arn}:${name}`;
  if (record.aliases.has(name)) {
    throw conflict(`Alias already exists: ${arn}`);
  }
  const alias: Alias = {
    AliasArn: arn,
    Name: name,
    FunctionVersion: String(call.body.FunctionVersion),
    Description: "",
    RevisionId: "",
  };
  apply(alias, call, record, world);
  record.aliases.set(name, alias);
  return { status: 201, body: { ...alias } };
};

export const updateAlias: Operation = (call, world) => {
  const { record, alias } = find(call, world);
  if (call.body.RevisionId !== undefined && call.body.RevisionId !== alias.RevisionId) {
    throw revisionMismatch();
  }
  const changed = { ...alias };
  apply(changed, call, record, world);
  record.aliases.set(alias.Name, changed);
  return { status: 200, body: changed };
};

export const getAlias: Operation = (call, world) => ({ status: 200, body: { ...find(call, world).alias } });

export const deleteAlias: Operation = (call, world) => {
  world.findUnqualified(call).aliases.delete(call.aliasName);
  return { status: 204 };
};

/** ListAliases, all of a function or those of one version, by name. */
export const listAliases: Operation = (call, world) => {
  const record = world.findUnqualified(call);
  const version = call.query.get("FunctionVersion");
  const aliases = [...record.aliases.values()]
    .filter(({ FunctionVersion }) => version === null || FunctionVersion === version)
    .sort((a, b) => (a.Name < b.Name ? -1 : 1));
  return { status: 200, body: { Aliases: aliases } };
};

function find(call: Call, world: World): { record: FunctionRecord; alias: Alias } {
  const record = world.findUnqualified(call);
  const alias = record.aliases.get(call.aliasName);
  if (alias === undefined) {
    throw notFound(`Cannot find alias arn: ${record.arn}:${call.aliasName}`);
  }
  return { record, alias };
}

function apply(alias: Alias, { body }: Call, record: FunctionRecord, world: World): void {
  if (typeof body.FunctionVersion === "string") {
    alias.FunctionVersion = body.FunctionVersion;
  }
  if (typeof body.Description === "string") {
    alias.Description = body.Description;
  }
  const routing = body.RoutingConfig as { AdditionalVersionWeights?: Record<string, number> } | undefined;
  if (routing !== undefined) {
    const weights = routing.AdditionalVersionWeights ?? {};
    checkWeights(weights, alias.FunctionVersion);
    alias.RoutingConfig = { AdditionalVersionWeights: weights };
    if (Object.keys(weights).length === 0) {
      delete alias.RoutingConfig;
    }
  }
  for (const version of [alias.FunctionVersion, ...Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {})]) {
    const snapshot = version === "$LATEST" ? record.latest : record.versions.get(version);
    if (snapshot === undefined) {
      throw functionNotFound(`${record.arn}:${version}`);
    }
    if (version !== "$LATEST" && snapshot.configuration.State !== "Active") {
      // That AWS refuses is recorded, the wording is not.
      const { State, StateReasonCode } = snapshot.configuration;
      throw conflict(
        `The operation cannot be performed at this time. The resource ${record.arn}:${version} is currently in the following state: '${State}'. StateReasonCode: '${StateReasonCode ?? ""}'`,
      );
    }
  }
  alias.RevisionId = world.ids.next("revision");
}

function checkWeights(weights: Record<string, number>, version: string): void {
  const at = "routingConfig.additionalVersionWeights";
  const shown = `{${Object.entries(weights)
    .map(([key, weight]) => `${key}=${Number.isInteger(weight) ? weight.toFixed(1) : weight}`)
    .join(", ")}}`;
  if (Object.values(weights).some((weight) => !(weight >= 0 && weight <= 1))) {
    throw validation(
      shown,
      at,
      "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    );
  }
  if (Object.keys(weights).some((key) => !/^[0-9]+$/.test(key))) {
    throw validation(
      shown,
      at,
      "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
    );
  }
  if (Object.keys(weights).length > 1) {
    throw invalidParameter("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  if (version in weights) {
    throw invalidParameter(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  if (version === "$LATEST" && Object.keys(weights).length > 0) {
    throw new LambdaError(
      400,
      "InvalidParameterValueException",
      "$LATEST is not supported for an alias pointing to more than 1 version",
    );
  }
}
