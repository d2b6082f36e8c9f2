import type { PropertyBag } from "#lib/inputs/inputs.js";
import { otherAccount, ownAccount } from "./accounts.js";
import { DrivenClock } from "./drivenClock.js";
import { DrivenTimeouts } from "./drivenTimeouts.js";
import { FaultProxy } from "./faults/index.js";
import { freshEndpoint } from "./freshEndpoint.js";
import { keyOfOurs, LifecycleBed } from "./lifecycleBed.js";
import { StrictFunction } from "./strictFunction.js";
import { type FunctionRecord, type NewFunction, StrictLambda, zipOf } from "./strictLambda/index.js";

const functionName = "orders-api";
/** What a function runs before anything was deployed to it. */
export const placeholder = zipOf({ "index.js": "placeholder" });
const keyOfOthers = "AKIAI44QH8DHBEXAMPLE";

/** What a bed over a strict Lambda stands on. */
export interface StrictServers {
  clock: DrivenClock;
  timeouts: DrivenTimeouts;
  lambda: StrictLambda;
  proxy: FaultProxy;
}

/** A strict Lambda with one function, and a proxy before it; `wanted` says how the function differs from a plain one. */
export async function startServers(wanted: Partial<NewFunction> = {}): Promise<StrictServers> {
  const clock = new DrivenClock();
  const accounts = { [keyOfOurs]: ownAccount, [keyOfOthers]: otherAccount };
  const lambda = await StrictLambda.start({ clock, accounts });
  lambda.createFunction({ name: functionName, code: placeholder, ...wanted });
  const proxy = await FaultProxy.start(lambda.url);
  return { clock, timeouts: new DrivenTimeouts(clock), lambda, proxy };
}

/** A bed over a strict Lambda, with time that is driven. */
export class StrictBed extends LifecycleBed {
  declare readonly clock: DrivenClock;
  readonly lambda: StrictLambda;
  private readonly timeouts: DrivenTimeouts;

  /** `name` is the function that the bed is about. */
  protected constructor({ clock, timeouts, lambda, proxy }: StrictServers, name = functionName) {
    super(clock, new StrictFunction(lambda, name), proxy);
    this.lambda = lambda;
    this.timeouts = timeouts;
  }

  static async start(wanted?: Partial<NewFunction>): Promise<StrictBed> {
    return new StrictBed(await startServers(wanted));
  }

  override async stop(): Promise<void> {
    this.timeouts.restore();
    await super.stop();
    await this.lambda.stop();
  }

  override createFunction(wanted: { name: string; sourceKmsKeyArn?: string }): Promise<StrictFunction> {
    this.lambda.createFunction(wanted);
    return Promise.resolve(new StrictFunction(this.lambda, wanted.name));
  }

  override deny(operation: string): void {
    this.lambda.deniedOperations.add(operation);
  }

  override allowAll(): void {
    this.lambda.deniedOperations.clear();
  }

  /** The function's live record: a test may read and change anything in it. */
  get function(): FunctionRecord {
    return this.lambda.function(this.target.name);
  }

  /** From here on the machine has credentials of account 222222222222, for a client that does not have ours yet. */
  useOtherAccount(): PropertyBag {
    process.env.AWS_ACCESS_KEY_ID = keyOfOthers;
    return this.aws({ endpoint: freshEndpoint(this.proxy.url) });
  }
}
