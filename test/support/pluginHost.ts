import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { hostEnv, type HostOptions } from "./dynamicHost.js";
import { fromStruct, grpc, type PropertyBag, toStruct } from "./dynamicHost/messages.js";
import { type HostProcess, startHostProcess } from "./dynamicHost/process.js";
import { type EngineLine, EngineStub } from "./engineStub.js";
import { ProviderHost } from "./providerHost.js";
import { awsSdkModules, recordedModules } from "./recordedModules.js";
import { repositoryRoot } from "./repositoryRoot.js";

export const pluginUrn = "urn:pulumi:test::host-tests::lambdacode:index:FunctionCode::code";

export interface PluginOptions extends Pick<HostOptions, "cwd" | "env" | "recordModules"> {
  /** The provider's configuration, as the engine hands it to Configure. */
  configuration?: PropertyBag;
  /** Whether the server runs already when the engine comes to it, as with PULUMI_DEBUG_PROVIDERS. */
  isAttached?: boolean;
  /** The resource that is spoken of; a FunctionCode unless said. */
  urn?: string;
  /** What starts it, where that is not its file. */
  script?: readonly string[];
}

/** The plugin's server in a process of its own, spoken to as the engine does. */
export class PluginHost extends ProviderHost {
  readonly stub = undefined;

  private constructor(
    readonly process: HostProcess,
    client: ResourceProviderClient,
    readonly engine: EngineStub,
    private readonly recordFile: string,
    urn: string,
  ) {
    super(client, urn);
  }

  static async start(options: PluginOptions = {}): Promise<PluginHost> {
    const recordFile = path.join(mkdtempSync(path.join(tmpdir(), "plugin-host-")), "modules");
    const engine = await EngineStub.start();
    const script = options.script ?? [path.join(repositoryRoot, "dist/plugin/main.js")];
    const cwd = options.cwd ?? repositoryRoot;
    const addresses = options.isAttached === true ? [] : [engine.address];
    const starting = startHostProcess([...script, ...addresses], cwd, hostEnv(options, recordFile));
    const host = await starting.catch((error: unknown) => {
      // It would keep the test's process alive.
      engine.kill();
      throw error;
    });
    const client = new ResourceProviderClient(`127.0.0.1:${host.port}`, grpc.credentials.createInsecure());
    const started = new PluginHost(host, client, engine, recordFile, options.urn ?? pluginUrn);
    if (options.isAttached === true) {
      await started.attach(engine);
    }
    await started.configure(options.configuration ?? {});
    return started;
  }

  /** Tells a server that runs already where its engine is: once for each of the engine's operations. */
  async attach({ address }: EngineStub): Promise<void> {
    await this.call("attach", new PluginAttach().setAddress(address));
  }

  async configure(args: PropertyBag): Promise<messages.ConfigureResponse> {
    return this.call("configure", new messages.ConfigureRequest().setArgs(toStruct(args)).setAcceptsecrets(true));
  }

  /** Why the provider's arguments cannot be used. */
  async checkConfig(args: PropertyBag): Promise<string[]> {
    return (await this.configurationChecked(args)).getFailuresList().map((failure) => failure.getReason());
  }

  /** The provider's arguments as its state would keep them. */
  async configurationKept(args: PropertyBag): Promise<PropertyBag> {
    return fromStruct((await this.configurationChecked(args)).getInputs());
  }

  private configurationChecked(args: PropertyBag): Promise<messages.CheckResponse> {
    return this.call("checkConfig", new messages.CheckRequest().setUrn(pluginUrn).setNews(toStruct(args)));
  }

  /** Each property that the engine would show, with what it would say of it. */
  async detailedDiff(olds: PropertyBag, oldInputs: PropertyBag, news: PropertyBag, ignoreChanges: string[] = []) {
    const request = new messages.DiffRequest().setUrn(this.urn).setId("").setIgnorechangesList(ignoreChanges);
    request.setOlds(toStruct(olds)).setNews(toStruct(news)).setOldInputs(toStruct(oldInputs));
    const answer = await this.call<messages.DiffResponse>("diff", request);
    const kinds = Object.entries(messages.PropertyDiff.Kind) as [string, number][];
    const entries = answer.getDetaileddiffMap().toObject(false, (_isStatic, diff) => diff.getKind());
    return Object.fromEntries(
      (entries as unknown as [string, number][]).map(([name, kind]) => [
        name,
        kinds.find(([, value]) => value === kind)?.[0],
      ]),
    );
  }

  /** What a preview knows of a create's outputs, or with `olds` of an update's. */
  async preview(news: PropertyBag, olds?: PropertyBag): Promise<PropertyBag> {
    if (olds === undefined) {
      const request = new messages.CreateRequest().setUrn(this.urn).setProperties(toStruct(news)).setPreview(true);
      return this.received((await this.call<messages.CreateResponse>("create", request)).getProperties());
    }
    const request = new messages.UpdateRequest().setUrn(this.urn).setId("").setPreview(true);
    request.setOlds(toStruct(olds)).setNews(toStruct(news));
    return this.received((await this.call<messages.UpdateResponse>("update", request)).getProperties());
  }

  /** A create with what else the engine may say. */
  async createWith(news: PropertyBag, { timeoutSeconds = 0, urn = this.urn }): Promise<messages.CreateResponse> {
    const request = new messages.CreateRequest().setUrn(urn).setProperties(toStruct(news));
    return this.call("create", request.setTimeout(timeoutSeconds));
  }

  async cancel(): Promise<void> {
    await this.call("cancel", new Empty());
  }

  async pluginVersion(): Promise<string> {
    return (await this.call<{ getVersion(): string }>("getPluginInfo", new Empty())).getVersion();
  }

  async schema(): Promise<string> {
    return (await this.call<messages.GetSchemaResponse>("getSchema", new messages.GetSchemaRequest())).getSchema();
  }

  /** What was said of this resource. */
  linesOf(urn: string): EngineLine[] {
    return this.engine.lines.filter((line) => line.urn === urn);
  }

  loadedModules(): string[] {
    return recordedModules(this.recordFile);
  }

  awsSdkModules(): string[] {
    return awsSdkModules(this.recordFile);
  }

  // What is said arrives before the call's own answer does.
  outputHolding(): Promise<string> {
    return Promise.resolve(this.engine.lines.map(({ message }) => message).join("\n"));
  }

  override async killEngine(): Promise<void> {
    this.engine.kill();
    await this.process.exited;
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.process.stop();
    this.engine.kill();
    rmSync(path.dirname(this.recordFile), { recursive: true });
  }

  /** As the engine has it: secrets are opened, and outputs must have been sealed on the way. */
  protected override received(struct: Parameters<typeof fromStruct>[0]): PropertyBag {
    const bag = fromStruct(struct);
    const { configuration } = bag;
    if (configuration === undefined) {
      return bag;
    }
    return { ...bag, configuration: opened(configuration) };
  }
}

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** A value as a secret, in the form in which the engine keeps it. */
export function secret(value: unknown): PropertyBag {
  return { [signatureKey]: secretSignature, value };
}

/** The value of a secret; what is none is a fault. */
function opened(value: unknown): unknown {
  const marked = value as PropertyBag;
  if (marked[signatureKey] !== secretSignature) {
    throw new Error("configuration came to the engine in clear");
  }
  return marked["value"];
}
