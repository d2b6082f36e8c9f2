import type { PackageCode } from "./packageCode.js";

/** A function's or version's configuration with AWS's names, as the server keeps and sends it. */
export interface Configuration {
  FunctionName: string;
  /** Unqualified; an answer adds the qualifier that was asked for. */
  FunctionArn: string;
  Version: string;
  RevisionId: string;
  CodeSha256: string;
  CodeSize: number;
  PackageType: "Zip" | "Image";
  Architectures: string[];
  Description: string;
  LastModified: string;
  State: string;
  StateReason?: string;
  StateReasonCode?: string;
  LastUpdateStatus?: string | null;
  LastUpdateStatusReason?: string;
  LastUpdateStatusReasonCode?: string;
  [member: string]: unknown;
}

const plainMembers = [
  "Role",
  "Handler",
  "Description",
  "Timeout",
  "MemorySize",
  "Environment",
  "Runtime",
  "DeadLetterConfig",
  "KMSKeyArn",
  "TracingConfig",
  "FileSystemConfigs",
  "EphemeralStorage",
  "LoggingConfig",
];

/** The members of a request that configure a function, in the form in which answers show them. */
export function configuredMembers(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { Layers: layers, SnapStart: snapStart, ImageConfig: imageConfig, VpcConfig: vpcConfig } = request;
  return {
    ...Object.fromEntries(plainMembers.filter((name) => name in request).map((name) => [name, request[name]])),
    ...(Array.isArray(layers) && { Layers: layers.map((arn: unknown) => ({ Arn: arn, CodeSize: 1024 })) }),
    ...(isMembers(snapStart) && { SnapStart: { ApplyOn: snapStart.ApplyOn, OptimizationStatus: "Off" } }),
    ...(isMembers(imageConfig) && { ImageConfigResponse: { ImageConfig: imageConfig } }),
    ...(isMembers(vpcConfig) && { VpcConfig: { ...vpcConfig, VpcId: "vpc-0a1b2c3d", Ipv6AllowedForDualStack: false } }),
  };
}

/** A new function's configuration with what AWS fills in; the field set is the recorded one. */
export function newConfiguration(
  name: string,
  arn: string,
  code: PackageCode,
  { revisionId, nowMs }: { revisionId: string; nowMs: number },
): Configuration {
  const [, partition = "aws", , region = "", account = ""] = arn.split(":");
  return {
    FunctionName: name,
    FunctionArn: arn,
    Version: "$LATEST",
    RevisionId: revisionId,
    CodeSha256: code.sha256,
    CodeSize: code.sizeBytes,
    PackageType: code.packageType,
    LastModified: lastModified(nowMs),
    State: "Active",
    Architectures: ["x86_64"],
    Description: "",
    Role: `arn:${partition}:iam::${account}:role/${name}`,
    Timeout: 3,
    MemorySize: 128,
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    TracingConfig: { Mode: "PassThrough" },
    ...(code.packageType === "Zip" && {
      Handler: "index.handler",
      Runtime: "nodejs22.x",
      RuntimeVersionConfig: {
        RuntimeVersionArn: `arn:${partition}:lambda:${region}::runtime:${"0123456789abcdef".repeat(4)}`,
      },
    }),
  };
}

/** Lambda's form of a time: milliseconds, and the offset without a colon. */
export function lastModified(nowMs: number): string {
  return new Date(nowMs).toISOString().replace("Z", "+0000");
}

function isMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
