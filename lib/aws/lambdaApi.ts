import {
  GetFunctionCommand,
  type FunctionConfiguration as SdkConfiguration,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import type { Clock } from "../clock.js";
import type { FunctionConfiguration } from "./configuration.js";
import { toConfiguration } from "./configuration.js";
import { toAwsFailure } from "./failures.js";
import type { FailedCall } from "./remedies.js";
import { retryRead, retryRefusedWrite } from "./retry.js";

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
  signingJobArn?: string;
  signingProfileVersionArn?: string;
  configuration: FunctionConfiguration;
}

/** What one UpdateFunctionCode asks for. */
export interface CodeUpdate {
  zipFile: Uint8Array;
  revisionId: string;
  publish: boolean;
  architectures?: ("x86_64" | "arm64")[];
  sourceKmsKeyArn?: string;
}

/** The end of an operation, which moves when the operation gets its turn. */
export interface Deadline {
  atMs: number;
}

/** The Lambda API as this library uses it: each call has a deadline, and fails with an AwsFailure in our words. */
export class LambdaApi {
  constructor(
    private readonly client: LambdaClient,
    private readonly clock: Clock,
    private readonly functionName: string,
    private readonly deadline: Deadline,
  ) {}

  /**
   * Reads the function, or one version of it. GetFunction rather than GetFunctionConfiguration: it has a quota of its
   * own, 100 requests a second, where the rest of the control plane shares 15 (Lambda quotas).
   */
  async getFunction(functionName: string, version?: string): Promise<LiveFunction> {
    const call = this.describe("Reading", "lambda:GetFunction");
    const answer = await retryRead(
      () =>
        this.send(call, (options) =>
          this.client.send(new GetFunctionCommand({ FunctionName: functionName, Qualifier: version }), options),
        ),
      this.clock,
      this.deadline.atMs,
    );
    return toLiveFunction(answer.Configuration ?? {}, answer.Code);
  }

  /** One attempt of UpdateFunctionCode; the answer is the version's configuration where `publish` is set. */
  async updateFunctionCode(functionName: string, update: CodeUpdate): Promise<LiveFunction> {
    const call = this.describe("Updating the code of", "lambda:UpdateFunctionCode");
    const answer = await retryRefusedWrite(
      () =>
        this.send(call, (options) =>
          this.client.send(
            new UpdateFunctionCodeCommand({
              FunctionName: functionName,
              ZipFile: update.zipFile,
              RevisionId: update.revisionId,
              Publish: update.publish,
              Architectures: update.architectures,
              SourceKMSKeyArn: update.sourceKmsKeyArn,
            }),
            options,
          ),
        ),
      this.clock,
      this.deadline.atMs,
    );
    return toLiveFunction(answer);
  }

  /** One attempt of PublishVersion, refused by Lambda unless `$LATEST` still has this hash. */
  async publishVersion(functionName: string, codeSha256: string, description?: string): Promise<LiveFunction> {
    const call = this.describe("Publishing a version of", "lambda:PublishVersion");
    const answer = await retryRefusedWrite(
      () =>
        this.send(call, (options) =>
          this.client.send(
            new PublishVersionCommand({ FunctionName: functionName, CodeSha256: codeSha256, Description: description }),
            options,
          ),
        ),
      this.clock,
      this.deadline.atMs,
    );
    return toLiveFunction(answer);
  }

  /** All versions, `$LATEST` among them; their `state` is missing, as Lambda leaves it out here. */
  async listVersions(functionName: string): Promise<LiveFunction[]> {
    const call = this.describe("Listing the versions of", "lambda:ListVersionsByFunction");
    const versions: LiveFunction[] = [];
    let marker: string | undefined;
    do {
      const page = { FunctionName: functionName, Marker: marker };
      const answer = await retryRead(
        () => this.send(call, (options) => this.client.send(new ListVersionsByFunctionCommand(page), options)),
        this.clock,
        this.deadline.atMs,
      );
      versions.push(...(answer.Versions ?? []).map((version) => toLiveFunction(version)));
      marker = answer.NextMarker;
    } while (marker);
    return versions;
  }

  private describe(doing: string, action: string): FailedCall {
    return { doing, functionName: this.functionName, action };
  }

  private async send<T>(call: FailedCall, request: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const remainingMs = Math.max(1, Math.ceil(this.deadline.atMs - this.clock.nowMs()));
    const signal = AbortSignal.timeout(Math.min(remainingMs, 2 ** 31 - 1));
    try {
      return await unlessAborted(request({ abortSignal: signal }), signal);
    } catch (error) {
      const late = { name: "TimeoutError", message: "no answer before the deadline" };
      throw toAwsFailure(signal.aborted ? late : error, call);
    }
  }
}

/** The SDK heeds the signal once it has credentials; a credential_process that waits for a person would hang for ever. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new Error("aborted"));
    };
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}

function toLiveFunction(
  answer: SdkConfiguration,
  code?: { SourceKMSKeyArn?: string | undefined; ResolvedImageUri?: string | undefined },
): LiveFunction {
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
    signingJobArn: answer.SigningJobArn,
    signingProfileVersionArn: answer.SigningProfileVersionArn,
    configuration: toConfiguration(answer),
  };
}
