import { systemClock } from "#lib/ground/clock.js";
import { FaultProxy } from "./faults/index.js";
import { LifecycleBed } from "./lifecycleBed.js";
import type { Ministack, MinistackFunction } from "./ministack.js";

/** A bed over ministack, in real time; many share one emulator. */
export class MinistackBed extends LifecycleBed {
  private constructor(
    private readonly ministack: Ministack,
    target: MinistackFunction,
    proxy: FaultProxy,
  ) {
    super(systemClock, target, proxy);
  }

  static async start(ministack: Ministack): Promise<MinistackBed> {
    return new MinistackBed(ministack, await ministack.freshFunction(), await FaultProxy.start(ministack.url));
  }

  override createFunction({
    name,
    ...options
  }: {
    name: string;
    sourceKmsKeyArn?: string;
  }): Promise<MinistackFunction> {
    // Its emulator has the functions of other tests, too.
    return this.ministack.createFunction(`${this.target.name}-${name}`, options);
  }
}
