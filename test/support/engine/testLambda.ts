import { createHash } from "node:crypto";
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  type GetFunctionCommandOutput,
  InvokeCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";

// Without this the SDK's first client warns on Node 20, and a warning fails the run.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const SETTLE_SECONDS = 200;

/** The text of a handler that answers with `answer`. */
export function handlerSource(answer: string): string {
  return `exports.handler = async () => ${JSON.stringify(answer)};\n`;
}

/** A zip with a handler that answers with `answer`. */
export function handlerZip(answer: string): Uint8Array {
  return zipSync({ "index.js": strToU8(handlerSource(answer)) });
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

/** What the owner of the functions does, and what somebody else does behind Pulumi's back: the SDK, straight to the emulator. */
export class TestLambda {
  private readonly client: LambdaClient;

  constructor(
    url: string,
    private readonly pollMs = 50,
  ) {
    this.client = new LambdaClient({
      endpoint: url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  }

  /** Creates a function with code that is nobody's wish, and returns its ARN. */
  async createFunction(
    name: string,
    answer = "placeholder",
    { inProgress = false, sourceKmsKeyArn }: { inProgress?: boolean; sourceKmsKeyArn?: string } = {},
  ): Promise<string> {
    const created = await this.client.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: "nodejs20.x",
        Role: "arn:aws:iam::000000000000:role/test",
        Handler: "index.handler",
        Code: { ZipFile: handlerZip(answer), SourceKMSKeyArn: sourceKmsKeyArn },
      }),
    );
    if (!inProgress) {
      await this.settled(name);
    }
    return created.FunctionArn!;
  }

  async deployBehindPulumi(name: string, zip: Uint8Array): Promise<void> {
    await this.client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zip }));
    await this.settled(name);
  }

  async changeConfigurationBehindPulumi(name: string, memoryMib: number): Promise<void> {
    await this.configure(name, { MemorySize: memoryMib });
  }

  async setEnvironment(name: string, variables: Record<string, string>): Promise<void> {
    await this.configure(name, { Environment: { Variables: variables } });
  }

  /** Any change of the configuration; settled unless `inProgress`. */
  async configure(
    name: string,
    change: Omit<UpdateFunctionConfigurationCommandInput, "FunctionName">,
    { inProgress = false }: { inProgress?: boolean } = {},
  ): Promise<void> {
    await this.client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, ...change }));
    if (!inProgress) {
      await this.settled(name);
    }
  }

  async deleteFunction(name: string): Promise<void> {
    await this.client.send(new DeleteFunctionCommand({ FunctionName: name }));
  }

  async configuration(name: string): Promise<FunctionConfiguration> {
    return (await this.get(name)).Configuration!;
  }

  async codeSha256(name: string): Promise<string> {
    return (await this.configuration(name)).CodeSha256!;
  }

  async versions(name: string): Promise<string[]> {
    return (await this.versionConfigurations(name)).map((version) => version.Version!);
  }

  /** The published versions, oldest first. */
  async versionConfigurations(name: string): Promise<FunctionConfiguration[]> {
    const { Versions } = await this.client.send(new ListVersionsByFunctionCommand({ FunctionName: name }));
    return (Versions ?? []).filter(({ Version }) => Version !== "$LATEST");
  }

  /** What the function answers, with a qualifier as well. */
  async invoke(name: string, qualifier?: string): Promise<unknown> {
    const answer = await this.client.send(new InvokeCommand({ FunctionName: name, Qualifier: qualifier }));
    return JSON.parse(Buffer.from(answer.Payload!).toString("utf8"));
  }

  /** A URL for the package's bytes, good for ten minutes. */
  async codeLocation(name: string): Promise<string> {
    return (await this.get(name)).Code!.Location!;
  }

  stop(): void {
    this.client.destroy();
  }

  private get(name: string): Promise<GetFunctionCommandOutput> {
    return this.client.send(new GetFunctionCommand({ FunctionName: name }));
  }

  /** Waits until nothing is in progress. */
  async settled(name: string): Promise<void> {
    const deadline = Date.now() + SETTLE_SECONDS * 1000;
    for (;;) {
      const { State, LastUpdateStatus } = await this.configuration(name);
      if (State === "Active" && LastUpdateStatus !== "InProgress") {
        return;
      }
      if (Date.now() > deadline) {
        throw new Error(`${name} did not settle: ${String(State)}, ${String(LastUpdateStatus)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, this.pollMs));
    }
  }
}
