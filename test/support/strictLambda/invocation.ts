/** One invocation as its function sees it. */
export interface Invocation {
  /** The version that runs. */
  version: string;
  /** As the caller named it: an alias, a version, or undefined for $LATEST. */
  qualifier: string | undefined;
  /** The payload, parsed; undefined where there was none. */
  payload: unknown;
  clientContext?: string;
  tenantId?: string;
  atMs: number;
}

/** What came of an invocation; without anything it is `{"statusCode":200}` at once. */
export interface InvocationResult {
  payload?: unknown;
  /** Set where the function failed: AWS answers 200 all the same. */
  functionError?: "Handled" | "Unhandled";
  durationMs?: number;
  log?: string;
}

/** A function's code, as far as a caller notices; a LambdaError that it throws is the service's own refusal. */
export type Handler = (invocation: Invocation) => InvocationResult | undefined;

/** A result whose function failed with an error of this type. */
export const failing = (errorType: string, errorMessage = "failed"): InvocationResult => ({
  functionError: "Unhandled",
  payload: { errorType, errorMessage, trace: [] },
});
