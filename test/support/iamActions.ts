import type { JournalEntry } from "./strictLambda/index.js";

/** The names that the tests of permissions give to what the actions are on, in the page's own words. */
export const places = {
  functionName: "orders-api",
  sourceName: "orders-staging",
  bucket: "releases",
  stagingBucket: "staging",
} as const;

/**
 * The permissions that one request needs, as `action on place`: the action of each operation as the Service Authorization
 * Reference has it. What Lambda reads for the caller while it serves a request counts with that request.
 */
export function permissionsOf(entry: JournalEntry): string[] {
  const { operation, body } = entry;
  switch (operation) {
    case "GetFunction":
      return [`lambda:GetFunction on ${functionOf(entry)}`];
    case "UpdateFunctionCode":
      return ["lambda:UpdateFunctionCode on the function", ...readByLambda(body)];
    case "PublishVersion":
    case "ListVersionsByFunction":
      return [`lambda:${operation} on the function`];
    case "HeadObject":
    case "GetObject":
      return [`${readingOf(body.VersionId)} on ${objectOf(body.Bucket)}`];
    case "PutObject":
      return [`s3:PutObject on ${objectOf(body.Bucket)}`];
    case "BatchGetImage":
      return ["ecr:BatchGetImage on the repository"];
    case "AssumeRole":
      return ["sts:AssumeRole on the roles"];
    // Allowed by the role's trust policy alone: nobody signs it.
    case "AssumeRoleWithWebIdentity":
      return [];
    default:
      return [`${operation}, of which no IAM action is known here`];
  }
}

/** By the ARN with its qualifier: a statement on the function alone does not allow to read a version of it. */
function functionOf({ functionName, qualifier }: JournalEntry): string {
  const name = functionName.replace(/^.*function:/, "");
  if (name === places.sourceName) {
    return "the source function or version";
  }
  return qualifier === undefined ? "the function" : "its versions";
}

function readByLambda({ S3Bucket, S3ObjectVersion }: JournalEntry["body"]): string[] {
  return S3Bucket === undefined ? [] : [`${readingOf(S3ObjectVersion)} on ${objectOf(S3Bucket)}`];
}

/** With a version named, S3 asks for the second alone (S3 API reference, GetObject and HeadObject). */
function readingOf(versionId: unknown): string {
  return versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
}

function objectOf(bucket: unknown): string {
  return bucket === places.stagingBucket ? "the bucket's objects" : "the object";
}
