import type { PropertyBag } from "#lib/inputs/inputs.js";
import { FaultProxy, faults } from "../faults/index.js";
import { type KilledStep, killedSteps } from "../release/killedSteps.js";
import { StrictLambda, zipOf } from "../strictLambda/index.js";
import { EngineProject } from "./engineProject.js";
import { descendantsOf, killTree } from "./processTree.js";
import { programOfReleases } from "./programs.js";
import { liveOf, type Sight } from "./releaseSight.js";
import type { CommandResult } from "./runCommand.js";

/** What runs the program and the provider. */
export interface KillFace {
  language: "javascript" | "yaml";
  /** In the command line of the provider's process. */
  provider: string;
}

/** What the program says of a release beside what it always does; undefined leaves it out. */
type More = (step: KilledStep, name: string) => PropertyBag | undefined;

const parallel = ["--parallel", "100", "--continue-on-error"];
export const description = "for customers";

/** One program with a release for each step, each on a function of its own with four versions, three of them old. */
export class ReleaseKillBed {
  private readonly seen = new Map<string, { requests: number; journal: number }>();

  private constructor(
    private readonly face: KillFace,
    readonly lambda: StrictLambda,
    private readonly proxy: FaultProxy,
    readonly project: EngineProject,
  ) {}

  static async start(face: KillFace): Promise<ReleaseKillBed> {
    const lambda = await StrictLambda.start();
    const proxy = await FaultProxy.start(lambda.url);
    const project = await EngineProject.create({
      program: "",
      language: face.language,
      env: { AWS_ENDPOINT_URL: proxy.url },
    });
    const bed = new ReleaseKillBed(face, lambda, proxy, project);
    for (const [name, step] of Object.entries(killedSteps)) {
      bed.createFunction(name, step);
    }
    return bed;
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.lambda.stop();
    this.project.remove();
  }

  /** An up of the releases that are there before, at the version that their aliases have. */
  async upBefore(): Promise<void> {
    const { code, text } = await this.up(({ start }) => (start === undefined ? { functionVersion: "3" } : undefined));
    if (code !== 0) {
      throw new Error(text);
    }
    this.sights();
  }

  /** An up in which each release stops at its step; when the last one has come there, all processes are killed. */
  async upToBeKilled(): Promise<{ text: string; isProviderKilled: boolean }> {
    const awaited = new Set(Object.keys(killedSteps));
    let pulumiPid = 0;
    let isProviderKilled = false;
    const arrive = (name: string): void => {
      if (awaited.delete(name) && awaited.size === 0) {
        isProviderKilled = descendantsOf(pulumiPid, this.face.provider).length === 1;
        killTree(pulumiPid);
      }
    };
    let printed = "";
    const spoken = Object.entries(killedSteps).flatMap(([name, { at }]) =>
      at.when === "during" ? [{ name, line: `${name}: ${at.said}` }] : [],
    );
    for (const [name, step] of Object.entries(killedSteps)) {
      this.holdAtItsStep(name, step, () => {
        arrive(name);
      });
    }
    this.write(({ killedArgs }) => ({ functionVersion: "4", ...killedArgs }));
    const text = await this.project.upToBeKilled(
      (pid) => {
        pulumiPid = pid;
      },
      {
        flags: parallel,
        onText: (chunk) => {
          printed += chunk;
          spoken
            .filter(({ line }) => printed.includes(line))
            .forEach(({ name }) => {
              arrive(name);
            });
        },
      },
    );
    this.proxy.clear();
    return { text, isProviderKilled };
  }

  /** An up that wants version 4 everywhere; `more` is what the program says beside that. */
  upTo4(more: (name: string) => PropertyBag = () => ({})): Promise<CommandResult> {
    return this.up((_step, name) => ({ functionVersion: "4", ...more(name) }));
  }

  /** What has become of each release since the last call. */
  sights(): Record<string, Sight> {
    const names = Object.keys(killedSteps);
    return Object.fromEntries(names.map((name) => [name, this.sightOf(name)]));
  }

  private sightOf(name: string): Sight {
    const requests = this.proxy.requests.filter(({ functionName }) => isNamed(functionName, name));
    const journal = this.lambda.journal.requests().filter(({ functionName }) => isNamed(functionName, name));
    const last = this.seen.get(name) ?? { requests: 0, journal: 0 };
    this.seen.set(name, { requests: requests.length, journal: journal.length });
    return {
      ...liveOf(this.lambda.function(name, placeOf(name))),
      resource: this.project.stateResources("FunctionRelease").find(({ urn }) => urn.endsWith(`::${name}`)),
      requests: requests.slice(last.requests),
      journal: journal.slice(last.journal),
    };
  }

  /** From its step on nothing of this release gets through, nor is answered. */
  private holdAtItsStep(functionName: string, { at, turnsRed }: KilledStep, arrived: () => void): void {
    const { proxy } = this;
    if (turnsRed === true) {
      proxy.after({ functionName, operation: "UpdateAlias" }, 1, () => {
        this.setAlarm(functionName, "ALARM");
      });
    }
    if (at.when === "during") {
      return;
    }
    const { when, operation, nth } = at;
    proxy.inject({ functionName, operation }, faults.stall({ acted: when === "after" }), { nth });
    proxy[when]({ functionName, operation }, nth, () => {
      proxy.inject({ functionName }, faults.stall(), { times: Infinity });
      arrived();
    });
  }

  /** The alarm of one release: one that is red shall be no other's. */
  setAlarm(name: string, state: "OK" | "ALARM"): void {
    this.lambda.alarms.set(alarmOf(name), state, undefined, placeOf(name));
  }

  private createFunction(name: string, { start }: KilledStep): void {
    const { lambda } = this;
    const place = placeOf(name);
    lambda.createFunction({ name, code: zipOf({ "index.js": "1" }), publish: true, ...place });
    for (const code of ["2", "3", "4"]) {
      lambda.deployBehindBack(name, zipOf({ "index.js": code }), { publish: true, ...place });
    }
    if (start !== "no alias") {
      lambda.createAlias(name, { name: "live", version: "3", description }, place);
    }
    lambda.alarms.put(alarmOf(name), place);
  }

  private up(more: More): Promise<CommandResult> {
    this.write(more);
    return this.project.up(...parallel);
  }

  private write(more: More): void {
    const releases = Object.entries(killedSteps)
      .map(([name, step]) => [name, step, more(step, name)] as const)
      .filter(([, , own]) => own !== undefined)
      .map(([name, step, own]) => [name, { ...common(name, step), ...own }]);
    const resources = Object.fromEntries(releases) as Record<string, object>;
    this.project.writeProgram(programOfReleases(resources, this.face.language));
  }
}

/** What the program says of every release. */
function common(functionName: string, { args, turnsRed }: KilledStep): PropertyBag {
  return {
    functionName,
    aliasName: "live",
    description,
    steps: [
      { weight: 0.1, bakeSeconds: 1 },
      { weight: 0.5, bakeSeconds: 1 },
    ],
    // It is held until the kill, however long that takes.
    smoke: { payload: { ping: true }, timeoutSeconds: 900 },
    aws: placeOf(functionName),
    ...(turnsRed && { alarms: [alarmOf(functionName)] }),
    ...args,
  };
}

/**
 * Of one Region a process has at most 15 requests under way, and each that is held is one of them: in two there is room for
 * all that have to go on meanwhile.
 */
function placeOf(name: string): { region: string } {
  return { region: Object.keys(killedSteps).indexOf(name) % 2 === 0 ? "us-east-1" : "eu-west-1" };
}

function alarmOf(name: string): string {
  return `${name}-errors`;
}

function isNamed(functionName: string, name: string): boolean {
  return functionName.split(":").at(-1) === name;
}
