import type { FunctionCodeLocation, FunctionConfiguration as SdkConfiguration } from "@aws-sdk/client-lambda";
import { type FunctionConfiguration, toConfiguration } from "./configuration.js";

/** A function, or one of its versions, as Lambda shows it now. What Lambda left out is undefined. */
export interface LiveFunction {
  functionArn: string;
  version: string;
  revisionId: string;
  codeSha256: string;
  codeSizeBytes: number;
  lastModified: string;
  packageType: string;
  architectures: string[];
  state?: string;
  stateReason?: string;
  stateReasonCode?: string;
  lastUpdateStatus?: string;
  lastUpdateStatusReason?: string;
  lastUpdateStatusReasonCode?: string;
  sourceKmsKeyArn?: string;
  resolvedImageUri?: string;
  /** Where the code stays in S3, with the storage mode REFERENCE. */
  resolvedS3Object?: { bucket?: string; key?: string; version?: string };
  /** A presigned URL of the package, good for ten minutes: a credential, never to be stored or shown. */
  codeLocation?: string;
  /** Why there is none, such as a key that may not be used. */
  codeError?: { code: string; message: string };
  signingJobArn?: string;
  signingProfileVersionArn?: string;
  configuration: FunctionConfiguration;
}

/** `raw` is the same configuration as AWS sent it, with the fields that the SDK does not know. */
export function toLiveFunction(
  answer: SdkConfiguration,
  raw: Record<string, unknown> | undefined,
  withEnvironment: boolean,
  code?: FunctionCodeLocation,
): LiveFunction {
  const s3 = code?.ResolvedS3Object;
  const codeError = code?.Error;
  return {
    functionArn: answer.FunctionArn ?? "",
    version: answer.Version ?? "$LATEST",
    revisionId: answer.RevisionId ?? "",
    codeSha256: answer.CodeSha256 ?? "",
    codeSizeBytes: answer.CodeSize ?? 0,
    lastModified: answer.LastModified ?? "",
    packageType: answer.PackageType ?? "Zip",
    architectures: answer.Architectures ?? ["x86_64"],
    state: answer.State,
    stateReason: answer.StateReason,
    stateReasonCode: answer.StateReasonCode,
    lastUpdateStatus: answer.LastUpdateStatus,
    lastUpdateStatusReason: answer.LastUpdateStatusReason,
    lastUpdateStatusReasonCode: answer.LastUpdateStatusReasonCode,
    sourceKmsKeyArn: code?.SourceKMSKeyArn,
    resolvedImageUri: code?.ResolvedImageUri,
    resolvedS3Object: s3 && { bucket: s3.S3Bucket, key: s3.S3Key, version: s3.S3ObjectVersion },
    codeLocation: code?.Location,
    codeError: codeError && { code: codeError.ErrorCode ?? "Error", message: codeError.Message ?? "no message" },
    signingJobArn: answer.SigningJobArn,
    signingProfileVersionArn: answer.SigningProfileVersionArn,
    configuration: toConfiguration({ ...answer, ...(raw as SdkConfiguration | undefined) }, withEnvironment),
  };
}
