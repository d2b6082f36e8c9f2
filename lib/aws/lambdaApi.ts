import {
  GetFunctionCommand,
  type FunctionConfiguration as SdkConfiguration,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import type { Clock, Deadline } from "../clock.js";
import type { Log } from "../log.js";
import type { FunctionConfiguration } from "./configuration.js";
import { toConfiguration } from "./configuration.js";
import { toAwsFailure } from "./failures.js";
import { Pacer, type Ticket } from "./pacer.js";
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

/** What every call of an operation has in common. */
export interface CallSettings {
  /** For messages, whatever the function is called by. */
  functionName: string;
  deadline: Deadline;
  clock: Clock;
  log: Log;
}

type Request<T> = (options: { abortSignal: AbortSignal }) => Promise<T>;

interface Pacers {
  controlPlane: Pacer;
  getFunction: Pacer;
}

const pacersByClient = new WeakMap<LambdaClient, Pacers>();

/** Lambda's quotas hold for an account and Region, as a client does; they cannot be raised (Lambda quotas). */
function pacersOf(client: LambdaClient, clock: Clock): Pacers {
  const pacers = pacersByClient.get(client) ?? {
    controlPlane: new Pacer({ of: "15 control-plane requests a second", perSecond: 15 }, clock),
    // A fifth is left to others: looking is what a fleet does most.
    getFunction: new Pacer({ of: "100 GetFunction requests a second", perSecond: 80 }, clock),
  };
  pacersByClient.set(client, pacers);
  return pacers;
}

/** The Lambda API as this library uses it: each call has a deadline, and fails with an AwsFailure in our words. */
export class LambdaApi {
  private readonly pacers: Pacers;

  constructor(
    private readonly client: LambdaClient,
    private readonly settings: CallSettings,
  ) {
    this.pacers = pacersOf(client, settings.clock);
  }

  /**
   * Reads the function, or one version of it. GetFunction rather than GetFunctionConfiguration: it has a quota of its
   * own, 100 requests a second, where the rest of the control plane shares 15 (Lambda quotas).
   */
  async getFunction(functionName: string, version?: string): Promise<LiveFunction> {
    const call = this.describe("Reading", "lambda:GetFunction");
    const answer = await this.read(this.pacers.getFunction, call, (options) =>
      this.client.send(new GetFunctionCommand({ FunctionName: functionName, Qualifier: version }), options),
    );
    return toLiveFunction(answer.Configuration ?? {}, answer.Code);
  }

  /** One attempt of UpdateFunctionCode; the answer is the version's configuration where `publish` is set. */
  async updateFunctionCode(functionName: string, update: CodeUpdate): Promise<LiveFunction> {
    const call = this.describe("Updating the code of", "lambda:UpdateFunctionCode");
    const command = new UpdateFunctionCodeCommand({
      FunctionName: functionName,
      ZipFile: update.zipFile,
      RevisionId: update.revisionId,
      Publish: update.publish,
      Architectures: update.architectures,
      SourceKMSKeyArn: update.sourceKmsKeyArn,
    });
    const answer = await this.write(call, (options) => this.client.send(command, options));
    return toLiveFunction(answer);
  }

  /** One attempt of PublishVersion, refused by Lambda unless `$LATEST` still has this hash. */
  async publishVersion(functionName: string, codeSha256: string, description?: string): Promise<LiveFunction> {
    const call = this.describe("Publishing a version of", "lambda:PublishVersion");
    const guarded = { FunctionName: functionName, CodeSha256: codeSha256, Description: description };
    const command = new PublishVersionCommand(guarded);
    const answer = await this.write(call, (options) => this.client.send(command, options));
    return toLiveFunction(answer);
  }

  /** All versions, `$LATEST` among them; their `state` is missing, as Lambda leaves it out here. */
  async listVersions(functionName: string): Promise<LiveFunction[]> {
    const call = this.describe("Listing the versions of", "lambda:ListVersionsByFunction");
    const versions: LiveFunction[] = [];
    let marker: string | undefined;
    do {
      const page = { FunctionName: functionName, Marker: marker };
      const answer = await this.read(this.pacers.controlPlane, call, (options) =>
        this.client.send(new ListVersionsByFunctionCommand(page), options),
      );
      versions.push(...(answer.Versions ?? []).map((version) => toLiveFunction(version)));
      marker = answer.NextMarker;
    } while (marker);
    return versions;
  }

  private describe(doing: string, action: string): FailedCall {
    return { doing, functionName: this.settings.functionName, action };
  }

  private read<T>(pacer: Pacer, call: FailedCall, request: Request<T>): Promise<T> {
    const ticket = this.ticket(false);
    const { clock, deadline } = this.settings;
    return retryRead(() => pacer.send(ticket, () => this.send(call, request)), clock, deadline);
  }

  private write<T>(call: FailedCall, request: Request<T>): Promise<T> {
    const ticket = this.ticket(true);
    const { clock, deadline } = this.settings;
    return retryRefusedWrite(
      () => this.pacers.controlPlane.send(ticket, () => this.send(call, request)),
      clock,
      deadline,
    );
  }

  private ticket(isDeadlineMoved: boolean): Ticket {
    const { functionName, deadline, clock, log } = this.settings;
    const askedAtMs = clock.nowMs();
    const say = (message: string) => {
      log.info(functionName, message);
    };
    return { functionName, deadline, isDeadlineMoved, say, askedAtMs, countedFromMs: askedAtMs };
  }

  private async send<T>(call: FailedCall, request: Request<T>): Promise<T> {
    const { clock, deadline } = this.settings;
    const remainingMs = Math.max(1, Math.ceil(deadline.atMs - clock.nowMs()));
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
