import type { PropertyBag } from "#lib/inputs/inputs.js";
import { FaultProxy, faults, isNamed } from "../faults/index.js";
import type { KilledRelease } from "../release/killedSteps.js";
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
type More = (release: KilledRelease, name: string) => PropertyBag | undefined;

export const killFaces: (KillFace & { name: string })[] = [
  { name: "a dynamic resource", language: "javascript", provider: "dynamic-provider" },
  { name: "the plugin", language: "yaml", provider: "plugin/main.js" },
];

const parallel = ["--parallel", "100", "--continue-on-error"];
export const description = "for customers";

/** One program with several releases, each on a function of its own with four versions, three of them old. */
export class ReleaseKillBed {
  private readonly seen = new Map<string, { requests: number; journal: number }>();

  private constructor(
    private readonly releases: Record<string, KilledRelease>,
    private readonly face: KillFace,
    readonly lambda: StrictLambda,
    private readonly proxy: FaultProxy,
    readonly project: EngineProject,
  ) {}

  static async start(face: KillFace, releases: Record<string, KilledRelease>): Promise<ReleaseKillBed> {
    const lambda = await StrictLambda.start();
    const proxy = await FaultProxy.start(lambda.url);
    const project = await EngineProject.create({
      program: "",
      language: face.language,
      env: { AWS_ENDPOINT_URL: proxy.url },
    });
    const bed = new ReleaseKillBed(releases, face, lambda, proxy, project);
    for (const [name, release] of Object.entries(releases)) {
      bed.createFunction(name, release);
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
    const awaited = new Set(Object.keys(this.releases));
    let pulumiPid = 0;
    let isProviderKilled = false;
    const arrive = (name: string): void => {
      if (awaited.delete(name) && awaited.size === 0) {
        isProviderKilled = descendantsOf(pulumiPid, this.face.provider).length === 1;
        killTree(pulumiPid);
      }
    };
    let printed = "";
    const spoken = Object.entries(this.releases).flatMap(([name, { at }]) =>
      at.when === "during" ? [{ name, line: `${name}: ${at.said}` }] : [],
    );
    for (const [name, release] of Object.entries(this.releases)) {
      this.holdAtItsStep(name, release, () => {
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

  /** An up of which a test says, for each release, what it wants. */
  up(more: More): Promise<CommandResult> {
    this.write(more);
    return this.project.up(...parallel);
  }

  /** What has become of each release since the last call. */
  sights(): Record<string, Sight> {
    const names = Object.keys(this.releases);
    return Object.fromEntries(names.map((name) => [name, this.sightOf(name)]));
  }

  private sightOf(name: string): Sight {
    const requests = this.proxy.requests.filter(({ functionName }) => isNamed(functionName, name));
    const journal = this.lambda.journal.requests().filter(({ functionName }) => isNamed(functionName, name));
    const last = this.seen.get(name) ?? { requests: 0, journal: 0 };
    this.seen.set(name, { requests: requests.length, journal: journal.length });
    return {
      ...liveOf(this.lambda.function(name, this.placeOf(name))),
      resource: this.project.stateResources("FunctionRelease").find(({ urn }) => urn.endsWith(`::${name}`)),
      requests: requests.slice(last.requests),
      journal: journal.slice(last.journal),
    };
  }

  /** From its step on nothing of this release gets through, nor is answered. */
  private holdAtItsStep(functionName: string, { at, turnsRed }: KilledRelease, arrived: () => void): void {
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
    this.lambda.alarms.set(alarmOf(name), state, undefined, this.placeOf(name));
  }

  private createFunction(name: string, { start }: KilledRelease): void {
    const { lambda } = this;
    const place = this.placeOf(name);
    lambda.createFunction({ name, code: zipOf({ "index.js": "1" }), publish: true, ...place });
    for (const code of ["2", "3", "4"]) {
      lambda.deployBehindBack(name, zipOf({ "index.js": code }), { publish: true, ...place });
    }
    if (start !== "no alias") {
      lambda.createAlias(name, { name: "live", version: "3", description }, place);
    }
    lambda.alarms.put(alarmOf(name), place);
  }

  private write(more: More): void {
    const wanted = Object.entries(this.releases)
      .map(([name, release]) => [name, release, more(release, name)] as const)
      .filter(([, , own]) => own !== undefined)
      .map(([name, release, own]) => [name, { ...this.common(name, release), ...own }]);
    const resources = Object.fromEntries(wanted) as Record<string, object>;
    this.project.writeProgram(programOfReleases(resources, this.face.language));
  }

  /** What the program says of every release. */
  private common(functionName: string, { args, turnsRed }: KilledRelease): PropertyBag {
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
      aws: this.placeOf(functionName),
      ...(turnsRed && { alarms: [alarmOf(functionName)] }),
      ...args,
    };
  }

  /**
   * Of one Region a process has at most 15 requests under way, and each that is held is one of them: in two there is room
   * for all that have to go on meanwhile.
   */
  private placeOf(name: string): { region: string } {
    return { region: Object.keys(this.releases).indexOf(name) % 2 === 0 ? "us-east-1" : "eu-west-1" };
  }
}

function alarmOf(name: string): string {
  return `${name}-errors`;
}
