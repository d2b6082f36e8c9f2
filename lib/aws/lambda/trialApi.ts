import { GetAccountSettingsCommand, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { AwsFailure } from "../../ground/errors.js";
import { classify } from "../calls/retry.js";
import { type CallSettings, type Client, LambdaCalls, type Request } from "./lambdaCalls.js";
import type { LiveFunction } from "./liveFunction.js";
import { tinyZip } from "./tinyZip.js";

/** What an account has of Lambda in one Region. */
export interface AccountSettings {
  codeSizeBytes: number;
  codeSizeLimitBytes: number;
  functionCount: number;
  concurrentExecutions: number;
}

/** No function has it: RevisionIds are random. */
const impossibleRevisionId = "00000000-0000-0000-0000-000000000000";

// What Lambda says only to those who may update: of the function's state, and of what was sent.
const codesOfTheAllowed = [
  "PreconditionFailedException",
  "ResourceConflictException",
  "InvalidParameterValueException",
  "CodeVerificationFailedException",
  "InvalidCodeSignatureException",
  "CodeSigningConfigNotFoundException",
];

/** Finds out what an identity may do, and changes nothing. */
export class TrialApi {
  /** How many requests of the control plane's quota were sent. */
  requests = 0;
  /** How many of them were refused for their rate. */
  throttledRequests = 0;
  private readonly calls: LambdaCalls;

  constructor(client: Client, settings: CallSettings) {
    this.calls = new LambdaCalls(client, settings);
  }

  /**
   * Throws unless Lambda would take an update of the code from this identity. Three things keep the function as it is:
   * `DryRun`; a RevisionId that no function has, for endpoints that do not honour it; and, where the endpoint is not AWS's,
   * that there is no code in the request. AWS gets a tiny package, or the image that runs, to have something to check.
   */
  async tryUpdate({ functionArn, packageType, resolvedImageUri }: LiveFunction, isAtAws: boolean): Promise<void> {
    const call = this.calls.describe("Trying an update of the code of", "lambda:UpdateFunctionCode");
    const code = packageType === "Image" ? { ImageUri: resolvedImageUri } : { ZipFile: tinyZip };
    const command = new UpdateFunctionCodeCommand({
      FunctionName: functionArn,
      ...(isAtAws ? code : {}),
      DryRun: true,
      RevisionId: impossibleRevisionId,
    });
    try {
      await this.calls.write(
        call,
        this.counting((client, options) => client.send(command, options)),
        true,
      );
    } catch (error) {
      if (!(error instanceof AwsFailure && codesOfTheAllowed.includes(error.awsCode))) {
        throw error;
      }
    }
  }

  /** What the account uses of its limits in this Region, as GetAccountSettings tells. */
  async accountSettings(): Promise<AccountSettings> {
    const call = this.calls.describe("Reading the limits of", "lambda:GetAccountSettings");
    const { AccountLimit: limit, AccountUsage: usage } = await this.calls.read(
      call,
      this.counting((client, options) => client.send(new GetAccountSettingsCommand({}), options)),
    );
    return {
      codeSizeBytes: usage?.TotalCodeSize ?? 0,
      codeSizeLimitBytes: limit?.TotalCodeSize ?? 0,
      functionCount: usage?.FunctionCount ?? 0,
      concurrentExecutions: limit?.ConcurrentExecutions ?? 0,
    };
  }

  private counting<T>(request: Request<T>): Request<T> {
    return async (client, options) => {
      this.requests += 1;
      try {
        return await request(client, options);
      } catch (error) {
        const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
        this.throttledRequests += $metadata?.httpStatusCode === 429 ? 1 : 0;
        throw error;
      }
    };
  }
}

/** Whether a failure says that nothing could be found out, in place of what is wrong. */
export function isUndecided(failure: AwsFailure): boolean {
  return ["throttled", "ambiguous", "busy"].includes(classify(failure));
}
