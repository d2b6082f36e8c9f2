import { LambdaError } from "../strictLambda/lambdaError.js";

// The names are those of the SDK's model, the older ones of the query protocol in `queryCodes`.

export const validationError = (message: string): LambdaError => new LambdaError(400, "ValidationException", message);

export const invalidCombination = (message: string): LambdaError =>
  new LambdaError(400, "InvalidParameterCombinationException", message);

export const invalidValue = (message: string): LambdaError =>
  new LambdaError(400, "InvalidParameterValueException", message);

export const missingParameter = (message: string): LambdaError =>
  new LambdaError(400, "MissingRequiredParameterException", message);

export const invalidNextToken = (): LambdaError =>
  new LambdaError(400, "InvalidNextToken", "The next token specified is invalid.");

export const alarmNotFound = (): LambdaError => new LambdaError(404, "ResourceNotFound", "Unknown alarm");

/**
 * What the query protocol called an error. It goes along in a header, and is what the SDK shows of an error that its model
 * does not have: Throttling and AccessDenied. That what the front end finds wrong with credentials keeps its name is not recorded.
 */
export function queryErrorOf({ code, status }: LambdaError): string {
  return `${queryCodes[code] ?? code};${status < 500 ? "Sender" : "Receiver"}`;
}

const queryCodes: Readonly<Record<string, string>> = {
  ValidationException: "ValidationError",
  InvalidParameterCombinationException: "InvalidParameterCombination",
  InvalidParameterValueException: "InvalidParameterValue",
  MissingRequiredParameterException: "MissingParameter",
  ThrottlingException: "Throttling",
  AccessDeniedException: "AccessDenied",
  InternalServiceFault: "InternalServiceError",
};
