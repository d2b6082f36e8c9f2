import { forgetClaims } from "#lib/claims.js";
import type { Clock } from "#lib/clock.js";
import { deploy } from "#lib/deploy.js";
import { InitFailure } from "#lib/errors.js";
import { parseInputs, type PropertyBag } from "#lib/inputs.js";
import { check, diff } from "#lib/provider.js";
import { read } from "#lib/read.js";
import { CapturedLog } from "./capturedLog.js";

export type Step = "same" | "create" | "update" | "replace";

/** What a run of the engine came to. */
export interface Run {
  step: Step;
  outputs: PropertyBag;
  /** The lines shown to the user. */
  log: string;
}

/** Validation failures, as the engine shows them. */
export class CheckFailed extends Error {}

/**
 * One resource of one stack, run as the engine runs it (facts from the real one): what diff answers decides, but after
 * a failed init the next `up` calls update whatever it says, with new outputs and old inputs in state, unless a
 * refresh came between. Each run is a process of its own, so claims begin anew.
 */
export class Stack {
  inputs: PropertyBag | undefined;
  outputs: PropertyBag | undefined;
  private isInitFailed = false;

  constructor(
    private readonly clock: Clock,
    private readonly defaults: PropertyBag = {},
  ) {}

  async preview(args: PropertyBag): Promise<Step> {
    const news = await this.check(args);
    return this.stepFor(news);
  }

  async up(args: PropertyBag): Promise<Run> {
    const news = await this.check(args);
    const step = await this.stepFor(news);
    const log = new CapturedLog();
    if (step !== "same") {
      await this.deploy(news, step === "update" ? this.outputs : undefined, log);
    }
    this.inputs = news;
    return { step, outputs: this.outputs ?? {}, log: log.text };
  }

  async refresh(): Promise<Run> {
    const log = new CapturedLog();
    forgetClaims();
    if (this.outputs !== undefined) {
      const refreshed = await read(wire(this.outputs), this.clock, log);
      this.isInitFailed = false;
      this.outputs = refreshed && wire(refreshed.state);
      this.inputs = refreshed && wire(refreshed.inputs);
    }
    return { step: "same", outputs: this.outputs ?? {}, log: log.text };
  }

  /** The provider has no delete: the engine forgets the resource, and Lambda is not asked. */
  destroy(): void {
    this.outputs = undefined;
    this.inputs = undefined;
    this.isInitFailed = false;
  }

  private async check(args: PropertyBag): Promise<PropertyBag> {
    forgetClaims();
    const { inputs, failures } = await check(wire(this.inputs ?? {}), wire({ ...this.defaults, ...args }));
    if (failures.length > 0) {
      throw new CheckFailed(failures.map(({ reason }) => reason).join("\n"));
    }
    return wire(inputs);
  }

  private async stepFor(news: PropertyBag): Promise<Step> {
    if (this.outputs === undefined) {
      return "create";
    }
    const { changes, replaces } = await diff("", wire(this.outputs), wire(news));
    if (replaces.length > 0) {
      return "replace";
    }
    return changes || this.isInitFailed ? "update" : "same";
  }

  private async deploy(given: PropertyBag, state: PropertyBag | undefined, log: CapturedLog): Promise<void> {
    forgetClaims();
    const { inputs } = parseInputs(given);
    try {
      const outputs = await deploy({ given: wire(given), inputs, state: state && wire(state), clock: this.clock, log });
      this.outputs = wire(outputs);
      this.isInitFailed = false;
    } catch (error) {
      if (error instanceof InitFailure) {
        this.outputs = wire(error.properties);
        this.inputs ??= given;
        this.isInitFailed = true;
      }
      throw error;
    }
  }
}

/** What arrives after a trip over gRPC: plain JSON; a value that cannot make it is an error there too. */
function wire(bag: PropertyBag): PropertyBag {
  for (const [name, value] of Object.entries(bag)) {
    if (value === undefined || typeof value === "function" || value instanceof Date) {
      throw new TypeError(`Unexpected struct type: ${name}`);
    }
  }
  return JSON.parse(JSON.stringify(bag)) as PropertyBag;
}
