import { configurationAnswer } from "../answers.js";
import { guardWrite } from "../guards.js";
import { invalidParameter } from "../lambdaError.js";
import { type FunctionRecord, latestPublished } from "../functionRecord.js";
import type { Snapshot } from "../transitions.js";
import type { Operation } from "../world.js";

/** PublishVersion: a new version only where something changed since the last one, guarded by hash and revision. */
export const publishVersion: Operation = (call, world) => {
  const { body } = call;
  const record = world.findUnqualified(call);
  guardWrite(record, body.RevisionId);
  if (typeof body.CodeSha256 === "string" && body.CodeSha256 !== "" && body.CodeSha256 !== record.codeSha256) {
    throw invalidParameter(
      `CodeSHA256 (${body.CodeSha256}) is different from current CodeSHA256 in $LATEST (${record.codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  checkPublishTo(record, body);
  const isToLatest = body.PublishTo !== undefined;
  const unchanged = isToLatest ? undefined : unchangedVersion(record);
  if (unchanged !== undefined) {
    return { status: 201, body: configurationAnswer(record, unchanged) };
  }
  const failure = world.takeFailure("version", record.arn);
  const pendingReads = record.setting("publishPendingReads");
  const takesTime = pendingReads > 0 || record.setting("publishPendingMs") > 0 || failure !== undefined;
  const description = typeof body.Description === "string" ? body.Description : undefined;
  const name = isToLatest ? latestPublished : undefined;
  const version = record.publish(description, world.nowMs(), takesTime ? pendingReads : undefined, failure, name);
  return { status: 201, body: configurationAnswer(record, version) };
};

/** PublishTo is for functions on capacity providers; the rule is documented, its wording is not recorded. */
export function checkPublishTo(record: FunctionRecord, body: Readonly<Record<string, unknown>>): void {
  if (body.PublishTo !== undefined && record.latest.configuration.CapacityProviderConfig === undefined) {
    throw invalidParameter("PublishTo is only supported for functions with a capacity provider.");
  }
}

function unchangedVersion(record: FunctionRecord): Snapshot | undefined {
  const version = record.unchangedVersion === undefined ? undefined : record.versions.get(record.unchangedVersion);
  return version?.configuration.State === "Failed" && !record.setting("failedVersionHandedBack") ? undefined : version;
}
