import { type Access, accessOf } from "#lib/access/access.js";
import type { AwsInputs } from "#lib/access/awsInputs.js";
import { AliasApi } from "#lib/aws/lambda/aliasApi.js";
import { ConcurrencyApi } from "#lib/aws/lambda/concurrencyApi.js";
import { InvokeApi } from "#lib/aws/lambda/invokeApi.js";
import { invokeClient, lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { VersionUseApi } from "#lib/aws/lambda/versionUseApi.js";
import { newSurroundings, type Surroundings } from "#lib/code/surroundings.js";
import type { Clock } from "#lib/ground/clock.js";
import { ownAccount } from "./accounts.js";
import { CapturedLog } from "./capturedLog.js";
import { DrivenClock } from "./drivenClock.js";
import { DrivenTimeouts } from "./drivenTimeouts.js";
import { FaultProxy } from "./faults/index.js";
import { freshEndpoint } from "./freshEndpoint.js";
import { keyOfOurs } from "./lifecycleBed.js";
import { StrictLambda } from "./strictLambda/index.js";

/** What a release looks at and asks of AWS, as the library calls it, before a strict server with one function of some versions. */
export class WatchBed {
  readonly functionName = "orders-api";
  readonly log = new CapturedLog();
  readonly timeouts: DrivenTimeouts | undefined;
  readonly surroundings: Surroundings;
  readonly access: Access;

  private constructor(
    readonly clock: Clock,
    readonly server: StrictLambda,
    readonly proxy: FaultProxy,
  ) {
    process.env.AWS_ACCESS_KEY_ID = keyOfOurs;
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    this.timeouts = clock instanceof DrivenClock ? new DrivenTimeouts(clock) : undefined;
    this.surroundings = newSurroundings(clock, this.log);
    this.access = this.accessBy();
  }

  /** `clock` is the library's and the server's; driven time where none is given. */
  static async start(clock: Clock = new DrivenClock()): Promise<WatchBed> {
    const server = await StrictLambda.start({ clock, accounts: { [keyOfOurs]: ownAccount } });
    server.createFunction({ name: "orders-api" });
    return new WatchBed(clock, server, await FaultProxy.start(server.url));
  }

  async stop(): Promise<void> {
    this.timeouts?.restore();
    await this.proxy.stop();
    await this.server.stop();
  }

  get functionArn(): string {
    return this.server.function(this.functionName).arn;
  }

  /** Access with clients of its own. */
  accessBy(aws: AwsInputs = {}): Access {
    const endpoint = freshEndpoint(this.proxy.url);
    return accessOf({ endpoint, endpoints: { cloudwatch: endpoint }, ...aws }, "us-east-1");
  }

  get aliases(): AliasApi {
    return new AliasApi(lambdaClient(this.access), this.settings());
  }

  get invocations(): InvokeApi {
    return new InvokeApi(invokeClient(this.access), this.settings());
  }

  get concurrency(): ConcurrencyApi {
    return new ConcurrencyApi(lambdaClient(this.access), this.settings());
  }

  get uses(): VersionUseApi {
    return new VersionUseApi(lambdaClient(this.access), this.settings());
  }

  deadline() {
    return { atMs: this.clock.nowMs() + 600_000 };
  }

  /** Publishes so many versions, each of code of its own. */
  publish(count: number): void {
    for (let version = 0; version < count; version += 1) {
      this.server.deployBehindBack(this.functionName, `exports.handler = () => ${Math.random()}`, { publish: true });
      this.server.settle(this.functionName);
    }
  }

  /** The numbers of the versions that are there, oldest first. */
  versions(): string[] {
    return [...this.server.function(this.functionName).versions.keys()];
  }

  /** What was asked since the last call, an operation a line, with its qualifier. */
  requests(): string[] {
    const lines = this.server.journal
      .requests()
      .map(({ operation, qualifier }) => [operation, qualifier].filter(Boolean).join(" "));
    this.server.journal.clear();
    return lines;
  }

  private settings() {
    const { functionName, clock, log } = this;
    return { functionName, deadline: this.deadline(), clock, log };
  }
}
