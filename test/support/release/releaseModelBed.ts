import { accessOf } from "#lib/access/access.js";
import { CloudWatchApi } from "#lib/aws/cloudWatch/cloudWatchApi.js";
import { cloudWatchClient } from "#lib/aws/cloudWatch/cloudWatchClient.js";
import { AliasApi } from "#lib/aws/lambda/aliasApi.js";
import { lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { createReleaseProvider } from "#lib/releaseProvider.js";
import { CapturedLog } from "../capturedLog.js";
import { DrivenClock } from "../drivenClock.js";
import { freshEndpoint } from "../freshEndpoint.js";
import { Deployer } from "../model/deployer.js";
import { type DeployerName, Machine, profiles } from "../model/machine.js";
import { Stack } from "../stack.js";
import { type FunctionRecord, StrictLambda, zipOf } from "../strictLambda/index.js";
import { aliasName } from "./releaseBed.js";

/** One server, one clock and one client a deployer for many plays, each on a function of its own: quick, and all alike. */
export class ReleaseModelBed {
  private readonly machine: Machine;
  private readonly endpoint: string;
  private functionCount = 0;
  private codeCount = 0;

  private constructor(
    readonly clock: DrivenClock,
    readonly lambda: StrictLambda,
  ) {
    this.machine = new Machine(clock);
    this.endpoint = freshEndpoint(lambda.url);
    for (const name of ["alice", "bob"] as const) {
      this.paceByOwnClock(name);
    }
  }

  static async start(): Promise<ReleaseModelBed> {
    const clock = new DrivenClock();
    const accounts = { [profiles.alice]: "111111111111", [profiles.bob]: "111111111111" };
    return new ReleaseModelBed(clock, await StrictLambda.start({ clock, accounts }));
  }

  async stop(): Promise<void> {
    this.machine.restore();
    await this.lambda.stop();
  }

  /** Three versions, an alias at the first, and an alarm that is OK. */
  freshFunction(): FunctionRecord {
    this.functionCount += 1;
    this.lambda.journal.clear();
    const name = `function-${this.functionCount}`;
    const record = this.lambda.createFunction({ name, code: this.newCode(), publish: true });
    this.deploy(record, false);
    this.deploy(record, false);
    this.lambda.createAlias(name, { name: aliasName, version: "1" });
    this.lambda.alarms.put(this.alarmOf(record));
    return record;
  }

  /** Another version of other code; one that failed to initialize takes no calls. */
  deploy({ name }: FunctionRecord, isFailed: boolean): void {
    this.lambda.deployBehindBack(name, this.newCode(), { publish: true });
    const version = [...this.lambda.function(name).versions.values()].at(-1);
    if (isFailed && version !== undefined) {
      Object.assign(version.configuration, { State: "Failed", StateReasonCode: "FunctionError" });
    }
  }

  /** Somebody else's move, with a share for another version where there is one; false where Lambda would not take it. */
  moveByHand(record: FunctionRecord, version: string, other: string | undefined, isJournalGone: boolean): boolean {
    const isActive = (number: string) => record.versions.get(number)?.configuration.State === "Active";
    if (!isActive(version) || record.provisioned.isMoving(aliasName)) {
      return false;
    }
    const isSplit = other !== undefined && other !== version && isActive(other);
    const weights: Record<string, number> = isSplit ? { [other]: 0.3 } : {};
    const description = isJournalGone ? { description: "by hand" } : {};
    this.lambda.moveAliasBehindBack(record.name, aliasName, { version, weights, ...description });
    return true;
  }

  alarmOf({ name }: FunctionRecord): string {
    return `${name}-errors`;
  }

  /** Somebody whose stack releases to the function's alias, with credentials of their own. */
  deployer(name: DeployerName, functionName: string): Deployer {
    const args = {
      functionName,
      aliasName,
      description: "theirs",
      steps: [
        { weight: 0.1, bakeSeconds: 30 },
        { weight: 0.5, bakeSeconds: 15 },
      ],
      alarms: [`${functionName}-errors`],
      aws: this.aws(name),
    };
    const makeFace = (clock: DrivenClock, log: CapturedLog) => createReleaseProvider({ clock, log });
    return new Deployer(name, profiles[name], this.clock, new Stack(this.clock, args, makeFace as never));
  }

  private aws(profile: DeployerName) {
    return { region: "us-east-1", endpoint: this.endpoint, endpoints: { cloudwatch: this.endpoint }, profile };
  }

  /** A client's pace goes by the clock of its first use, and a killed run's clock stops. */
  private paceByOwnClock(name: DeployerName): void {
    const access = accessOf(this.aws(name), "us-east-1");
    const { clock } = this;
    const settings = { deadline: { atMs: clock.nowMs() }, clock };
    new AliasApi(lambdaClient(access), { ...settings, functionName: "", log: new CapturedLog() });
    new CloudWatchApi(cloudWatchClient(access), { ...settings, subject: "", say: () => undefined });
  }

  private newCode(): Uint8Array {
    this.codeCount += 1;
    return zipOf({ "index.js": String(this.codeCount) });
  }
}
