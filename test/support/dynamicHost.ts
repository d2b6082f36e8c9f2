import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { fromStruct, grpc, type PropertyBag, toStruct } from "./dynamicHost/messages.js";
import { type HostProcess, startHostProcess } from "./dynamicHost/process.js";
import { ProviderHost } from "./providerHost.js";
import { awsSdkModules, recordedModules, recordingEnv } from "./recordedModules.js";
import { repositoryRoot } from "./repositoryRoot.js";

export { HostError, type PropertyBag } from "./dynamicHost/messages.js";

// Pulumi keeps its settings in a global that it makes at first use. Made here, before mocha looks, it is no leak of a test.
pulumi.runtime.isDryRun();

const URN = "urn:pulumi:test::host-tests::pulumi-nodejs:dynamic/lambda:FunctionCode::code";
const PRINT_SECONDS = 60;

export interface HostOptions {
  /** The object that a `dynamic.Resource` would be given, or its serialized text, which goes along with each call. */
  provider: pulumi.dynamic.ResourceProvider | string;
  /** Where the host runs, and so from where it finds our package: inside the repository. */
  cwd?: string;
  env?: Record<string, string>;
  recordModules?: boolean;
  /** Where the engine listens; nobody does unless said. */
  engineAddress?: string;
}

/** The text that `dynamic.Resource` puts into `__provider`, made in the same way. */
export async function serializeProvider(provider: pulumi.dynamic.ResourceProvider): Promise<string> {
  return (await pulumi.runtime.serializeFunction(() => provider, { allowSecrets: true })).text;
}

/** Pulumi's real dynamic-provider host in a process of its own, spoken to as the engine does: gRPC, with the text as `__provider`. */
export class DynamicHost extends ProviderHost {
  private constructor(
    readonly process: HostProcess,
    client: ResourceProviderClient,
    readonly stub: string,
    private readonly recordFile: string,
  ) {
    super(client, URN);
  }

  static async start(options: HostOptions): Promise<DynamicHost> {
    const recordFile = path.join(mkdtempSync(path.join(tmpdir(), "dynamic-host-")), "modules");
    const { provider } = options;
    const stub = typeof provider === "string" ? provider : await serializeProvider(provider);
    const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const host = await startHostProcess(
      [script, options.engineAddress ?? "127.0.0.1:1"],
      options.cwd ?? repositoryRoot,
      hostEnv(options, recordFile),
    );
    const client = new ResourceProviderClient(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure());
    const started = new DynamicHost(host, client, stub, recordFile);
    const args = new messages.ConfigureRequest().setArgs(toStruct({})).setAcceptsecrets(true);
    await started.call("configure", args).catch(async (error: unknown) => {
      await started.stop();
      throw error;
    });
    return started;
  }

  /** Nobody reads what the host prints. */
  override killEngine(): Promise<void> {
    return this.process.breakPipes();
  }

  /** Modules the host compiled so far, where it was started with `recordModules`. */
  loadedModules(): string[] {
    return recordedModules(this.recordFile);
  }

  /** Those of the AWS SDK among them. */
  awsSdkModules(): string[] {
    return awsSdkModules(this.recordFile);
  }

  /** What host and provider printed, as people would see it on the stack, once it holds `text`: it may come after the answer. */
  async outputHolding(text: string): Promise<string> {
    for (let waitedMs = 0; waitedMs < PRINT_SECONDS * 1000 && !this.process.output().includes(text); waitedMs += 20) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.process.output();
  }

  /** What a first Ctrl-C has the engine say. */
  async cancel(): Promise<void> {
    await this.call("cancel", new Empty());
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.process.stop();
    rmSync(path.dirname(this.recordFile), { recursive: true });
  }

  /** Pulumi sends the text along with each bag; that the host sends it back is asserted on the way. */
  protected override sent(bag: PropertyBag): ReturnType<typeof toStruct> {
    return toStruct({ ...bag, __provider: this.stub });
  }

  protected override received(struct: Parameters<typeof fromStruct>[0]): PropertyBag {
    const { __provider: stub, ...rest } = fromStruct(struct);
    if (stub !== this.stub && struct !== undefined && Object.keys(rest).length > 0) {
      throw new Error("The answer lost __provider: a later refresh or destroy would die");
    }
    return rest;
  }
}

/** Of the environment, what a provider's process may see in a test. */
export function hostEnv(options: Pick<HostOptions, "env" | "recordModules">, recordFile: string): NodeJS.ProcessEnv {
  return {
    // Nothing of the machine's AWS set-up may reach a test: only what makes a process start.
    PATH: process.env["PATH"],
    HOME: path.dirname(recordFile),
    AWS_EC2_METADATA_DISABLED: "true",
    ...(options.recordModules === true && recordingEnv(recordFile)),
    ...options.env,
  };
}
