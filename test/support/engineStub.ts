import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { grpc } from "./dynamicHost/messages.js";

/** A line that a plugin had the engine show. */
export interface EngineLine {
  urn: string;
  severity: number;
  message: string;
}

/** The part of the engine that a plugin calls back, over real gRPC. */
export class EngineStub {
  readonly lines: EngineLine[] = [];

  private constructor(
    private readonly server: InstanceType<typeof grpc.Server>,
    readonly address: string,
  ) {}

  static async start(): Promise<EngineStub> {
    const server = new grpc.Server();
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error) {
          reject(error);
        } else {
          resolve(bound);
        }
      });
    });
    const engine = new EngineStub(server, `127.0.0.1:${port}`);
    server.addService(EngineService, {
      log: ({ request }: { request: LogRequest }, answer: (error: null, value: Empty) => void) => {
        engine.lines.push({
          urn: request.getUrn(),
          severity: request.getSeverity(),
          message: request.getMessage(),
        });
        answer(null, new Empty());
      },
      getRootResource: unimplemented,
      setRootResource: unimplemented,
    });
    return engine;
  }

  /** It lives, and still listens. */
  dropConnections(): void {
    this.server.drain(this.address, 0);
  }

  /** As an engine that is killed: the connection breaks. */
  kill(): void {
    this.server.forceShutdown();
  }
}

function unimplemented(_call: unknown, answer: (error: { code: number; details: string }) => void): void {
  answer({ code: grpc.status.UNIMPLEMENTED, details: "not part of this engine" });
}
