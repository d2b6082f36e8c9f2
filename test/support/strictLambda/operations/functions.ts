import { configurationAnswer } from "../answers.js";
import { checkEnumerations, codeOf } from "../codeSource.js";
import { configuredMembers, newConfiguration } from "../configuration.js";
import { addressOf } from "../names.js";
import { FunctionRecord, latestPublished } from "../functionRecord.js";
import { refersTo, type Alias } from "../alias.js";
import { conflict, functionNotFound, invalidParameter, validation } from "../lambdaError.js";
import type { Operation } from "../world.js";

const rolePattern = "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";

/** CreateFunction: State Pending, and with Publish version 1. */
export const createFunction: Operation = (call, world) => {
  const { body, caller } = call;
  checkEnumerations(body);
  const role = String(body.Role);
  if (!new RegExp(`^${rolePattern}$`).test(role)) {
    throw validation(role, "role", `Member must satisfy regular expression pattern: ${rolePattern}`);
  }
  const { arn, name } = addressOf(String(body.FunctionName), caller, call.operation);
  world.authorize(call, arn);
  const packageType = body.PackageType === "Image" ? "Image" : "Zip";
  const code = codeOf(body.Code as Record<string, unknown>, packageType, caller.region, world);
  if (world.functions.has(arn)) {
    throw conflict(`Function already exist: ${name}`);
  }
  const configuration = {
    ...newConfiguration(name, arn, code, { revisionId: world.ids.next("revision"), nowMs: world.nowMs() }),
    ...configuredMembers(body),
    ...(Array.isArray(body.Architectures) && { Architectures: body.Architectures.map(String) }),
  };
  const record = new FunctionRecord({ configuration, code }, world.ids, world.settings);
  record.beginCreation(world.nowMs());
  world.functions.set(arn, record);
  if (body.Publish === true) {
    const version = record.publish(undefined, world.nowMs(), record.setting("pendingReads"));
    // The creation's own answer bears the version's number, but the ARN without it.
    return { status: 201, body: { ...configurationAnswer(record, version), FunctionArn: arn } };
  }
  return { status: 201, body: configurationAnswer(record, record.latest) };
};

/** DeleteFunction: the whole function, or one version that no alias points to; a version that is not there is no error. */
export const deleteFunction: Operation = (call, world) => {
  const named = addressOf(call.functionName, call.caller, call.operation, call.query.get("Qualifier") ?? undefined);
  const { qualifier } = named;
  if (qualifier === "$LATEST") {
    throw invalidParameter("$LATEST version cannot be deleted without deleting the function.");
  }
  if (qualifier !== undefined && !/^[0-9]+$/.test(qualifier) && qualifier !== latestPublished) {
    throw invalidParameter("Deletion of aliases is not currently supported.");
  }
  world.authorize(call, qualifier === undefined ? named.arn : `${named.arn}:${qualifier}`);
  const record = world.functions.get(named.arn);
  if (record === undefined) {
    // Named without the version that was asked for.
    throw functionNotFound(named.arn);
  }
  record.settle(world.nowMs());
  for (const replicated of qualifier === undefined ? record.uses.replicatedVersions : [qualifier]) {
    checkReplicas(record, replicated);
  }
  if (qualifier === undefined) {
    world.functions.delete(record.arn);
  } else {
    checkAliases(record, qualifier);
    deleteVersion(record, qualifier);
  }
  // On a capacity provider the deletion takes its time.
  return { status: record.latest.configuration.CapacityProviderConfig === undefined ? 204 : 202 };
};

/** Takes a version away, with all that hangs on it. */
export function deleteVersion(record: FunctionRecord, version: string): void {
  record.versions.delete(version);
  record.provisioned.configs.delete(version);
  record.uses.policies.delete(version);
  record.uses.eventInvokeConfigs.delete(version);
  if (record.unchangedVersion === version) {
    record.unchangedVersion = undefined;
  }
}

function checkAliases(record: FunctionRecord, version: string): void {
  const holds = (alias: Alias) =>
    record.setting("weightsHoldVersions") ? refersTo(alias, version) : alias.FunctionVersion === version;
  const pointing = [...record.aliases.values()].filter(holds);
  if (pointing.length > 0) {
    const names = pointing.map(({ Name }) => Name).join(", ");
    throw conflict(`Unable to delete version because the following aliases reference it: [${names}]`);
  }
}

function checkReplicas(record: FunctionRecord, version: string): void {
  if (record.uses.replicatedVersions.has(version)) {
    throw invalidParameter(
      `Lambda was unable to delete ${record.arn}:${version} because it is a replicated function. Please see our documentation for Deleting Lambda@Edge Functions and Replicas.`,
    );
  }
}
