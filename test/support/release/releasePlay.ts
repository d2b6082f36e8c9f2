import type { PropertyBag } from "#lib/inputs/inputs.js";
import type { Deployer, DeployerRun, Work } from "../model/deployer.js";
import { weightsOf } from "../strictLambda/alias.js";
import type { FunctionRecord, JournalEntry, Passage, WaitingRequest } from "../strictLambda/index.js";
import { aliasName } from "./releaseBed.js";
import type { ReleaseModelBed } from "./releaseModelBed.js";
import type { Event, Fate, ReleaseProgram, ReleaseScript } from "./releaseScript.js";

// A release needs some forty requests; one that goes on for ever is a fault, and shall not hang the tests.
const maxActs = 3_000;

/** The alias at one moment. */
export interface AliasMoment {
  version: string;
  weights: Record<string, number>;
  revisionId: string;
}

/** One request that the server has acted on. */
export interface ReleaseAct {
  entry: JournalEntry;
  before: AliasMoment;
  after: AliasMoment;
  run: DeployerRun;
  isHeard: boolean;
}

/** One run, and what it wanted. */
export interface ReleaseRun {
  run: DeployerRun;
  wanted: string;
  /** Whether any of its requests met a fault, and whether anybody else moved the alias meanwhile. */
  isDisturbed: boolean;
}

interface Party {
  deployer: Deployer;
  program: ReleaseProgram;
  current?: ReleaseRun;
}

/** Plays one script on a fresh function: one request at a time passes the gate. */
export class ReleasePlay {
  readonly acts: ReleaseAct[] = [];
  readonly runs: ReleaseRun[] = [];
  readonly record: FunctionRecord;
  private readonly parties: readonly [Party, Party];
  private late: { request: WaitingRequest; run: DeployerRun }[] = [];

  constructor(
    readonly bed: ReleaseModelBed,
    private readonly script: ReleaseScript,
  ) {
    this.record = bed.freshFunction();
    if (script.hasConcurrency) {
      bed.lambda.provision(this.record.name, aliasName);
    }
    const party = (name: "alice" | "bob", index: 0 | 1) => ({
      deployer: bed.deployer(name, this.record.name),
      program: script.programs[index],
    });
    this.parties = [party("alice", 0), party("bob", 1)];
  }

  async play(): Promise<void> {
    this.bed.lambda.gate.close();
    try {
      for (const event of this.script.events) {
        await this.happen(event);
      }
      for (const party of this.parties) {
        await this.finish(party);
      }
      for (const late of this.late.splice(0)) {
        await this.letThrough(late.request, "loseAnswer", late.run);
      }
    } finally {
      await this.bed.lambda.gate.open();
    }
  }

  /** One run by itself, when all is quiet. */
  async alone(index: 0 | 1, work: Work, program: ReleaseProgram): Promise<ReleaseRun> {
    const party = this.parties[index];
    party.program = program;
    const begun = await this.begin(party, work);
    await this.bed.lambda.gate.open();
    await begun.run.ended;
    return begun;
  }

  stateOf(index: 0 | 1): PropertyBag | undefined {
    return this.parties[index].deployer.state;
  }

  /** The number of a version that is there. */
  versionOf(index: number): string {
    const { versionNumbers } = this.record;
    return versionNumbers[index % versionNumbers.length] ?? "1";
  }

  moment(): AliasMoment {
    const alias = this.record.aliases.get(aliasName)!;
    return { version: alias.FunctionVersion, weights: { ...weightsOf(alias) }, revisionId: alias.RevisionId };
  }

  private async happen(event: Event): Promise<void> {
    const { lambda, clock } = this.bed;
    switch (event.do) {
      case "step":
        for (let count = 0; count < event.times; count += 1) {
          await this.step(this.parties[event.who], count === 0 ? event.fate : "answer");
        }
        return;
      case "change":
        this.parties[event.who].program = event.program;
        return;
      case "refresh":
        if (this.parties[event.who].deployer.run === undefined) {
          await this.begin(this.parties[event.who], "refresh");
        }
        return;
      case "kill":
        await this.kill(this.parties[event.who], event.last);
        return;
      case "late": {
        const late = this.late.shift();
        if (late !== undefined) {
          await this.letThrough(late.request, "loseAnswer", late.run);
        }
        return;
      }
      case "alarm":
        lambda.alarms.set(this.bed.alarmOf(this.record), event.state);
        return;
      case "flap":
        lambda.alarms.set(this.bed.alarmOf(this.record), "ALARM");
        clock.advance(1_000);
        lambda.alarms.set(this.bed.alarmOf(this.record), "OK");
        return;
      case "foreign":
        this.moveForeign(event);
        return;
      case "deploy":
        this.bed.deploy(this.record, event.isFailed);
        return;
      case "pass":
        clock.advance(event.seconds * 1000);
    }
  }

  private moveForeign({ version, weighted, clears }: Extract<Event, { do: "foreign" }>): void {
    const other = weighted === undefined ? undefined : this.versionOf(weighted);
    if (this.bed.moveByHand(this.record, this.versionOf(version), other, clears)) {
      this.disturbAll();
    }
  }

  private disturbAll(): void {
    for (const { current } of this.parties) {
      if (current !== undefined) {
        current.isDisturbed = true;
      }
    }
  }

  private async begin(party: Party, work: Work): Promise<ReleaseRun> {
    const { version, ...rest } = party.program;
    const wanted = this.versionOf(version);
    const codeSha256 = this.record.versions.get(wanted)?.configuration.CodeSha256;
    // While two release to one alias, each is what disturbs the other.
    const isDisturbed = this.parties.some(({ deployer }) => deployer !== party.deployer && deployer.run !== undefined);
    const run = party.deployer.begin(work, { ...rest, functionVersion: wanted, codeSha256 });
    party.current = { run, wanted, isDisturbed };
    if (isDisturbed) {
      this.disturbAll();
    }
    this.runs.push(party.current);
    await this.untilQuiet(party);
    return party.current;
  }

  private async step(party: Party, fate: Fate): Promise<void> {
    if (this.acts.length > maxActs) {
      throw new Error("A run went on and on.");
    }
    const { run } = party.deployer;
    const request = this.requestOf(party.deployer);
    if (run === undefined || request === undefined) {
      await this.begin(party, "up");
      return;
    }
    const { quotas, deniedOperations } = this.bed.lambda;
    if (fate === "throttle") {
      Object.assign(quotas, { enabled: true, controlPlanePerSecond: 0, getFunctionPerSecond: 0 });
    } else if (fate === "deny") {
      deniedOperations.add(request.operation);
    }
    if (fate !== "answer" && party.current !== undefined) {
      party.current.isDisturbed = true;
    }
    await this.letThrough(request, fate === "loseAnswer" || fate === "loseRequest" ? fate : "answer", run);
    quotas.enabled = false;
    deniedOperations.clear();
    await this.untilQuiet(party);
  }

  private async kill({ deployer }: Party, last: "acts" | "lost" | "late"): Promise<void> {
    const { run } = deployer;
    const request = this.requestOf(deployer);
    if (run === undefined || request === undefined) {
      return;
    }
    deployer.kill();
    // Nobody else may be surprised by what a dead run still does.
    this.disturbAll();
    if (last === "late") {
      this.late.push({ request, run });
    } else {
      await this.letThrough(request, last === "acts" ? "loseAnswer" : "loseRequest", run);
    }
  }

  private async letThrough(request: WaitingRequest, passage: Passage, run: DeployerRun): Promise<void> {
    const { journal, gate } = this.bed.lambda;
    const before = this.moment();
    const { length } = journal;
    await gate.letThrough(request, passage);
    const entry = journal[length];
    if (entry !== undefined) {
      this.acts.push({ entry, before, after: this.moment(), run, isHeard: passage === "answer" });
    }
  }

  private async finish(party: Party): Promise<void> {
    while (party.deployer.run !== undefined) {
      await this.step(party, "answer");
    }
  }

  /** Waits until the deployer asks something, or has ended. */
  private async untilQuiet({ deployer }: Party): Promise<void> {
    const { run } = deployer;
    while (run !== undefined && !run.hasEnded && this.requestOf(deployer) === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private requestOf({ accessKeyId }: Deployer): WaitingRequest | undefined {
    return this.bed.lambda.gate.waiting.find(
      (request) => request.accessKeyId === accessKeyId && !this.late.some((late) => late.request === request),
    );
  }
}
