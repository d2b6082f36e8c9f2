import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { summary } from "../strictLambda/journal.js";
import { routeOf } from "../strictLambda/routes.js";
import { FaultPlan, matches, type Match, type Seen } from "./faultPlan.js";
import type { Fault } from "./faults.js";
import type { FrontDoor } from "./frontDoor.js";
import { forward, readWhole, UpstreamLost, type Message } from "./upstream.js";

/** A request that came to the proxy, and what became of it. */
export interface ProxiedRequest extends Seen {
  /** The request's members; ZipFile is cut down to its size. */
  body: Readonly<Record<string, unknown>>;
  fault?: Fault["kind"];
  /** Whether the server behind has acted on it. */
  reachedUpstream: boolean;
  /** Whether that server took it, also where the client never heard so. */
  accepted: boolean;
  /** What the client was answered; undefined while it waits and where the connection was cut. */
  status?: number;
}

/** A reverse proxy before any AWS endpoint, the strict Lambda or an emulator, that does to requests what its plan says. */
export class FaultProxy extends FaultPlan {
  /** Everything that came, in the order in which it had come whole. */
  readonly requests: ProxiedRequest[] = [];
  readonly #upstream: string;
  readonly #door: FrontDoor | undefined;
  readonly #server: Server;
  #stalled: (() => void)[] = [];
  #watchers: (() => void)[] = [];

  private constructor(upstream: string, door: FrontDoor | undefined) {
    super();
    this.#upstream = upstream;
    this.#door = door;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        if (error instanceof UpstreamLost || response.destroyed || response.headersSent) {
          reset(response);
        } else {
          // A hook's mistake must not pass for a fault of the plan.
          response
            .writeHead(500, { "x-amzn-errortype": "MistakeInTest" })
            .end(JSON.stringify({ message: String(error) }));
        }
      });
    });
  }

  /** Starts on a free port; `door` is for servers that have none of their own. */
  static async start(upstream: string, door?: FrontDoor): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream, door);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** The endpoint to give the client. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many requests came on the wire, of those meant. */
  count(match?: Match): number {
    return this.requests.filter((seen) => matches(match, seen)).length;
  }

  /** Resolves once a request stalls. */
  async whenStalled(): Promise<void> {
    while (this.#stalled.length === 0) {
      await new Promise<void>((resolve) => {
        this.#watchers.push(resolve);
      });
    }
  }

  /** Lets every stalled request go on. */
  release(): void {
    for (const resume of this.#stalled.splice(0)) {
      resume();
    }
  }

  /** Closes the proxy, stalled requests with it. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.release();
    await new Promise<void>((resolve) =>
      this.#server.close(() => {
        resolve();
      }),
    );
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url: path = "/", headers } = request;
    const body = await readWhole(request);
    const seen: ProxiedRequest = {
      ...identify(request),
      method,
      path,
      body: membersOf(body),
      reachedUpstream: false,
      accepted: false,
    };
    this.requests.push(seen);
    const { fault, before, after } = this.take(seen);
    seen.fault = fault?.kind;
    for (const action of before) {
      await action();
    }
    const act = async (): Promise<Message & { status: number }> => {
      const refusal = this.#door?.refusalOf(seen.operation, headers);
      if (refusal !== undefined) {
        return refusal;
      }
      seen.reachedUpstream = true;
      const answer = await forward(this.#upstream, method, path, { headers, body });
      seen.accepted = answer.status < 300;
      for (const action of after) {
        await action();
      }
      return { ...answer, headers: { ...answer.headers, ...this.#door?.headers() } };
    };
    await this.#fulfil(fault, act, response, seen);
  }

  async #fulfil(
    fault: Fault | undefined,
    act: () => Promise<Message & { status: number }>,
    response: ServerResponse,
    seen: ProxiedRequest,
  ): Promise<void> {
    switch (fault?.kind) {
      case undefined:
        send(response, await act(), seen);
        return;
      case "resetBefore":
        reset(response);
        return;
      case "resetAfter":
        await act();
        reset(response);
        return;
      case "truncated": {
        const { status, headers, body } = await act();
        response.writeHead(status, { ...headers, "content-length": body.length });
        response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
        return;
      }
      case "rewritten": {
        const answer = await act();
        send(response, answer.status < 300 ? { ...answer, body: fault.rewrite(answer.body) } : answer, seen);
        return;
      }
      case "answer":
        if (fault.acted) {
          await act();
        }
        send(response, { ...fault, body: Buffer.from(fault.body) }, seen);
        return;
      case "stall": {
        const answer = fault.acted ? await act() : undefined;
        await this.#stall(response);
        if (!response.destroyed) {
          send(response, answer ?? (await act()), seen);
        }
        return;
      }
    }
  }

  #stall(response: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      response.once("close", resolve);
      this.#stalled.push(resolve);
      for (const watcher of this.#watchers.splice(0)) {
        watcher();
      }
    });
  }
}

/** Lambda's operations by their paths, those of the JSON protocols (ECR, CloudWatch) by their target. */
function identify({ method = "", url = "/", headers }: IncomingMessage): { operation: string; functionName: string } {
  const [path = "", query = ""] = url.split("?");
  const target = headers["x-amz-target"];
  const route = routeOf(method, path, new URLSearchParams(query));
  return {
    operation:
      typeof target === "string" ? (target.split(".").at(-1) ?? "") : (route?.operation ?? `${method} ${path}`),
    functionName: route?.functionName ?? "",
  };
}

const openingBrace = "{".charCodeAt(0);

function membersOf(body: Buffer): Readonly<Record<string, unknown>> {
  // A package on its way to S3 is no JSON, and as a text would take three times its size.
  if (body[0] !== openingBrace) {
    return {};
  }
  try {
    return summary(JSON.parse(body.toString("utf8")) as Record<string, unknown>);
  } catch {
    return {};
  }
}

function send(response: ServerResponse, answer: Message & { status: number }, seen: ProxiedRequest): void {
  if (response.destroyed) {
    return;
  }
  seen.status = answer.status;
  const length = seen.method === "HEAD" ? {} : { "content-length": answer.body.length };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(answer.body);
}

function reset(response: ServerResponse): void {
  if (response.socket !== null && !response.socket.destroyed) {
    response.socket.resetAndDestroy();
  }
}
