import type { Clock } from "#lib/ground/clock.js";
import { InitFailure } from "#lib/ground/errors.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { createProvider } from "#lib/provider.js";
import { CapturedLog } from "./capturedLog.js";

export type Step = "same" | "create" | "update" | "replace";

/** What a run of the engine came to. */
export interface Run {
  step: Step;
  outputs: PropertyBag;
  /** The lines shown to the user. */
  log: string;
}

/** What the engine calls of a resource, by whichever face; the core itself is one. */
export interface Face {
  check(olds: PropertyBag, news: PropertyBag): Promise<{ inputs: PropertyBag; failures: { reason: string }[] }>;
  diff(
    id: string,
    olds: PropertyBag,
    news: PropertyBag,
    oldInputs: PropertyBag,
  ): Promise<{ changes: boolean; replaces: string[] }>;
  create(news: PropertyBag): Promise<{ id: string; outs: PropertyBag }>;
  update(id: string, olds: PropertyBag, news: PropertyBag): Promise<{ outs: PropertyBag }>;
  read(id: string, state: PropertyBag, inputs: PropertyBag): Promise<{ props?: PropertyBag; inputs?: PropertyBag }>;
}

/** Begins a process of the provider's. */
export type MakeFace = (clock: Clock, log: CapturedLog) => Face;

/** Validation failures, as the engine shows them. */
export class CheckFailed extends Error {}

/** The function's configuration, which state has as JSON text. */
export function configurationOf(outputs: PropertyBag | undefined): Record<string, unknown> {
  return JSON.parse(String(outputs?.configuration)) as Record<string, unknown>;
}

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
    readonly defaults: PropertyBag = {},
    /** Of the next run. */
    public makeFace: MakeFace = (clock, log) => createProvider({ clock, log }),
  ) {}

  async preview(args: PropertyBag, log = new CapturedLog()): Promise<Step> {
    const provider = this.makeFace(this.clock, log);
    return this.stepFor(provider, await this.check(provider, args));
  }

  /** `pulumi preview --refresh`, which saves nothing. */
  async refreshedPreview(args: PropertyBag): Promise<Step> {
    const provider = this.makeFace(this.clock, new CapturedLog());
    const copy = new Stack(this.clock, this.defaults);
    Object.assign(copy, this);
    await copy.refreshWith(provider);
    return copy.stepFor(provider, await copy.check(provider, args));
  }

  async up(args: PropertyBag): Promise<Run> {
    const log = new CapturedLog();
    return this.upWith(this.makeFace(this.clock, log), args, log);
  }

  /** `pulumi up --refresh`: both in one process, and what the refresh showed is saved even where the up fails. */
  async refreshedUp(args: PropertyBag): Promise<Run> {
    const log = new CapturedLog();
    const provider = this.makeFace(this.clock, log);
    await this.refreshWith(provider);
    return this.upWith(provider, args, log);
  }

  async refresh(): Promise<Run> {
    const log = new CapturedLog();
    await this.refreshWith(this.makeFace(this.clock, log));
    return { step: "same", outputs: this.outputs ?? {}, log: log.text };
  }

  /** The provider has no delete: the engine forgets the resource, and Lambda is not asked. */
  destroy(): void {
    this.outputs = undefined;
    this.inputs = undefined;
    this.isInitFailed = false;
  }

  private async upWith(provider: Face, args: PropertyBag, log: CapturedLog): Promise<Run> {
    const news = await this.check(provider, args);
    const step = await this.stepFor(provider, news);
    if (step !== "same") {
      await this.deploy(provider, news, step === "update" ? this.outputs : undefined);
    }
    this.inputs = news;
    return { step, outputs: this.outputs ?? {}, log: log.text };
  }

  private async refreshWith(provider: Face): Promise<void> {
    if (this.outputs !== undefined) {
      const { props, inputs } = await provider.read(
        String(this.outputs.functionArn),
        wire(this.outputs),
        wire(this.inputs ?? {}),
      );
      this.isInitFailed = false;
      this.outputs = props && wire(props);
      // Where a read gives none, those that there are stay.
      this.inputs = props === undefined ? undefined : inputs === undefined ? this.inputs : wire(inputs);
    }
  }

  private async check(provider: Face, args: PropertyBag): Promise<PropertyBag> {
    const { inputs, failures } = await provider.check(wire(this.inputs ?? {}), wire({ ...this.defaults, ...args }));
    if (failures.length > 0) {
      throw new CheckFailed(failures.map(({ reason }) => reason).join("\n"));
    }
    return wire(inputs);
  }

  private async stepFor(provider: Face, news: PropertyBag): Promise<Step> {
    if (this.outputs === undefined) {
      return "create";
    }
    const { changes, replaces } = await provider.diff("", wire(this.outputs), wire(news), wire(this.inputs ?? {}));
    if (replaces.length > 0) {
      return "replace";
    }
    return changes || this.isInitFailed ? "update" : "same";
  }

  private async deploy(provider: Face, news: PropertyBag, state: PropertyBag | undefined): Promise<void> {
    try {
      const { outs } =
        state === undefined ? await provider.create(wire(news)) : await provider.update("", wire(state), wire(news));
      this.outputs = wire(outs);
      this.isInitFailed = false;
    } catch (error) {
      if (error instanceof InitFailure) {
        this.outputs = wire(error.properties);
        this.inputs ??= news;
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
