import type { ClientUnaryCall, Metadata, ServiceError } from "@grpc/grpc-js";
import type { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { fromStruct, grpc, type PropertyBag, toHostError, toStruct } from "./dynamicHost/messages.js";

const CALL_SECONDS = 200;

/** A provider's process, spoken to as the engine does; the two faces differ in what goes along with each call. */
export abstract class ProviderHost {
  /** The text that states of this face have as `__provider`; undefined where there is none. */
  abstract readonly stub: string | undefined;

  protected constructor(
    protected readonly client: ResourceProviderClient,
    protected readonly urn: string,
  ) {}

  async check(olds: PropertyBag, news: PropertyBag): Promise<{ inputs: PropertyBag; failures: CheckFailure[] }> {
    const request = new messages.CheckRequest().setUrn(this.urn).setOlds(this.sent(olds)).setNews(this.sent(news));
    const answer = await this.call<messages.CheckResponse>("check", request);
    return {
      inputs: this.received(answer.getInputs()),
      failures: answer.getFailuresList().map((it) => ({ property: it.getProperty(), reason: it.getReason() })),
    };
  }

  async diff(id: string, olds: PropertyBag, news: PropertyBag): Promise<{ changes: string; replaces: string[] }> {
    const request = new messages.DiffRequest().setUrn(this.urn).setId(id);
    request.setOlds(this.sent(olds)).setNews(this.sent(news));
    const answer = await this.call<messages.DiffResponse>("diff", request);
    const words = ["unknown", "none", "some"];
    return { changes: words[answer.getChanges()] ?? "?", replaces: answer.getReplacesList() };
  }

  async create(inputs: PropertyBag): Promise<{ id: string; outs: PropertyBag }> {
    const request = new messages.CreateRequest().setUrn(this.urn).setProperties(this.sent(inputs));
    const answer = await this.call<messages.CreateResponse>("create", request);
    return { id: answer.getId(), outs: this.received(answer.getProperties()) };
  }

  async update(id: string, olds: PropertyBag, news: PropertyBag): Promise<PropertyBag> {
    const request = new messages.UpdateRequest().setUrn(this.urn).setId(id);
    request.setOlds(this.sent(olds)).setNews(this.sent(news));
    return this.received((await this.call<messages.UpdateResponse>("update", request)).getProperties());
  }

  /** `id` is blank where the function is gone. */
  async read(id: string, state: PropertyBag): Promise<{ id: string; props: PropertyBag; inputs?: PropertyBag }> {
    const request = new messages.ReadRequest().setUrn(this.urn).setId(id).setProperties(this.sent(state));
    const answer = await this.call<messages.ReadResponse>("read", request);
    const inputs = answer.getInputs();
    return {
      id: answer.getId(),
      props: this.received(answer.getProperties()),
      inputs: inputs && this.received(inputs),
    };
  }

  async delete(id: string, state: PropertyBag): Promise<void> {
    await this.call("delete", new messages.DeleteRequest().setUrn(this.urn).setId(id).setProperties(this.sent(state)));
  }

  /** Modules that the process compiled so far, where it was started with `recordModules`. */
  abstract loadedModules(): string[];

  /** Those of the AWS SDK among them. */
  abstract awsSdkModules(): string[];

  /** What people would see, once it holds `text`: it may come after the answer. */
  abstract outputHolding(text: string): Promise<string>;

  /** The engine is killed. Settles when the process has ended. */
  abstract killEngine(): Promise<void>;

  abstract stop(): Promise<void>;

  /** A bag on its way to the process. */
  protected sent(bag: PropertyBag): ReturnType<typeof toStruct> {
    return toStruct(bag);
  }

  /** A bag that came back. */
  protected received(struct: Parameters<typeof fromStruct>[0]): PropertyBag {
    return fromStruct(struct);
  }

  protected call<Answer>(method: Method, request: unknown): Promise<Answer> {
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

type Method =
  | "attach"
  | "cancel"
  | "check"
  | "checkConfig"
  | "configure"
  | "create"
  | "delete"
  | "diff"
  | "getPluginInfo"
  | "getSchema"
  | "read"
  | "update";
type UnaryCall<Answer> = (
  request: unknown,
  metadata: Metadata,
  options: { deadline: number },
  callback: (error: ServiceError | null, answer: Answer) => void,
) => ClientUnaryCall;
