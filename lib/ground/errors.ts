/**
 * Stable names of our own failures, by which this library and its tests tell them apart: messages may change. Pulumi hands
 * on the message alone, so that no program sees them.
 */
export type ErrorCode =
  | "BadInput"
  | "WrongFunction"
  | "ForeignChange"
  | "ConcurrentDeploy"
  | "Deadline"
  | "UpdateFailed"
  | "VersionFailed"
  | "VerificationFailed"
  | "Canceled"
  | "Unwatched"
  | "Aws";

/** A failure before Lambda accepted anything: Pulumi keeps the old state. The message is complete by itself, for Pulumi shows nothing else. */
export class DeployError extends Error {
  override readonly name = "DeployError";

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
    // The dynamic-provider host prints `stack` beside the message: without this, users would read our call stack.
    this.stack = message;
  }
}

/**
 * A failure after Lambda accepted the code. Thrown through the provider it makes Pulumi save `properties` and mark the
 * resource as failed to initialize (pulumi/pulumi `cmd/dynamic-provider`), so that the next run resumes.
 */
export class InitFailure extends DeployError {
  readonly reasons: string[];

  constructor(
    code: ErrorCode,
    message: string,
    readonly id: string,
    readonly properties: Record<string, unknown>,
  ) {
    super(code, message);
    this.reasons = [message];
  }
}

/** What went wrong in one call to AWS, in AWS's own words. */
export class AwsFailure extends DeployError {
  constructor(
    message: string,
    /** AWS's error code such as `ResourceConflictException`, or Node's such as `ECONNRESET`. */
    readonly awsCode: string,
    /** Undefined where no answer arrived. */
    readonly httpStatus: number | undefined,
    readonly awsMessage: string,
    /** By which AWS finds the request again. */
    readonly requestId?: string,
  ) {
    super("Aws", message);
  }
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
