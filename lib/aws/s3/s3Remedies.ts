import type { Remedies } from "../calls/remedies.js";

const signIn = "Sign in again (`aws sso login`, or new temporary keys), then run `pulumi up` again.";
const again = "Run `pulumi up` again.";
const key = "Check that the key of the object or bucket is enabled, and of its Region.";
const notAppended = "Nothing here appends to objects: check what answers as S3 (aws.endpoints.s3).";

/** What to do about S3's codes; those of a HeadObject, which has no body, are the names of its statuses. */
export const s3Remedies: Remedies = {
  NoSuchKey: "Upload the object first, or correct s3Bucket and s3Key.",
  NoSuchVersion: "Correct s3ObjectVersion: the bucket has no such version of the object.",
  InvalidArgument: ({ awsMessage }) =>
    awsMessage.includes("version id")
      ? "Correct s3ObjectVersion: the bucket has no such version of the object."
      : "Correct what AWS names.",
  InvalidBucketName: "Correct the bucket's name.",
  NotFound: "Upload the object first, or correct s3Bucket, s3Key and s3ObjectVersion.",
  MethodNotAllowed: "Name another version: this one is a delete marker.",
  NoSuchBucket: (_cause, call) =>
    isUpload(call.action)
      ? "Create the bucket in the function's Region, or correct stagingBucket."
      : "Correct s3Bucket: no bucket has that name.",
  AccessDenied: (_cause, call) => accessRemedy(call.action),
  Forbidden: (_cause, call) => accessRemedy(call.action),
  AllAccessDisabled: "Correct the bucket's name: this one serves nobody.",
  PermanentRedirect: (_cause, call) =>
    isUpload(call.action)
      ? "Lambda takes only objects of the function's Region: name a stagingBucket there."
      : "Lambda takes only objects of the function's Region: copy the object to a bucket there.",
  InvalidObjectState: "The object is archived: restore it, or upload it anew.",
  InvalidRange: "The object is empty: upload a .zip.",
  PreconditionFailed: "The object was replaced meanwhile: run again.",
  BadDigest: `What arrived is not what was sent. ${again}`,
  XAmzContentSHA256Mismatch: `What arrived is not what was sent. ${again}`,
  InvalidRequest: ({ awsMessage }) =>
    /checksum/i.test(awsMessage) ? `What arrived is not what was sent. ${again}` : "Correct what AWS names.",
  EntityTooLarge: "One PutObject takes at most 5 GB, and Lambda much less: make the package smaller.",
  BadRequest: "Check the credentials and the clock of this machine, then run again.",
  ExpiredToken: signIn,
  TokenRefreshRequired: signIn,
  InvalidAccessKeyId: "The access key is not known to AWS: check aws.profile and the AWS_* environment variables.",
  InvalidToken: "The session token is not of this key: check aws.profile and the AWS_* environment variables.",
  SignatureDoesNotMatch: "Check the secret key, and the clock of this machine.",
  RequestTimeTooSkewed: "Set the clock of this machine.",
  EncryptionTypeMismatch: "Give the bucket a default encryption that goes with its objects: none is asked for here.",
  InvalidWriteOffset: notAppended,
  TooManyParts: notAppended,
  "KMS.DisabledException": key,
  "KMS.NotFoundException": key,
  "KMS.KMSInvalidStateException": key,
  InternalError: `S3 itself failed. ${again}`,
  ServiceUnavailable: `S3 itself failed. ${again}`,
  SlowDown: "S3 is asked too often for this bucket: run again later.",
};

function accessRemedy(action: string): string {
  return isUpload(action)
    ? "Allow s3:PutObject, s3:GetObject and s3:GetObjectVersion on the bucket's objects to the identity that deploys, kms:GenerateDataKey on its key if it is encrypted by one of your own, and check that the bucket is yours."
    : "Allow s3:GetObject on the object to the identity that deploys, s3:GetObjectVersion for a version, kms:Decrypt on its key if it is encrypted by one of your own; without s3:ListBucket S3 answers so for a missing object as well.";
}

function isUpload(action: string): boolean {
  return action === "s3:PutObject";
}
