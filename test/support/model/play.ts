import type { PropertyBag } from "#lib/inputs/inputs.js";
import type { FunctionRecord, Passage, WaitingRequest } from "../strictLambda/index.js";
import type { Deployer, DeployerRun, Work } from "./deployer.js";
import type { History, Moment } from "./history.js";
import type { ModelBed } from "./modelBed.js";
import { Others } from "./others.js";
import type { Late, Party } from "./party.js";
import type { Event, Fate, LastRequest, Script } from "./script.js";

// A run needs some twenty requests; one that goes on for ever is a fault, and shall not hang the tests.
const maxSteps = 1_000;

/** Plays one script on a fresh function; one request at a time passes the gate, so that equal scripts give equal journals. */
export class Play {
  readonly history: History = { acts: [], runs: [], orderedFailures: 0, recreations: 0 };
  readonly parties: readonly [Party, Party];
  readonly namesakes: { record: FunctionRecord; revisionId: string }[];
  record: FunctionRecord;
  private readonly late: Late[] = [];
  private readonly others: Others;

  constructor(
    readonly bed: ModelBed,
    private readonly script: Script,
  ) {
    bed.lambda.journal.clear();
    const { record, namesakes } = bed.freshFunction({ settings: script.settings });
    this.record = record;
    this.namesakes = namesakes.map((namesake) => ({ record: namesake, revisionId: namesake.revisionId }));
    const party = (name: "alice" | "bob", index: 0 | 1): Party => {
      const deployer = bed.deployer(name, record.name);
      deployer.face = script.faces[index];
      return { deployer, program: script.programs[index], onForeignChange: script.onForeignChange[index] };
    };
    this.parties = [party("alice", 0), party("bob", 1)];
    this.others = new Others(this, script.settings);
  }

  /** The script, and then whatever is still under way, to its end. */
  async play(): Promise<void> {
    const { random } = Math;
    Math.random = () => this.script.jitter;
    this.bed.lambda.gate.close();
    try {
      for (const event of this.script.events) {
        await this.happen(event);
      }
      await this.finish();
    } finally {
      Math.random = random;
      await this.bed.lambda.gate.open();
    }
  }

  /** One run by itself, with nothing in between: how things are brought to rest after a script. */
  async alone(index: 0 | 1, work: Work, onForeignChange: string): Promise<DeployerRun> {
    const party = this.parties[index];
    const run = await this.begin(party, work, onForeignChange);
    while (party.record?.run === run && !run.hasEnded) {
      await this.step(party, "answer");
    }
    return run;
  }

  private async happen(event: Event): Promise<void> {
    switch (event.do) {
      case "step":
        await this.step(this.parties[event.who], event.fate);
        return;
      case "change":
        this.parties[event.who].program = event.program;
        return;
      case "refresh":
      case "refreshedUp":
        if (this.parties[event.who].deployer.run === undefined) {
          await this.begin(this.parties[event.who], event.do);
        }
        return;
      case "kill":
        await this.kill(this.parties[event.who], event.last);
        return;
      case "cancel":
        this.parties[event.who].deployer.cancel(this.history.acts.length);
        return;
      case "move":
        this.move(event.who);
        return;
      case "late":
        await this.arriveLate(this.late.shift(), "loseAnswer");
        return;
      case "pass":
        this.bed.clock.advance(event.seconds * 1000);
        return;
      case "configure":
      case "deployForeign":
      case "recreate":
      case "failUpdate":
      case "failVersion":
        this.others.act(event);
    }
  }

  /** The program goes on by the other face, with the same stack. */
  move(index: 0 | 1): void {
    const { deployer } = this.parties[index];
    deployer.face = deployer.face === "plugin" ? "dynamic" : "plugin";
  }

  private async begin(party: Party, work: Work, onForeignChange: string = party.onForeignChange): Promise<DeployerRun> {
    const { code, ...rest } = party.program;
    const { path, hash } = this.bed.codes[code];
    const args: PropertyBag = { ...rest, code: path, onForeignChange };
    if (!party.program.publish) {
      delete args.versionDescription;
    }
    const run = party.deployer.begin(work, args);
    const { deployer } = party;
    const from = this.history.acts.length;
    party.record = { deployer, run, wantedHash: hash, onForeignChange, from, to: Infinity };
    this.history.runs.push(party.record);
    await this.untilQuiet(party);
    return run;
  }

  /** Lets the deployer's request meet its fate, and waits for what the deployer does next. */
  private async step(party: Party, fate: Fate): Promise<void> {
    if (this.history.acts.length > maxSteps) {
      throw new Error("A run went on and on.");
    }
    const { run } = party.deployer;
    const request = this.requestOf(party.deployer);
    if (run === undefined || request === undefined) {
      await this.begin(party, "up");
      return;
    }
    const { quotas, credentials } = this.bed.lambda;
    const { accessKeyId } = party.deployer;
    if (fate === "throttle") {
      Object.assign(quotas, { enabled: true, controlPlanePerSecond: 0, getFunctionPerSecond: 0 });
    } else if (fate === "expire") {
      credentials.expire(accessKeyId);
    }
    await this.letThrough(
      request,
      fate === "loseAnswer" || fate === "loseRequest" ? fate : "answer",
      party.deployer,
      run,
    );
    quotas.enabled = false;
    credentials.renew(accessKeyId);
    await this.untilQuiet(party);
  }

  private async kill(party: Party, last: LastRequest): Promise<void> {
    const { deployer } = party;
    const { run } = deployer;
    const request = this.requestOf(deployer);
    if (run === undefined || request === undefined) {
      return;
    }
    deployer.kill();
    if (last === "late") {
      this.late.push({ request, deployer, run });
    } else {
      await this.letThrough(request, last === "acts" ? "loseAnswer" : "loseRequest", deployer, run);
    }
    party.record!.to = this.history.acts.length;
  }

  private async arriveLate(late: Late | undefined, passage: Passage): Promise<void> {
    if (late !== undefined) {
      await this.letThrough(late.request, passage, late.deployer, late.run);
    }
  }

  private async letThrough(
    request: WaitingRequest,
    passage: Passage,
    deployer: Deployer,
    run: DeployerRun,
  ): Promise<void> {
    const { journal, gate } = this.bed.lambda;
    const before = this.moment();
    const length = journal.length;
    await gate.letThrough(request, passage);
    const entry = journal[length];
    if (entry !== undefined) {
      this.history.acts.push({ entry, before, after: this.moment(), deployer, run, isHeard: passage === "answer" });
    }
  }

  /** Waits until the deployer asks Lambda something, or has ended. */
  private async untilQuiet({ deployer, record }: Party): Promise<void> {
    const { run } = deployer;
    while (run !== undefined && !run.hasEnded && this.requestOf(deployer) === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (run?.hasEnded && record !== undefined) {
      record.to = this.history.acts.length;
    }
  }

  private requestOf({ accessKeyId }: Deployer): WaitingRequest | undefined {
    return this.bed.lambda.gate.waiting.find(
      (request) => request.accessKeyId === accessKeyId && !this.late.some((late) => late.request === request),
    );
  }

  private async finish(): Promise<void> {
    for (let isBusy = true; isBusy;) {
      isBusy = false;
      for (const party of this.parties.filter(({ deployer }) => deployer.run !== undefined)) {
        isBusy = true;
        await this.step(party, "answer");
      }
    }
    for (const late of this.late.splice(0)) {
      await this.arriveLate(late, "loseAnswer");
    }
  }

  /** How the function stands now. */
  moment(): Moment {
    const { runningSha256, codeSha256, revisionId, versions, latest } = this.record;
    return {
      running: runningSha256,
      codeSha256,
      revisionId,
      lastUpdateStatus: latest.configuration.LastUpdateStatus ?? "",
      versionCount: versions.size,
    };
  }
}
