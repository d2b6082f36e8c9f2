import type { PropertyBag } from "#lib/inputs/inputs.js";
import type { Code } from "../code.js";
import { faults, type ProxiedRequest } from "../faults/index.js";
import type { Deployer, DeployerRun, Work } from "./deployer.js";
import type { FaultBed, Place } from "./faultBed.js";

/** A way to deploy; `code: two` is always wanted in the end. */
export interface Variant {
  name: string;
  args: PropertyBag;
  /** Whether the resource exists already, with `code: one`. */
  isUpdate: boolean;
  /** PublishVersion's answer is lost beside the fault under test: only then are versions listed. */
  isPublishLost?: true;
}

export const variants: readonly Variant[] = [
  { name: "create, publishing", args: { publish: true }, isUpdate: false },
  { name: "update", args: {}, isUpdate: true },
  { name: "update, publishing", args: { publish: true }, isUpdate: true },
  { name: "update, publishing with a description", args: described(), isUpdate: true },
  { name: "update, whose publishing is lost", args: described(), isUpdate: true, isPublishLost: true },
];

/** The nth call of an operation in a deploy. */
export interface Position {
  operation: string;
  nth: number;
}

/** Begins a scenario, does some work in it, and leaves it. */
export async function inScenario<T>(
  bed: FaultBed,
  variant: Variant,
  args: PropertyBag,
  work: (scenario: Scenario) => Promise<T>,
): Promise<T> {
  const place = await bed.place();
  try {
    return await bed.machine.timeouts.within(place.driven, async () =>
      work(await Scenario.begin(bed, place, variant, args)),
    );
  } finally {
    await place.leave();
  }
}

/** One function, one deployer, one wanted change, and what comes between. */
export class Scenario {
  private constructor(
    readonly bed: FaultBed,
    readonly place: Place,
    readonly variant: Variant,
    readonly deployer: Deployer,
    private readonly versionsBefore: number,
    private readonly requestsBefore: number,
  ) {}

  static async begin(bed: FaultBed, place: Place, variant: Variant, args: PropertyBag): Promise<Scenario> {
    const { target, proxy, clock } = place;
    const given = { functionName: target.name, endpoint: place.endpoint, ...variant.args, ...args };
    const deployer = bed.machine.deployer("alice", clock, given);
    if (variant.isUpdate) {
      const first = deployer.begin("up", { code: bed.machine.codes[0].path });
      await first.ended;
      if (first.error !== undefined) {
        throw first.error as Error;
      }
    }
    if (variant.isPublishLost) {
      proxy.inject("PublishVersion", faults.resetAfter());
    }
    const versions = await target.versions();
    return new Scenario(bed, place, variant, deployer, versions.length, proxy.requests.length);
  }

  get wanted(): Code {
    return this.bed.machine.codes[1];
  }

  /** What the deployer has asked since the beginning, on the wire. */
  requests(operation?: string): ProxiedRequest[] {
    return this.place.proxy.requests
      .slice(this.requestsBefore)
      .filter((request) => operation === undefined || request.operation === operation);
  }

  /** The hash that invocations run. */
  async running(): Promise<string | undefined> {
    return (await this.place.target.look()).runningSha256;
  }

  /** `pulumi up` of the wanted code, or `pulumi refresh`, to its end. */
  async run(work: Work, args: PropertyBag = {}): Promise<DeployerRun> {
    const startMs = this.place.driven.nowMs();
    const run = this.deployer.begin(work, { code: this.wanted.path, ...args });
    await run.ended;
    const elapsedMs = this.place.driven.nowMs() - startMs;
    // The default deadline, and the moment in which it is noticed.
    if (elapsedMs > 601_000) {
      throw new Error(`A run went on for ${elapsedMs / 1000} s, beyond its deadline.`);
    }
    return run;
  }

  /** What the guarantees say of a successful up that is not so; `otherChanges` were made by others meanwhile. */
  async flawsOfSuccess(otherChanges = 0): Promise<string[]> {
    const { deployer, wanted, place, bed } = this;
    const state = deployer.state ?? {};
    const live = await place.target.look();
    const versions = await place.target.versions();
    const version = versions.find((other) => other.version === state.version);
    const isPublished = this.variant.args.publish === true;
    const updates = this.requests("UpdateFunctionCode").filter(({ accepted }) => accepted).length;
    const flaws: [string, unknown, unknown][] = [
      ["the running code", live.runningSha256, wanted.hash],
      ["LastUpdateStatus", live.lastUpdateStatus, "Successful"],
      ["state's codeSha256", state.codeSha256, live.codeSha256],
      ["state's lastUpdateStatus", state.lastUpdateStatus, "Successful"],
      ["state's deployedCodeSha256", state.deployedCodeSha256, wanted.hash],
      ["state's revisionId", state.revisionId, live.revisionId],
      ["the version's code", version?.codeSha256, isPublished ? wanted.hash : undefined],
      ["the version's State", version?.state, isPublished ? "Active" : undefined],
      ["updates", updates, 1],
    ];
    const made = versions.length - this.versionsBefore;
    const allowed = isPublished ? 1 + (bed.mintsVersionAgain ? 1 : 0) : 0;
    return [
      ...flaws
        .filter(([, actual, expected]) => actual !== expected)
        .map(([name, actual, expected]) => `${name}: ${String(actual)}, not ${String(expected)}`),
      ...(made > allowed + otherChanges ? [`${made} versions were made`] : []),
    ];
  }

  /** A failure may leave the old state, or one that says what is true. */
  async flawsOfFailure(): Promise<string[]> {
    const state = this.deployer.state;
    const claimsToRun = state?.codeSha256 === this.wanted.hash && state.lastUpdateStatus === "Successful";
    const running = claimsToRun ? await this.running() : this.wanted.hash;
    return [
      ...(running !== this.wanted.hash
        ? [`state says that ${this.wanted.hash} runs, where ${String(running)} does`]
        : []),
      ...(this.variant.isUpdate && state === undefined ? ["the resource was dropped from state"] : []),
    ];
  }

  /** One more up changes nothing and asks nothing; destroy forgets the resource and leaves the function. */
  async flawsOfRest(args: PropertyBag = {}): Promise<string[]> {
    const { length } = this.requests();
    const again = await this.run("up", args);
    const running = await this.running();
    this.deployer.destroy();
    return [
      ...(again.result?.step === "same" ? [] : [`one more up is ${again.result?.step ?? String(again.error)}`]),
      ...(this.requests().length === length ? [] : ["one more up, or destroy, asked Lambda something"]),
      ...(this.deployer.state === undefined && (await this.running()) === running ? [] : ["destroy failed"]),
    ];
  }
}

function described(): PropertyBag {
  return { publish: true, versionDescription: "release" };
}
