import type { PropertyBag } from "#lib/inputs.js";
import { FaultProxy, faults } from "../faults/index.js";
import type { Code } from "../lifecycleBed.js";
import type { FunctionRecord } from "../strictLambda/index.js";
import type { Deployer, DeployerRun, Work } from "./deployer.js";
import { ModelBed } from "./modelBed.js";

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

/** One server and one proxy for many scenarios, each on a function of its own. */
export class FaultBed {
  private readonly positions = new Map<Variant, Position[]>();

  private constructor(
    readonly model: ModelBed,
    readonly proxy: FaultProxy,
  ) {}

  static async start(): Promise<FaultBed> {
    const model = await ModelBed.start();
    return new FaultBed(model, await FaultProxy.start(model.lambda.url));
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.model.stop();
  }

  /** Every call of an undisturbed deploy, in order. */
  async positionsOf(variant: Variant): Promise<Position[]> {
    const known = this.positions.get(variant);
    if (known !== undefined) {
      return known;
    }
    const scenario = await Scenario.begin(this, variant);
    const { length } = this.proxy.requests;
    await scenario.run("up");
    const operations = this.proxy.requests.slice(length).map(({ operation }) => operation);
    const positions = operations.map((operation, index) => ({
      operation,
      nth: operations.slice(0, index + 1).filter((other) => other === operation).length,
    }));
    // The lost answer is this variant's own.
    const free = positions.filter(({ operation }) => !variant.isPublishLost || operation !== "PublishVersion");
    this.positions.set(variant, free);
    return free;
  }
}

/** One function, one deployer, one wanted change, and what comes between. */
export class Scenario {
  private constructor(
    readonly bed: FaultBed,
    readonly variant: Variant,
    readonly record: FunctionRecord,
    readonly deployer: Deployer,
    private readonly versionsBefore: number,
  ) {}

  static async begin(bed: FaultBed, variant: Variant, args: PropertyBag = {}): Promise<Scenario> {
    const { model, proxy } = bed;
    proxy.clear();
    const { record } = model.freshFunction();
    const deployer = model.deployer("alice", record.name, { endpoint: proxy.url, ...variant.args, ...args });
    if (variant.isUpdate) {
      const first = deployer.begin("up", { code: model.codes[0].path });
      await first.ended;
      if (first.error !== undefined) {
        throw first.error as Error;
      }
    }
    model.lambda.journal.clear();
    if (variant.isPublishLost) {
      proxy.inject("PublishVersion", faults.resetAfter());
    }
    return new Scenario(bed, variant, record, deployer, record.versions.size);
  }

  get wanted(): Code {
    return this.bed.model.codes[1];
  }

  get lambda(): ModelBed["lambda"] {
    return this.bed.model.lambda;
  }

  /** `pulumi up` of the wanted code, or `pulumi refresh`, to its end. */
  async run(work: Work, args: PropertyBag = {}): Promise<DeployerRun> {
    const startMs = this.bed.model.clock.nowMs();
    const run = this.deployer.begin(work, { code: this.wanted.path, ...args });
    await run.ended;
    const elapsedMs = this.bed.model.clock.nowMs() - startMs;
    // The default deadline, and the moment in which it is noticed.
    if (elapsedMs > 601_000) {
      throw new Error(`A run went on for ${elapsedMs / 1000} s, beyond its deadline.`);
    }
    return run;
  }

  /** What the guarantees say of a successful up that is not so; `otherChanges` were made by others meanwhile. */
  flawsOfSuccess(otherChanges = 0): string[] {
    const { record, deployer, wanted, lambda } = this;
    const state = deployer.state ?? {};
    const version = record.versions.get(String(state.version))?.configuration;
    const isPublished = this.variant.args.publish === true;
    const flaws: [string, unknown, unknown][] = [
      ["the running code", record.runningSha256, wanted.hash],
      ["LastUpdateStatus", record.latest.configuration.LastUpdateStatus, "Successful"],
      ["state's codeSha256", state.codeSha256, record.codeSha256],
      ["state's lastUpdateStatus", state.lastUpdateStatus, "Successful"],
      ["state's deployedCodeSha256", state.deployedCodeSha256, wanted.hash],
      ["state's revisionId", state.revisionId, record.revisionId],
      ["the version's code", version?.CodeSha256, isPublished ? wanted.hash : undefined],
      ["the version's State", version?.State, isPublished ? "Active" : undefined],
      ["updates", lambda.journal.writes("UpdateFunctionCode").length, 1],
    ];
    const versions = record.versions.size - this.versionsBefore;
    return [
      ...flaws
        .filter(([, actual, expected]) => actual !== expected)
        .map(([name, actual, expected]) => `${name}: ${String(actual)}, not ${String(expected)}`),
      ...(versions > (isPublished ? 1 : 0) + otherChanges ? [`${versions} versions were made`] : []),
    ];
  }

  /** A failure may leave the old state, or one that says what is true. */
  flawsOfFailure(): string[] {
    const state = this.deployer.state;
    const claimsToRun = state?.codeSha256 === this.wanted.hash && state.lastUpdateStatus === "Successful";
    return [
      ...(claimsToRun && this.record.runningSha256 !== this.wanted.hash
        ? [`state says that ${this.wanted.hash} runs, where ${this.record.runningSha256} does`]
        : []),
      ...(this.variant.isUpdate && state === undefined ? ["the resource was dropped from state"] : []),
    ];
  }

  /** One more up changes nothing and asks nothing; destroy forgets the resource and leaves the function. */
  async flawsOfRest(args: PropertyBag = {}): Promise<string[]> {
    const { length } = this.lambda.journal;
    const again = await this.run("up", args);
    const running = this.record.runningSha256;
    this.deployer.destroy();
    return [
      ...(again.result?.step === "same" ? [] : [`one more up is ${again.result?.step ?? String(again.error)}`]),
      ...(this.lambda.journal.length === length ? [] : ["one more up, or destroy, asked Lambda something"]),
      ...(this.deployer.state === undefined && this.record.runningSha256 === running ? [] : ["destroy failed"]),
    ];
  }
}

function described(): PropertyBag {
  return { publish: true, versionDescription: "release" };
}
