import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ClientUnaryCall, Metadata, ServiceError } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { fromStruct, grpc, type PropertyBag, toHostError, toStruct } from "./dynamicHost/messages.js";
import { type HostProcess, startHostProcess } from "./dynamicHost/process.js";
import { awsSdkModules, recordedModules, recordingEnv } from "./recordedModules.js";
import { repositoryRoot } from "./repositoryRoot.js";

export { HostError, type PropertyBag } from "./dynamicHost/messages.js";

// Pulumi keeps its settings in a global that it makes at first use. Made here, before mocha looks, it is no leak of a test.
pulumi.runtime.isDryRun();

const URN = "urn:pulumi:test::host-tests::pulumi-nodejs:dynamic/lambda:FunctionCode::code";
const CALL_SECONDS = 200;
const PRINT_SECONDS = 60;

export interface HostOptions {
  /** The object that a `dynamic.Resource` would be given; its serialized text goes along with each call. */
  provider: pulumi.dynamic.ResourceProvider;
  /** Where the host runs, and so from where it finds our package: inside the repository. */
  cwd?: string;
  env?: Record<string, string>;
  recordModules?: boolean;
}

/** The text that `dynamic.Resource` puts into `__provider`, made in the same way. */
export async function serializeProvider(provider: pulumi.dynamic.ResourceProvider): Promise<string> {
  return (await pulumi.runtime.serializeFunction(() => provider, { allowSecrets: true })).text;
}

/** Pulumi's real dynamic-provider host in a process of its own, spoken to as the engine does: gRPC, with the text as `__provider`. */
export class DynamicHost {
  private constructor(
    private readonly host: HostProcess,
    private readonly client: ResourceProviderClient,
    readonly stub: string,
    private readonly recordFile: string,
  ) {}

  static async start(options: HostOptions): Promise<DynamicHost> {
    const recordFile = path.join(mkdtempSync(path.join(tmpdir(), "dynamic-host-")), "modules");
    const stub = await serializeProvider(options.provider);
    const host = await startHostProcess(options.cwd ?? repositoryRoot, hostEnv(options, recordFile));
    const client = new ResourceProviderClient(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure());
    const started = new DynamicHost(host, client, stub, recordFile);
    const args = new messages.ConfigureRequest().setArgs(toStruct({})).setAcceptsecrets(true);
    await started.call("configure", args).catch(async (error: unknown) => {
      await started.stop();
      throw error;
    });
    return started;
  }

  /** Like the engine, this returns the inputs without `__provider`; that the host sends it back is asserted on the way. */
  async check(olds: PropertyBag, news: PropertyBag): Promise<{ inputs: PropertyBag; failures: CheckFailure[] }> {
    const request = new messages.CheckRequest().setUrn(URN).setOlds(this.withStub(olds)).setNews(this.withStub(news));
    const answer = await this.call<messages.CheckResponse>("check", request);
    return {
      inputs: this.withoutStub(answer.getInputs()),
      failures: answer.getFailuresList().map((it) => ({ property: it.getProperty(), reason: it.getReason() })),
    };
  }

  /** The engine is killed: nobody reads what the host prints. Settles when the host has ended. */
  breakPipes(): Promise<void> {
    return this.host.breakPipes();
  }

  async diff(id: string, olds: PropertyBag, news: PropertyBag): Promise<{ changes: string; replaces: string[] }> {
    const request = new messages.DiffRequest().setUrn(URN).setId(id);
    request.setOlds(this.withStub(olds)).setNews(this.withStub(news));
    const answer = await this.call<messages.DiffResponse>("diff", request);
    const words = ["unknown", "none", "some"];
    return { changes: words[answer.getChanges()] ?? "?", replaces: answer.getReplacesList() };
  }

  async create(inputs: PropertyBag): Promise<{ id: string; outs: PropertyBag }> {
    const request = new messages.CreateRequest().setUrn(URN).setProperties(this.withStub(inputs));
    const answer = await this.call<messages.CreateResponse>("create", request);
    return { id: answer.getId(), outs: this.withoutStub(answer.getProperties()) };
  }

  async update(id: string, olds: PropertyBag, news: PropertyBag): Promise<PropertyBag> {
    const request = new messages.UpdateRequest().setUrn(URN).setId(id);
    request.setOlds(this.withStub(olds)).setNews(this.withStub(news));
    return this.withoutStub((await this.call<messages.UpdateResponse>("update", request)).getProperties());
  }

  /** `id` is blank where the function is gone. */
  async read(id: string, state: PropertyBag): Promise<{ id: string; props: PropertyBag; inputs?: PropertyBag }> {
    const request = new messages.ReadRequest().setUrn(URN).setId(id).setProperties(this.withStub(state));
    const answer = await this.call<messages.ReadResponse>("read", request);
    const inputs = answer.getInputs();
    return {
      id: answer.getId(),
      props: this.withoutStub(answer.getProperties()),
      inputs: inputs && this.withoutStub(inputs),
    };
  }

  async delete(id: string, state: PropertyBag): Promise<void> {
    await this.call("delete", new messages.DeleteRequest().setUrn(URN).setId(id).setProperties(this.withStub(state)));
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
    for (let waitedMs = 0; waitedMs < PRINT_SECONDS * 1000 && !this.host.output().includes(text); waitedMs += 20) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return this.host.output();
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.host.stop();
    rmSync(path.dirname(this.recordFile), { recursive: true });
  }

  private withStub(bag: PropertyBag): ReturnType<typeof toStruct> {
    return toStruct({ ...bag, __provider: this.stub });
  }

  private withoutStub(struct: Parameters<typeof fromStruct>[0]): PropertyBag {
    const { __provider: stub, ...rest } = fromStruct(struct);
    if (stub !== this.stub && struct !== undefined && Object.keys(rest).length > 0) {
      throw new Error("The answer lost __provider: a later refresh or destroy would die");
    }
    return rest;
  }

  private call<Answer>(method: Method, request: unknown): Promise<Answer> {
    const send = this.client[method].bind(this.client) as unknown as UnaryCall<Answer>;
    return new Promise((resolve, reject) => {
      send(request, new grpc.Metadata(), { deadline: Date.now() + CALL_SECONDS * 1000 }, (error, answer) => {
        if (error) {
          reject(toHostError(error));
        } else {
          resolve(answer);
        }
      });
    });
  }
}

export interface CheckFailure {
  property: string;
  reason: string;
}

type Method = "configure" | "check" | "diff" | "create" | "update" | "read" | "delete";
type UnaryCall<Answer> = (
  request: unknown,
  metadata: Metadata,
  options: { deadline: number },
  callback: (error: ServiceError | null, answer: Answer) => void,
) => ClientUnaryCall;

function hostEnv(options: HostOptions, recordFile: string): NodeJS.ProcessEnv {
  return {
    // Nothing of the machine's AWS set-up may reach a test: only what makes a process start.
    PATH: process.env["PATH"],
    HOME: path.dirname(recordFile),
    AWS_EC2_METADATA_DISABLED: "true",
    ...(options.recordModules === true && recordingEnv(recordFile)),
    ...options.env,
  };
}
