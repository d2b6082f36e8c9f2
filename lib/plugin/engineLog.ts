import { AsyncLocalStorage } from "node:async_hooks";
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Log } from "../ground/log.js";

type Severity = (typeof LogSeverity)[keyof typeof LogSeverity];

/** What the core says, on the resource that it is said of. */
export class EngineLog implements Log {
  readonly #urns = new AsyncLocalStorage<string>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #warnings = new Set<string>();
  #engine: EngineClient | undefined;

  /** The engine's own server, at `host:port`. */
  connect(address: string): EngineClient {
    this.#engine = new EngineClient(address, credentials.createInsecure(), { "grpc.max_receive_message_length": -1 });
    return this.#engine;
  }

  /** What is said while `work` goes on belongs to this resource; "" is none. */
  within<T>(urn: string, work: () => T): T {
    return this.#urns.run(urn, work);
  }

  // With the function's name, although the resource is told: `pulumi up --diff` shows the words alone.
  info(functionName: string, message: string): void {
    this.#say(LogSeverity.INFO, `${functionName}: ${message}`);
  }

  warn(functionName: string, message: string): void {
    // A replacement is checked twice.
    const told = `${this.#urns.getStore() ?? ""} ${functionName} ${message}`;
    if (!this.#warnings.has(told)) {
      this.#warnings.add(told);
      this.#say(LogSeverity.WARNING, `${functionName}: ${message}`);
    }
  }

  /** Answers when all that was said has arrived: what comes after a call's answer the engine may show nowhere. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #say(severity: Severity, message: string): void {
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setMessage(message);
    request.setUrn(this.#urns.getStore() ?? "");
    const engine = this.#engine;
    if (engine === undefined) {
      return;
    }
    const sent = new Promise<void>((resolve) => {
      // An engine that is gone can show nothing; `main` sees that for itself.
      engine.log(request, () => {
        resolve();
      });
    });
    this.#underWay.add(sent);
    void sent.then(() => this.#underWay.delete(sent));
  }
}
