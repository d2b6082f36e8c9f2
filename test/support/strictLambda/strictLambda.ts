import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { Credentials } from "./credentials.js";
import { membersOf, readAll, readBody, writeAnswer, writeError } from "./exchange.js";
import { Gate } from "./gate.js";
import { Journal, shown, summary, type JournalEntry } from "./journal.js";
import { LambdaError, serverFault } from "./lambdaError.js";
import {
  answerOf,
  type Neighbour,
  neighbourOf,
  type NeighbourRequest,
  type NeighbourRoute,
  pathStyleOf,
  writeRaw,
} from "./neighbours.js";
import { operations } from "./operations/index.js";
import { Outsiders } from "./outsiders.js";
import { Quotas } from "./quotas.js";
import { routeOf, type Route } from "./routes.js";
import type { Downloads } from "./downloads.js";
import { World, type Answer, type Call } from "./world.js";

/** The time that a function's life and the quotas go by; the library's own Clock fits. */
export type ServerClock = { now(): number } | { nowMs(): number };

export interface StrictLambdaOptions {
  clock?: ServerClock;
  /** The account of every access key that `accounts` does not name. */
  account?: string;
  /** Where the owner's functions are made when no Region is given. */
  region?: string;
  /** Access key id to account; when given, other keys are refused. */
  accounts?: Readonly<Record<string, string>>;
  /** Revision and request ids follow from it. */
  seed?: string;
}

/** An HTTP server that answers the real AWS SDK as Lambda's control plane does, with a journal and an owner's hands. */
export class StrictLambda extends Outsiders {
  readonly journal = new Journal();
  readonly gate = new Gate();
  readonly quotas: Quotas;
  readonly credentials: Credentials;
  readonly #server: Server;

  private constructor(world: World, credentials: Credentials, account: string, region: string) {
    super(world, account, region);
    this.credentials = credentials;
    this.quotas = new Quotas(world.nowMs);
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  /** Starts a server on a free port of 127.0.0.1. */
  static async start(options: StrictLambdaOptions = {}): Promise<StrictLambda> {
    const { clock, account = "111111111111", region = "us-east-1", accounts, seed = "strict lambda" } = options;
    const nowMs = (): number => (clock === undefined ? Date.now() : "nowMs" in clock ? clock.nowMs() : clock.now());
    const world = new World(seed, nowMs, { account, region });
    const lambda = new StrictLambda(world, new Credentials(account, accounts), account, region);
    await new Promise<void>((resolve) => lambda.#server.listen(0, "127.0.0.1", resolve));
    world.downloads.baseUrl = lambda.url;
    return lambda;
  }

  /** The endpoint to give the SDK. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Closes the server and every connection to it. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) =>
      this.#server.close(() => {
        resolve();
      }),
    );
  }

  protected override record(entry: JournalEntry): void {
    this.journal.push(entry);
  }

  /** The presigned downloads of GetFunction's Code.Location. */
  get downloads(): Downloads {
    return this.world.downloads;
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(pathStyleOf(request.url ?? "/", request.headers.host), this.url);
    const { pathname, searchParams } = url;
    if (this.world.downloads.isDownload(pathname)) {
      this.world.downloads.answer(pathname, request.headers.range, response);
      return;
    }
    const method = request.method ?? "";
    const neighbour = neighbourOf(method, pathname, request.headers);
    if (neighbour !== undefined) {
      const call = {
        method,
        url,
        headers: request.headers,
        body: await readAll(request),
      };
      const route = neighbour.routeOf(call);
      await this.#throughGate({ ...route, functionName: "" }, request, response, (heard) => {
        this.#actAs(neighbour, route, call, heard);
      });
      return;
    }
    const route = routeOf(method, pathname, searchParams) ?? unknownRoute(method, pathname);
    const body = await readBody(request, route.operation);
    await this.#throughGate(route, request, response, (heard) => {
      this.#act(route, searchParams, body, request, heard);
    });
  }

  /** Lets `act` have the response only where the client is to hear the answer. */
  async #throughGate(
    { operation, functionName }: { operation: string; functionName: string },
    request: IncomingMessage,
    response: ServerResponse,
    act: (heard: ServerResponse | undefined) => void,
  ): Promise<void> {
    const accessKeyId = this.credentials.callerOf(request.headers)?.accessKeyId ?? "";
    await this.gate.pass(
      { operation, functionName, accessKeyId },
      (gone) => response.once("close", gone),
      async (passage) => {
        if (passage !== "loseRequest") {
          const isHeard = passage === "answer" && !response.destroyed;
          act(isHeard ? response : undefined);
        }
        if (passage !== "answer") {
          request.socket.resetAndDestroy();
        } else if (!response.writableFinished && !response.destroyed) {
          await new Promise<void>((resolve) => response.once("close", resolve));
        }
      },
    );
  }

  /** The same as `#act` for S3, ECR, STS, SSO and CloudWatch. */
  #actAs(
    neighbour: Neighbour,
    route: NeighbourRoute,
    call: NeighbourRequest,
    response: ServerResponse | undefined,
  ): void {
    const entry = this.#entryFor({ ...route, functionName: "" }, call.headers);
    this.record(entry);
    const { world, credentials, quotas } = this;
    const answer = answerOf(neighbour, route, call, entry, { world, credentials, quotas });
    if (response !== undefined) {
      writeRaw(response, answer, this.credentials.serverDate());
    }
  }

  #entryFor(
    { operation, functionName, aliasName }: { operation: string; functionName: string; aliasName?: string },
    headers: IncomingHttpHeaders,
    qualifier?: string,
  ): JournalEntry {
    const caller = this.credentials.callerOf(headers);
    return {
      operation,
      functionName,
      qualifier,
      // Not there at all where the path names none.
      ...(aliasName !== undefined && aliasName !== "" && { aliasName }),
      accepted: false,
      status: 0,
      body: {},
      accessKeyId: caller?.accessKeyId ?? "",
      account: caller?.account ?? "",
      region: caller?.region ?? "",
      atMs: this.world.nowMs(),
      behindBack: false,
    };
  }

  /** Acts on a request and writes it into the journal, in one step that nothing comes between. */
  #act(
    route: Route,
    query: URLSearchParams,
    rawBody: Buffer | LambdaError,
    request: IncomingMessage,
    response: ServerResponse | undefined,
  ): void {
    const requestId = this.world.ids.next("request");
    const date = this.credentials.serverDate();
    const entry = this.#entryFor(route, request.headers, query.get("Qualifier") ?? undefined);
    this.record(entry);
    try {
      if (rawBody instanceof LambdaError) {
        throw rawBody;
      }
      const { headers } = request;
      const body = membersOf(rawBody, route.operation);
      entry.body = summary(body);
      const answer = this.#answer({ ...route, caller: this.credentials.authenticate(headers), query, body, headers });
      Object.assign(entry, { accepted: true, status: answer.status }, shown(answer));
      if (response !== undefined) {
        writeAnswer(response, answer, requestId, date);
      }
    } catch (error) {
      const refusal = error instanceof LambdaError ? error : serverFault(error);
      Object.assign(entry, { status: refusal.status, code: refusal.code });
      if (response !== undefined) {
        writeError(response, refusal, requestId, date);
      }
    }
  }

  #answer(call: Call): Answer {
    this.quotas.take(call.operation, call.caller);
    const operation = operations[call.operation];
    if (operation === undefined) {
      throw new LambdaError(404, "UnknownOperationException", `${call.operation} is not an operation of this server.`);
    }
    return operation(call, this.world);
  }
}

const unknownRoute = (method: string, path: string): Route => ({
  operation: `${method} ${path}`,
  functionName: "",
  aliasName: "",
});
