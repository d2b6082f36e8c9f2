import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { Clock, Deadline } from "../../ground/clock.js";
import type { Log } from "../../ground/log.js";
import { type Lazy, madeOf } from "../../ground/memo.js";
import { callBefore } from "../calls/callBefore.js";
import { Pacer } from "../calls/pacer.js";
import type { FailedCall, Remedies } from "../calls/remedies.js";
import { retryRead, retryRefusedWrite } from "../calls/retry.js";
import type { Ticket } from "../calls/ticket.js";

/** What every call of an operation has in common. */
export interface CallSettings {
  /** For messages, whatever the function is called by. */
  functionName: string;
  deadline: Deadline;
  clock: Clock;
  log: Log;
  /** Whether answers bring the values of environment variables along. */
  withEnvironment?: boolean;
}

/** What is asked of a client, which ends by the signal. */
export type Request<T> = (client: LambdaClient, options: { abortSignal: AbortSignal }) => Promise<T>;

/** A client, perhaps one whose settings have to be read first. */
export type Client = LambdaClient | Lazy<LambdaClient>;

interface Pacers {
  controlPlane: Pacer;
  getFunction: Pacer;
  getPolicy: Pacer;
}

const pacersByClient = new WeakMap<Client, Pacers>();

/** Lambda's quotas hold for an account and Region, as a client does; they cannot be raised (Lambda quotas). */
function pacersOf(client: Client, clock: Clock): Pacers {
  const pacers = pacersByClient.get(client) ?? {
    controlPlane: new Pacer({ of: "15 control-plane requests a second", perSecond: 15 }, clock),
    // A fifth is left to others: looking is what a fleet does most.
    getFunction: new Pacer({ of: "100 GetFunction requests a second", perSecond: 80 }, clock),
    getPolicy: new Pacer({ of: "15 GetPolicy requests a second", perSecond: 15 }, clock),
  };
  pacersByClient.set(client, pacers);
  return pacers;
}

/** How every room of the Lambda API calls it: paced with all others of this process, tried again where that is safe, ended by the deadline. */
export class LambdaCalls {
  private readonly pacers: Pacers;

  constructor(
    private readonly client: Client,
    private readonly settings: CallSettings,
  ) {
    this.pacers = pacersOf(client, settings.clock);
  }

  describe(doing: string, action: string, remedies?: Remedies): FailedCall {
    return { doing, functionName: this.settings.functionName, action, remedies };
  }

  /** A read under the quota that the control plane shares. */
  read<T>(call: FailedCall, request: Request<T>): Promise<T> {
    return this.paced(this.pacers.controlPlane, call, request);
  }

  /** GetFunction has a quota of its own. */
  look<T>(call: FailedCall, request: Request<T>): Promise<T> {
    return this.paced(this.pacers.getFunction, call, request);
  }

  /** And so has GetPolicy. */
  readPolicy<T>(call: FailedCall, request: Request<T>): Promise<T> {
    return this.paced(this.pacers.getPolicy, call, request);
  }

  /**
   * One attempt, but where Lambda refused it for its rate or the clock. What waits for its turn has its deadline moved on,
   * unless it `mayBeLeft`.
   */
  write<T>(call: FailedCall, request: Request<T>, mayBeLeft = false): Promise<T> {
    const ticket = this.ticket(!mayBeLeft);
    const { clock, deadline } = this.settings;
    const send = () => {
      // Its turn may have come after the word that nothing is to be begun any more.
      clock.cancelled?.throwIfAborted();
      return this.send(call, request);
    };
    return retryRefusedWrite(() => this.pacers.controlPlane.send(ticket, send), clock, deadline);
  }

  private paced<T>(pacer: Pacer, call: FailedCall, request: Request<T>): Promise<T> {
    const ticket = this.ticket(false);
    const { clock, deadline } = this.settings;
    return retryRead(() => pacer.send(ticket, () => this.send(call, request)), clock, deadline, ticket.say);
  }

  private ticket(isDeadlineMoved: boolean): Ticket {
    const { functionName, deadline, clock, log } = this.settings;
    const askedAtMs = clock.nowMs();
    const say = (message: string) => {
      log.info(functionName, message);
    };
    const { cancelled } = clock;
    return { functionName, deadline, isDeadlineMoved, say, askedAtMs, countedFromMs: askedAtMs, cancelled };
  }

  private send<T>(call: FailedCall, request: Request<T>): Promise<T> {
    const { clock, deadline } = this.settings;
    return callBefore(deadline, clock, call, async (abortSignal) =>
      request(await madeOf(this.client), { abortSignal }),
    );
  }
}
