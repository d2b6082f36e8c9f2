import { configurationAnswer } from "../answers.js";
import { checkEnumerations, codeOf } from "../codeSource.js";
import { configuredMembers, newConfiguration } from "../configuration.js";
import { addressOf } from "../names.js";
import { FunctionRecord } from "../functionRecord.js";
import { conflict, validation } from "../lambdaError.js";
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

/** DeleteFunction: the whole function, or one version that no alias points to. */
export const deleteFunction: Operation = (call, world) => {
  const { record, address } = world.find(call);
  const { qualifier } = address;
  if (qualifier === undefined) {
    world.functions.delete(record.arn);
    return { status: 204 };
  }
  const pointing = [...record.aliases.values()].filter(
    ({ FunctionVersion, RoutingConfig }) =>
      FunctionVersion === qualifier || qualifier in (RoutingConfig?.AdditionalVersionWeights ?? {}),
  );
  if (pointing.length > 0) {
    const names = pointing.map(({ Name }) => Name).join(", ");
    throw conflict(`Unable to delete version because the following aliases reference it: [${names}]`);
  }
  record.versions.delete(qualifier);
  if (record.unchangedVersion === qualifier) {
    record.unchangedVersion = undefined;
  }
  return { status: 204 };
};
