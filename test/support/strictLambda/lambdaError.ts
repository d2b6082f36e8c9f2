/** An answer that refuses a request, in the form AWS gives it: status, x-amzn-errortype and a JSON body. */
export class LambdaError extends Error {
  readonly status: number;
  readonly code: string;
  /** AWS spells the text's key `Message` in some errors and `message` in the others; the SDK takes both. */
  readonly messageKey: "message" | "Message";
  /** Members beside the text, `Type: "User"` in most. */
  readonly members: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    form: {
      messageKey?: "message" | "Message";
      members?: Record<string, string>;
      headers?: Record<string, string>;
    } = {},
  ) {
    super(message);
    this.name = "LambdaError";
    this.status = status;
    this.code = code;
    this.messageKey = form.messageKey ?? "message";
    this.members = form.members ?? {};
    this.headers = form.headers ?? {};
  }
}

const byUser = { members: { Type: "User" } };

export const invalidParameter = (message: string): LambdaError =>
  new LambdaError(400, "InvalidParameterValueException", message, byUser);

/** The front end's own refusal, before the operation is looked at: it carries no Type. */
export const validation = (value: string, member: string, constraint: string): LambdaError =>
  new LambdaError(
    400,
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );

export const notFound = (message: string): LambdaError =>
  new LambdaError(404, "ResourceNotFoundException", message, { ...byUser, messageKey: "Message" });

export const functionNotFound = (qualifiedArn: string): LambdaError => notFound(`Function not found: ${qualifiedArn}`);

export const conflict = (message: string): LambdaError =>
  new LambdaError(409, "ResourceConflictException", message, byUser);

export const updateInProgress = (arn: string): LambdaError =>
  conflict(`The operation cannot be performed at this time. An update is in progress for resource: ${arn}`);

/** Not among the recordings: the wording is UpdateFunctionCode's in public deployment logs. */
export const stillPending = (arn: string, reasonCode: string): LambdaError =>
  conflict(
    `The operation cannot be performed at this time. The resource ${arn} is currently in the following state: 'Pending'. StateReasonCode: '${reasonCode}'`,
  );

export const revisionMismatch = (): LambdaError =>
  new LambdaError(
    412,
    "PreconditionFailedException",
    "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id",
    byUser,
  );

export const tooLarge = (message: string): LambdaError =>
  new LambdaError(413, "RequestEntityTooLargeException", message);

export const accessDenied = (message: string): LambdaError =>
  new LambdaError(403, "AccessDeniedException", message, { messageKey: "Message" });

export const rateExceeded = (): LambdaError =>
  new LambdaError(429, "TooManyRequestsException", "Rate exceeded", {
    members: { Reason: "CallerRateLimitExceeded", Type: "User" },
  });

/** A mistake of this server shows as a failure of the service, with the stack in its text. */
export function serverFault(error: unknown): LambdaError {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new LambdaError(500, "ServiceException", text, { members: { Type: "Service" } });
}
