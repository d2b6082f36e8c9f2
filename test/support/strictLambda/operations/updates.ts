import { configurationAnswer } from "../answers.js";
import { checkEnumerations, codeOf } from "../codeSource.js";
import { configuredMembers, type Configuration } from "../configuration.js";
import { guardWrite } from "../guards.js";
import { latestPublished } from "../functionRecord.js";
import type { Operation } from "../world.js";
import { checkPublishTo } from "./versions.js";

/** UpdateFunctionCode: never a short cut; with Publish it answers the new version instead of $LATEST. */
export const updateFunctionCode: Operation = (call, world) => {
  const { body } = call;
  checkEnumerations(body);
  const record = world.findUnqualified(call);
  const code = codeOf(body, record.latest.configuration.PackageType, record.region, world);
  checkPublishTo(record, body);
  guardWrite(record, body.RevisionId);
  if (body.DryRun === true && record.setting("honoursDryRun")) {
    const answer = configurationAnswer(record, record.latest);
    const newHash = { CodeSha256: code.sha256, CodeSize: code.sizeBytes };
    return { status: 200, body: record.setting("dryRunAnswersNewHash") ? { ...answer, ...newHash } : answer };
  }
  const change: Partial<Configuration> =
    body.Architectures === undefined ? {} : { Architectures: body.Architectures as string[] };
  const failure = world.takeFailure("update", record.arn);
  record.beginUpdate(change, code, world.nowMs(), failure);
  if (body.Publish === true || body.PublishTo !== undefined) {
    const versionFailure = failure ?? world.takeFailure("version", record.arn);
    const pendingReads = record.setting("publishedUpdatePendingReads");
    const name = body.PublishTo === undefined ? undefined : latestPublished;
    const version = record.publish(undefined, world.nowMs(), pendingReads, versionFailure, name);
    return { status: 200, body: configurationAnswer(record, version) };
  }
  return { status: 200, body: configurationAnswer(record, record.latest) };
};

/** UpdateFunctionConfiguration: the owner's own change, which goes through the same InProgress. */
export const updateFunctionConfiguration: Operation = (call, world) => {
  const record = world.findUnqualified(call);
  guardWrite(record, call.body.RevisionId);
  const change: Partial<Configuration> = configuredMembers(call.body);
  // Set even where nothing changes: the request itself counts as a change.
  change.Description ??= record.latest.configuration.Description;
  record.beginUpdate(change, record.latest.code, world.nowMs(), world.takeFailure("update", record.arn));
  return { status: 200, body: configurationAnswer(record, record.latest) };
};
