import {
  DeleteFunctionCommand,
  GetPolicyCommand,
  ListDurableExecutionsByFunctionCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
} from "@aws-sdk/client-lambda";
import { AwsFailure, DeployError } from "../../ground/errors.js";
import { type CallSettings, type Client, LambdaCalls, type Request } from "./lambdaCalls.js";
import { deletionRemedies } from "./releaseRemedies.js";
import { qualifierOf } from "./qualifier.js";

/** Who uses one version of a function, besides its aliases and its provisioned concurrency; and its end. */
export class VersionUseApi {
  private readonly calls: LambdaCalls;

  constructor(client: Client, settings: CallSettings) {
    this.calls = new LambdaCalls(client, settings);
  }

  /** Whether an event source calls this very version. Asked by the qualified ARN: what the bare name lists is not documented. */
  async hasEventSource(functionArn: string, version: string): Promise<boolean> {
    const action = "lambda:ListEventSourceMappings";
    const call = this.calls.describe(`Listing the event sources of version ${version} of`, action);
    let marker: string | undefined;
    do {
      const page = { FunctionName: `${functionArn}:${version}`, Marker: marker };
      const answer = await this.calls.read(call, (client, options) =>
        client.send(new ListEventSourceMappingsCommand(page), options),
      );
      // An emulator may drop the qualifier and list those of the whole function.
      if ((answer.EventSourceMappings ?? []).some(({ FunctionArn = "" }) => qualifierOf(FunctionArn) === version)) {
        return true;
      }
      marker = answer.NextMarker;
    } while (marker);
    return false;
  }

  /** Whether the version has a policy of its own, by which others may call it. */
  async hasPolicy(functionName: string, version: string): Promise<boolean> {
    const call = this.calls.describe(`Reading the policy of version ${version} of`, "lambda:GetPolicy");
    const asked = { FunctionName: functionName, Qualifier: version };
    try {
      await this.calls.readPolicy(call, (client, options) => client.send(new GetPolicyCommand(asked), options));
      return true;
    } catch (error) {
      if (error instanceof AwsFailure && error.awsCode === "ResourceNotFoundException") {
        return false;
      }
      throw error;
    }
  }

  /** The versions and aliases that have a configuration of their own for asynchronous calls. */
  async listInvokeConfigs(functionName: string): Promise<string[]> {
    const action = "lambda:ListFunctionEventInvokeConfigs";
    const call = this.calls.describe("Listing the asynchronous invocation settings of", action);
    const qualifiers: string[] = [];
    let marker: string | undefined;
    do {
      const page = { FunctionName: functionName, Marker: marker };
      const answer = await this.calls.read(call, (client, options) =>
        client.send(new ListFunctionEventInvokeConfigsCommand(page), options),
      );
      qualifiers.push(
        ...(answer.FunctionEventInvokeConfigs ?? []).map(({ FunctionArn = "" }) => qualifierOf(FunctionArn)),
      );
      marker = answer.NextMarker;
    } while (marker);
    return qualifiers;
  }

  /** Whether a durable execution that has begun on this version still needs it. */
  async hasDurableExecution(functionName: string, version: string): Promise<boolean> {
    const action = "lambda:ListDurableExecutionsByFunction";
    const call = this.calls.describe(`Listing the durable executions of version ${version} of`, action);
    let marker: string | undefined;
    do {
      const page = { FunctionName: functionName, Qualifier: version, Statuses: ["RUNNING" as const], Marker: marker };
      const answer = await this.calls.read(call, (client, options) =>
        client.send(new ListDurableExecutionsByFunctionCommand(page), options),
      );
      if ((answer.DurableExecutions ?? []).length > 0) {
        return true;
      }
      marker = answer.NextMarker;
    } while (marker);
    return false;
  }

  /** Deletes one version by its number. Without a qualifier the same request deletes the function: it never leaves here. */
  async deleteVersion(functionName: string, version: string): Promise<void> {
    assertVersionNumber(version);
    const call = this.calls.describe(`Deleting version ${version} of`, "lambda:DeleteFunction", deletionRemedies);
    const command = new DeleteFunctionCommand({ FunctionName: functionName, Qualifier: version });
    const send: Request<unknown> = (client, options) => {
      // What is about to be sent is looked at, and not what was meant to be.
      assertVersionNumber(command.input.Qualifier);
      return client.send(command, options);
    };
    await this.calls.write(call, send, true);
  }
}

function assertVersionNumber(qualifier: unknown): asserts qualifier is string {
  if (typeof qualifier !== "string" || !/^[1-9][0-9]*$/.test(qualifier)) {
    throw new DeployError(
      "BadInput",
      `Deleting a version: "${String(qualifier)}" is not the number of one, and nothing was sent. This is a fault of pulumi-lambda-code: please report it.`,
    );
  }
}
