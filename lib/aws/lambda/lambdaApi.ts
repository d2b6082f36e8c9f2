import {
  GetFunctionCommand,
  type FunctionCodeLocation,
  type FunctionConfiguration,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from "@aws-sdk/client-lambda";
import { type CallSettings, type Client, LambdaCalls } from "./lambdaCalls.js";
import { type LiveFunction, toLiveFunction } from "./liveFunction.js";
import { keepRawAnswer } from "./rawAnswer.js";

export type { CallSettings, LiveFunction };

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

/** The Lambda API as this library uses it: each call has a deadline, and fails with an AwsFailure in our words. */
export class LambdaApi {
  private readonly calls: LambdaCalls;

  constructor(
    client: Client,
    private readonly settings: CallSettings,
  ) {
    this.calls = new LambdaCalls(client, settings);
  }

  /**
   * Reads the function, or one version of it. GetFunction rather than GetFunctionConfiguration: it has a quota of its
   * own, 100 requests a second, where the rest of the control plane shares 15 (Lambda quotas).
   */
  async getFunction(functionName: string, version?: string): Promise<LiveFunction> {
    const call = this.calls.describe("Reading", "lambda:GetFunction");
    const asked = { FunctionName: functionName, Qualifier: version };
    const { answer, raw } = await this.calls.look(call, async (client, options) => {
      const command = new GetFunctionCommand(asked);
      const rawAnswer = keepRawAnswer(command);
      return { answer: await client.send(command, options), raw: rawAnswer()?.Configuration };
    });
    return this.live(answer.Configuration ?? {}, raw, answer.Code);
  }

  /** One attempt of UpdateFunctionCode; the answer is the version's configuration where `publish` is set. */
  async updateFunctionCode(functionName: string, update: CodeUpdate): Promise<LiveFunction> {
    const call = this.calls.describe("Updating the code of", "lambda:UpdateFunctionCode");
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
    const answer = await this.calls.write(call, (client, options) => client.send(command, options));
    return this.live(answer);
  }

  /** One attempt of PublishVersion, refused by Lambda unless `$LATEST` still has this hash. */
  async publishVersion(
    functionName: string,
    codeSha256: string,
    description?: string,
    publishTo?: "LATEST_PUBLISHED",
  ): Promise<LiveFunction> {
    const call = this.calls.describe("Publishing a version of", "lambda:PublishVersion");
    const command = new PublishVersionCommand({
      FunctionName: functionName,
      CodeSha256: codeSha256,
      Description: description,
      PublishTo: publishTo,
    });
    const answer = await this.calls.write(call, (client, options) => client.send(command, options));
    return this.live(answer);
  }

  /** All versions, `$LATEST` among them; their `state` is missing, as Lambda leaves it out here. */
  async listVersions(functionName: string): Promise<LiveFunction[]> {
    const call = this.calls.describe("Listing the versions of", "lambda:ListVersionsByFunction");
    const versions: LiveFunction[] = [];
    let marker: string | undefined;
    do {
      const page = { FunctionName: functionName, Marker: marker };
      const answer = await this.calls.read(call, (client, options) =>
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
}

function s3FieldsOf(code: Extract<UpdatedCode, { s3Bucket: string }>) {
  return {
    S3Bucket: code.s3Bucket,
    S3Key: code.s3Key,
    S3ObjectVersion: code.s3ObjectVersion,
    S3ObjectStorageMode: code.s3ObjectStorageMode,
  };
}
