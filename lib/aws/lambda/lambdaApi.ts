import {
  GetFunctionCommand,
  type FunctionCodeLocation,
  type FunctionConfiguration,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import type { Clock, Deadline } from "../../ground/clock.js";
import type { Log } from "../../ground/log.js";
import { callBefore } from "../calls/callBefore.js";
import { type LiveFunction, toLiveFunction } from "./liveFunction.js";
import { Pacer, type Ticket } from "../calls/pacer.js";
import { keepRawAnswer } from "./rawAnswer.js";
import type { FailedCall } from "../calls/remedies.js";
import { retryRead, retryRefusedWrite } from "../calls/retry.js";

export type { LiveFunction };

/** The code of an update: just one of the three ways in which Lambda takes it. */
export type UpdatedCode =
  | { zipFile: Uint8Array }
  | { s3Bucket: string; s3Key: string; s3ObjectVersion?: string; s3ObjectStorageMode?: "COPY" | "REFERENCE" }
  | { imageUri: string };

/** What one UpdateFunctionCode asks for. */
export interface CodeUpdate {
  code: UpdatedCode;
  revisionId: string;
  publish: boolean;
  dryRun: boolean;
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
  /** Whether answers bring the values of environment variables along. */
  withEnvironment?: boolean;
}

type Request<T> = (client: LambdaClient, options: { abortSignal: AbortSignal }) => Promise<T>;

/** A client, perhaps one whose settings are still being read. */
type Client = LambdaClient | Promise<LambdaClient>;

interface Pacers {
  controlPlane: Pacer;
  getFunction: Pacer;
}

const pacersByClient = new WeakMap<Client, Pacers>();

/** Lambda's quotas hold for an account and Region, as a client does; they cannot be raised (Lambda quotas). */
function pacersOf(client: Client, clock: Clock): Pacers {
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
    private readonly client: Client,
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
    const asked = { FunctionName: functionName, Qualifier: version };
    const { answer, raw } = await this.read(this.pacers.getFunction, call, async (client, options) => {
      const command = new GetFunctionCommand(asked);
      const rawAnswer = keepRawAnswer(command);
      return { answer: await client.send(command, options), raw: rawAnswer()?.Configuration };
    });
    return this.live(answer.Configuration ?? {}, raw, answer.Code);
  }

  /** One attempt of UpdateFunctionCode; the answer is the version's configuration where `publish` is set. */
  async updateFunctionCode(functionName: string, update: CodeUpdate): Promise<LiveFunction> {
    const call = this.describe("Updating the code of", "lambda:UpdateFunctionCode");
    const { code } = update;
    const command = new UpdateFunctionCodeCommand({
      FunctionName: functionName,
      ...("zipFile" in code ? { ZipFile: code.zipFile } : {}),
      ...("imageUri" in code ? { ImageUri: code.imageUri } : {}),
      ...("s3Bucket" in code ? s3FieldsOf(code) : {}),
      RevisionId: update.revisionId,
      Publish: update.publish,
      DryRun: update.dryRun ? true : undefined,
      Architectures: update.architectures,
      SourceKMSKeyArn: update.sourceKmsKeyArn,
    });
    const answer = await this.write(call, (client, options) => client.send(command, options));
    return this.live(answer);
  }

  /** One attempt of PublishVersion, refused by Lambda unless `$LATEST` still has this hash. */
  async publishVersion(
    functionName: string,
    codeSha256: string,
    description?: string,
    publishTo?: "LATEST_PUBLISHED",
  ): Promise<LiveFunction> {
    const call = this.describe("Publishing a version of", "lambda:PublishVersion");
    const command = new PublishVersionCommand({
      FunctionName: functionName,
      CodeSha256: codeSha256,
      Description: description,
      PublishTo: publishTo,
    });
    const answer = await this.write(call, (client, options) => client.send(command, options));
    return this.live(answer);
  }

  /** All versions, `$LATEST` among them; their `state` is missing, as Lambda leaves it out here. */
  async listVersions(functionName: string): Promise<LiveFunction[]> {
    const call = this.describe("Listing the versions of", "lambda:ListVersionsByFunction");
    const versions: LiveFunction[] = [];
    let marker: string | undefined;
    do {
      const page = { FunctionName: functionName, Marker: marker };
      const answer = await this.read(this.pacers.controlPlane, call, (client, options) =>
        client.send(new ListVersionsByFunctionCommand(page), options),
      );
      versions.push(...(answer.Versions ?? []).map((version) => this.live(version)));
      marker = answer.NextMarker;
    } while (marker);
    return versions;
  }

  private live(answer: FunctionConfiguration, raw?: unknown, code?: FunctionCodeLocation): LiveFunction {
    const withEnvironment = this.settings.withEnvironment ?? false;
    return toLiveFunction(answer, raw as Record<string, unknown> | undefined, withEnvironment, code);
  }

  private describe(doing: string, action: string): FailedCall {
    return { doing, functionName: this.settings.functionName, action };
  }

  private read<T>(pacer: Pacer, call: FailedCall, request: Request<T>): Promise<T> {
    const ticket = this.ticket(false);
    const { clock, deadline } = this.settings;
    return retryRead(() => pacer.send(ticket, () => this.send(call, request)), clock, deadline, ticket.say);
  }

  private write<T>(call: FailedCall, request: Request<T>): Promise<T> {
    const ticket = this.ticket(true);
    const { clock, deadline } = this.settings;
    const send = () => {
      // Its turn may have come after the word that nothing is to be begun any more.
      clock.cancelled?.throwIfAborted();
      return this.send(call, request);
    };
    return retryRefusedWrite(() => this.pacers.controlPlane.send(ticket, send), clock, deadline);
  }

  private ticket(isDeadlineMoved: boolean): Ticket {
    const { functionName, deadline, clock, log } = this.settings;
    const askedAtMs = clock.nowMs();
    const say = (message: string) => {
      log.info(functionName, message);
    };
    return { functionName, deadline, isDeadlineMoved, say, askedAtMs, countedFromMs: askedAtMs };
  }

  private send<T>(call: FailedCall, request: Request<T>): Promise<T> {
    const { clock, deadline } = this.settings;
    return callBefore(deadline, clock, call, async (abortSignal) => request(await this.client, { abortSignal }));
  }
}

function s3FieldsOf(code: Extract<UpdatedCode, { s3Bucket: string }>) {
  return {
    S3Bucket: code.s3Bucket,
    S3Key: code.s3Key,
    S3ObjectVersion: code.s3ObjectVersion,
    S3ObjectStorageMode: code.s3ObjectStorageMode,
  };
}
