import {
  GetProvisionedConcurrencyConfigCommand,
  ListProvisionedConcurrencyConfigsCommand,
} from "@aws-sdk/client-lambda";
import { AwsFailure } from "../../ground/errors.js";
import { type CallSettings, type Client, LambdaCalls } from "./lambdaCalls.js";
import { qualifierOf } from "./qualifier.js";

/** How far AWS is with the provisioned concurrency of an alias or version. */
export interface ProvisionedConcurrency {
  status: "IN_PROGRESS" | "READY" | "FAILED";
  /** Why it failed, in AWS's words. */
  reason?: string;
}

/** The provisioned concurrency of a function: it is looked at, never set. */
export class ConcurrencyApi {
  private readonly calls: LambdaCalls;

  constructor(client: Client, settings: CallSettings) {
    this.calls = new LambdaCalls(client, settings);
  }

  /** Of an alias or a version; undefined where it has none. */
  async provisionedConcurrency(functionName: string, qualifier: string): Promise<ProvisionedConcurrency | undefined> {
    const action = "lambda:GetProvisionedConcurrencyConfig";
    const call = this.calls.describe(`Reading the provisioned concurrency on ${qualifier} of`, action);
    const asked = { FunctionName: functionName, Qualifier: qualifier };
    const answer = await unlessNone(
      this.calls.read(call, (client, options) =>
        client.send(new GetProvisionedConcurrencyConfigCommand(asked), options),
      ),
    );
    // A word that is not known yet is waited for, as far as the deadline allows.
    const status = answer?.Status === "READY" || answer?.Status === "FAILED" ? answer.Status : "IN_PROGRESS";
    return answer && { status, reason: answer.StatusReason };
  }

  /** The aliases and versions that have some. */
  async listProvisioned(functionName: string): Promise<string[]> {
    const action = "lambda:ListProvisionedConcurrencyConfigs";
    const call = this.calls.describe("Listing the provisioned concurrency of", action);
    const qualifiers: string[] = [];
    let marker: string | undefined;
    do {
      const page = { FunctionName: functionName, Marker: marker };
      const answer = await unlessNone(
        this.calls.read(call, (client, options) =>
          client.send(new ListProvisionedConcurrencyConfigsCommand(page), options),
        ),
      );
      qualifiers.push(
        ...(answer?.ProvisionedConcurrencyConfigs ?? []).map(({ FunctionArn = "" }) => qualifierOf(FunctionArn)),
      );
      marker = answer?.NextMarker;
    } while (marker);
    return qualifiers;
  }
}

/** None is 404 with a code of its own, which a function that is gone has not. */
async function unlessNone<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof AwsFailure && error.awsCode === "ProvisionedConcurrencyConfigNotFoundException") {
      return undefined;
    }
    throw error;
  }
}
