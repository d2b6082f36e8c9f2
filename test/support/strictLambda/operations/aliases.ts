import { refersTo, weightsOf, type Alias } from "../alias.js";
import type { FunctionRecord } from "../functionRecord.js";
import { conflict, notFound, revisionMismatch, validation } from "../lambdaError.js";
import type { Call, Operation, World } from "../world.js";
import { pageOf } from "./paging.js";
import { checkRouting, checkVersionName, checkWeights } from "./routingConfig.js";

/** Aliases on a page, whatever MaxItems says; AWS's own limit is not known. */
const pageLimit = 50;
const longestDescription = 256;

/** An alias over one version, or over two with a weight for the second. */
export const createAlias: Operation = (call, world) => {
  checkMembers(call);
  const version = String(call.body.FunctionVersion);
  // A function that is missing is named with the version that was asked for.
  const record = world.findUnqualified(call, version);
  const name = String(call.body.Name);
  const arn = `${record.arn}:${name}`;
  if (record.aliases.has(name)) {
    throw conflict(`Alias already exists: ${arn}`);
  }
  const alias: Alias = { AliasArn: arn, Name: name, FunctionVersion: version, Description: "", RevisionId: "" };
  apply(alias, call, record, world);
  record.aliases.set(name, alias);
  return { status: 201, body: { ...alias } };
};

export const updateAlias: Operation = (call, world) => {
  checkMembers(call);
  const record = world.findUnqualified(call);
  const alias = record.aliases.get(call.aliasName);
  if (alias === undefined) {
    throw notFound(`Alias not found: ${record.arn}:${call.aliasName}`);
  }
  if (call.body.RevisionId !== undefined && call.body.RevisionId !== alias.RevisionId) {
    throw revisionMismatch();
  }
  const changed = { ...alias };
  apply(changed, call, record, world);
  if (record.provisioned.isMoving(alias.Name) && !record.setting("takesMovesWhileProvisioning")) {
    throw conflict("A conflicting deployment is in progress");
  }
  moveAlias(record, changed, world);
  return { status: 200, body: changed };
};

export const getAlias: Operation = (call, world) => {
  const record = world.findUnqualified(call);
  const alias = record.aliases.get(call.aliasName);
  if (alias === undefined) {
    throw notFound(`Cannot find alias arn: ${record.arn}:${call.aliasName}`);
  }
  record.provisioned.countRead(alias.Name);
  return { status: 200, body: { ...alias } };
};

/** DeleteAlias: 204 whether or not there is one, and what was provisioned for it goes with it. */
export const deleteAlias: Operation = (call, world) => {
  const record = world.findUnqualified(call);
  record.aliases.delete(call.aliasName);
  record.provisioned.configs.delete(call.aliasName);
  record.uses.policies.delete(call.aliasName);
  record.uses.eventInvokeConfigs.delete(call.aliasName);
  return { status: 204 };
};

/** ListAliases, all of a function or those of one version, by name. */
export const listAliases: Operation = (call, world) => {
  const record = world.findUnqualified(call);
  const version = call.query.get("FunctionVersion");
  const finds = (alias: Alias) =>
    version === null ||
    (record.setting("listAliasesFindsWeights") ? refersTo(alias, version) : alias.FunctionVersion === version);
  const aliases = [...record.aliases.values()].filter(finds).sort((a, b) => (a.Name < b.Name ? -1 : 1));
  const { page, next } = pageOf(call, aliases, pageLimit);
  return { status: 200, body: { Aliases: page, ...next } };
};

/** Puts a changed alias in its place; the answer to the change never shows what AWS does to it from then on. */
export function moveAlias(record: FunctionRecord, changed: Alias, world: World): void {
  const former = record.aliases.get(changed.Name);
  const untilMs = world.nowMs() + record.setting("aliasPropagationMs");
  if (former !== undefined && untilMs > world.nowMs()) {
    record.formerRoutings.set(changed.Name, { routing: former, untilMs });
  }
  const live = { ...changed };
  record.aliases.set(changed.Name, live);
  if (former !== undefined && former.FunctionVersion !== changed.FunctionVersion) {
    const failure = world.takeFailure("provisioning", record.arn);
    record.provisioned.follow(live, world.nowMs(), failure?.reasonCode);
  }
}

function checkMembers({ body: { Name: name, Description: description, FunctionVersion: version } }: Call): void {
  if (typeof name === "string" && !/^(?!^[0-9]+$)([a-zA-Z0-9-_]{1,128})$/.test(name)) {
    throw validation(name, "name", "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
  }
  if (typeof description === "string" && description.length > longestDescription) {
    throw validation(description, "description", "Member must have length less than or equal to 256");
  }
  if (typeof version === "string") {
    checkVersionName(version);
  }
}

function apply(alias: Alias, { body }: Call, record: FunctionRecord, world: World): void {
  if (typeof body.FunctionVersion === "string") {
    alias.FunctionVersion = body.FunctionVersion;
  }
  if (typeof body.Description === "string") {
    alias.Description = body.Description;
  }
  const routing = body.RoutingConfig as { AdditionalVersionWeights?: Record<string, number> } | undefined;
  // What is left out is kept, and weights that are empty are cleared.
  const weights = routing === undefined ? weightsOf(alias) : (routing.AdditionalVersionWeights ?? {});
  checkWeights(weights);
  alias.RoutingConfig = { AdditionalVersionWeights: weights };
  if (Object.keys(weights).length === 0) {
    delete alias.RoutingConfig;
  }
  checkRouting(alias, record);
  alias.RevisionId = world.ids.next("revision");
}
