import { expect } from "chai";
import { FaultProxy } from "./faults/index.js";
import type { Code } from "./code.js";
import { StrictBed } from "./strictBed.js";
import { expectNoSecretIn, jsonRefusal, type Refusal } from "./refusals.js";
import type { Stack } from "./stack.js";

/** A function with a secret in its environment, and a stack whose calls to Lambda can be refused. */
export class ErrorBed {
  readonly stack: Stack;
  readonly one: Code;
  readonly two: Code;

  private constructor(
    readonly bed: StrictBed,
    readonly proxy: FaultProxy,
  ) {
    this.stack = bed.newStack({ aws: bed.aws({ endpoint: proxy.url }) });
    this.one = bed.code("one");
    this.two = bed.code("two");
  }

  static async start(): Promise<ErrorBed> {
    const bed = await StrictBed.start({ environment: { DB_PASSWORD: "hunter2" } });
    return new ErrorBed(bed, await FaultProxy.start(bed.lambda.url));
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.bed.stop();
  }

  /** Refuses the nth request of an operation and all that follow it. */
  refuse(operation: string, refusal: Refusal, nth = 1): void {
    this.proxy.inject(operation, jsonRefusal(refusal), { nth, times: Infinity });
  }

  /** The next run, without the fault, must bring what is wanted, and leave nothing to do. */
  async recovers(code: Code, args: object = {}): Promise<void> {
    this.proxy.clear();
    await this.stack.up({ code: code.path, ...args });
    expect(this.bed.function.runningSha256).to.equal(code.hash);
    expect((await this.stack.up({ code: code.path, ...args })).step).to.equal("same");
    expectNoSecretIn(JSON.stringify([this.stack.inputs, this.stack.outputs]));
  }
}
