import type { Clock } from "#lib/ground/clock.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { cancelable, type CancelableClock } from "#lib/plugin/cancelableClock.js";
import { type MakeFace, type Run, Stack } from "../stack.js";
import { faceMaker, type FaceName, type FaceReport } from "./face.js";

/** What the engine does; `refreshedUp` is `up --refresh`. */
export type Work = "up" | "refresh" | "refreshedUp";

/** One run of the engine on a deployer's stack, under way, ended or killed. */
export interface DeployerRun {
  readonly work: Work;
  readonly args: PropertyBag;
  /** Undefined where the core itself is called. */
  readonly face: FaceName | undefined;
  readonly report: FaceReport;
  /** The state it began with; a killed run leaves it as it was. */
  readonly before: PropertyBag | undefined;
  /** The state it saved. */
  after?: PropertyBag;
  result?: Run;
  error?: unknown;
  hasEnded: boolean;
  isKilled: boolean;
  /** Position in the acts at which the engine's Cancel came; by the dynamic face it reaches nobody. */
  canceledAt?: number;
  /** Resolves at its end, whichever; a killed run has none. */
  readonly ended: Promise<void>;
}

/** Time as one process sees it: once it is killed, it does nothing any more, for it asks the time before each request. */
class MortalClock implements Clock {
  isDead = false;

  constructor(private readonly clock: Clock) {}

  nowMs(): number {
    if (this.isDead) {
      throw new Error("The process was killed.");
    }
    return this.clock.nowMs();
  }

  async sleep(milliseconds: number): Promise<void> {
    await this.clock.sleep(milliseconds);
    this.nowMs();
  }
}

/** Whether the run deploys, after a refresh or without one. */
export function isUp({ work }: DeployerRun): boolean {
  return work !== "refresh";
}

/** Somebody with a stack, whose runs may be killed: a run works on a copy of the stack, and only its end saves it. */
export class Deployer {
  run: DeployerRun | undefined;
  /** By which the next runs go; undefined for the core itself. */
  face: FaceName | undefined;
  private process: { mortal: MortalClock; clock: CancelableClock } | undefined;

  constructor(
    readonly name: string,
    readonly accessKeyId: string,
    private readonly clock: Clock,
    private saved: Stack,
  ) {}

  /** The state that the backend has. */
  get state(): PropertyBag | undefined {
    return this.saved.outputs;
  }

  /** Starts `pulumi up`, `pulumi refresh` or both in a process of its own. */
  begin(work: Work, args: PropertyBag): DeployerRun {
    const mortal = new MortalClock(this.clock);
    const clock = cancelable(mortal);
    const report: FaceReport = { differences: [] };
    const copy = copyOf(this.saved, clock, this.face && { makeFace: faceMaker(this.face, report) });
    const engine = {
      up: () => copy.up(args),
      refresh: () => copy.refresh(),
      refreshedUp: () => copy.refreshedUp(args),
    };
    const run: DeployerRun = {
      work,
      args,
      face: this.face,
      report,
      before: this.saved.outputs,
      hasEnded: false,
      isKilled: false,
      ended: engine[work]()
        .then(
          (result) => {
            run.result = result;
          },
          (error: unknown) => {
            run.error = error;
          },
        )
        .then(() => {
          this.conclude(run, copy);
        }),
    };
    this.run = run;
    this.process = { mortal, clock };
    return run;
  }

  /** SIGKILL: what Lambda was sent may still act, and nothing is saved. */
  kill(): void {
    if (this.run !== undefined && this.process !== undefined) {
      this.run.isKilled = true;
      this.process.mortal.isDead = true;
      this.run = undefined;
    }
  }

  /** Ctrl-C, once: the engine says Cancel to a plugin, and waits for the run to end. */
  cancel(atAct: number): void {
    if (this.run?.face === "plugin") {
      this.run.canceledAt ??= atAct;
      this.process?.clock.cancel();
    }
  }

  destroy(): void {
    this.saved.destroy();
  }

  private conclude(run: DeployerRun, copy: Stack): void {
    if (run.isKilled) {
      return;
    }
    this.saved = copyOf(copy, this.clock);
    run.after = this.saved.outputs;
    run.hasEnded = true;
    this.run = undefined;
  }
}

function copyOf(stack: Stack, clock: Clock, face: { makeFace?: MakeFace } = {}): Stack {
  // All that a stack holds is plain data that is replaced, never changed.
  const copy = new Stack(clock);
  Object.assign(copy, stack as object, { clock, ...face });
  return copy;
}
