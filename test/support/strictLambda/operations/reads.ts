import { configurationAnswer, versionEntry } from "../answers.js";
import { functionNotFound } from "../lambdaError.js";
import type { FunctionRecord } from "../functionRecord.js";
import type { Snapshot } from "../transitions.js";
import type { Answer, Call, Operation, World } from "../world.js";
import { pageOf } from "./paging.js";

/** At most this many versions on a page, whatever MaxItems says. */
const pageLimit = 50;

/** GetFunction: configuration, where the code is, and a presigned URL of the very bytes. */
export const getFunction: Operation = (call, world) => {
  const { record, snapshot, qualifier } = read(call, world);
  const answer: Answer = {
    status: 200,
    body: {
      Code: codeLocation(record, snapshot, world),
      Configuration: configurationAnswer(record, snapshot, qualifier),
      ...(record.tags !== undefined && qualifier === undefined && { Tags: record.tags }),
    },
  };
  record.countRead(snapshot);
  return answer;
};

export const getFunctionConfiguration: Operation = (call, world) => {
  const { record, snapshot, qualifier } = read(call, world);
  const answer: Answer = { status: 200, body: configurationAnswer(record, snapshot, qualifier) };
  record.countRead(snapshot);
  return answer;
};

/** ListVersionsByFunction: $LATEST first, then the versions, 50 a page. */
export const listVersionsByFunction: Operation = (call, world) => {
  const { record } = world.find(call);
  const snapshots = [record.latest, ...record.versions.values()];
  const { page, next } = pageOf(call, snapshots, pageLimit);
  return { status: 200, body: { ...next, Versions: page.map((snapshot) => versionEntry(record, snapshot)) } };
};

function read(call: Call, world: World): { record: FunctionRecord; snapshot: Snapshot; qualifier?: string } {
  const { record, address } = world.find(call);
  const snapshot = record.snapshot(address.qualifier);
  if (snapshot === undefined) {
    throw functionNotFound(`${record.arn}:${address.qualifier ?? ""}`);
  }
  return { record, snapshot, qualifier: address.qualifier };
}

function codeLocation(record: FunctionRecord, { code }: Snapshot, world: World): Record<string, unknown> {
  if (code.packageType === "Image") {
    return { ImageUri: code.imageUri, RepositoryType: "ECR", ResolvedImageUri: code.resolvedImageUri };
  }
  return {
    ...(code.bytes !== undefined && { Location: world.downloads.presign(record.account, record.name, code.bytes) }),
    RepositoryType: "S3",
    ...(code.referencedObject !== undefined && { ResolvedS3Object: code.referencedObject }),
    ...(code.sourceKmsKeyArn !== undefined && { SourceKMSKeyArn: code.sourceKmsKeyArn }),
  };
}
