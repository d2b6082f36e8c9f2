import { accessOf } from "#lib/access/access.js";
import type { AwsInputs } from "#lib/access/awsInputs.js";
import { CloudWatchApi } from "#lib/aws/cloudWatch/cloudWatchApi.js";
import { cloudWatchClient } from "#lib/aws/cloudWatch/cloudWatchClient.js";
import { AliasApi } from "#lib/aws/lambda/aliasApi.js";
import { lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import type { Clock } from "#lib/ground/clock.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { createReleaseProvider } from "#lib/releaseProvider.js";
import { ownAccount } from "../accounts.js";
import { CapturedLog } from "../capturedLog.js";
import { DrivenTimeouts } from "../drivenTimeouts.js";
import { FaultProxy, type ProxiedRequest } from "../faults/index.js";
import { freshEndpoint } from "../freshEndpoint.js";
import { keyOfOurs } from "../lifecycleBed.js";
import { Deployer } from "../model/deployer.js";
import { Stack } from "../stack.js";
import { type FunctionRecord, StrictLambda, zipOf } from "../strictLambda/index.js";
import { ScheduledClock } from "./scheduledClock.js";

export const functionName = "orders-api";
export const aliasName = "live";

/** What an alias is, in short. */
export interface ShownAlias {
  version: string;
  weights: Record<string, number>;
  description: string;
}

/** A function with three versions, an alias at the first, an alarm that is OK, and a stack that releases to it. */
export class ReleaseBed {
  readonly stack: Stack;

  private constructor(
    readonly clock: ScheduledClock,
    readonly lambda: StrictLambda,
    readonly proxy: FaultProxy,
    private readonly timeouts: DrivenTimeouts,
    private readonly url: string,
  ) {
    this.stack = this.newStack();
    // A client's pace goes by the clock of its first use, and a killed run's clock stops: it shall be the bed's.
    const aws = this.args().aws as AwsInputs;
    const settings = { functionName, deadline: { atMs: clock.nowMs() }, clock, log: new CapturedLog() };
    new AliasApi(lambdaClient(accessOf(aws, aws.region)), settings);
    new CloudWatchApi(cloudWatchClient(accessOf(aws, aws.region)), { ...settings, subject: "", say: () => undefined });
  }

  static async start(): Promise<ReleaseBed> {
    process.env.AWS_ACCESS_KEY_ID = keyOfOurs;
    process.env.AWS_SECRET_ACCESS_KEY = "not-a-real-key";
    const clock = new ScheduledClock();
    const lambda = await StrictLambda.start({ clock, accounts: { [keyOfOurs]: ownAccount } });
    lambda.createFunction({ name: functionName, code: zipOf({ "index.js": "1" }), publish: true });
    for (const code of ["2", "3"]) {
      lambda.deployBehindBack(functionName, zipOf({ "index.js": code }), { publish: true });
    }
    lambda.createAlias(functionName, { name: aliasName, version: "1", description: "for customers" });
    lambda.alarms.put("errors");
    lambda.journal.clear();
    const proxy = await FaultProxy.start(lambda.url);
    return new ReleaseBed(clock, lambda, proxy, new DrivenTimeouts(clock), freshEndpoint(proxy.url));
  }

  async stop(): Promise<void> {
    this.timeouts.restore();
    await this.proxy.stop();
    await this.lambda.stop();
  }

  /** Another stack that releases to the same alias; each test says what is other than two steps of a minute, watched by one alarm. */
  newStack(defaults: PropertyBag = {}, own: Clock = this.clock): Stack {
    return new Stack(own, { ...this.args(), ...defaults }, (clock, log) => createReleaseProvider({ clock, log }));
  }

  /** Somebody whose runs may be killed: then nothing is saved, and nothing more is sent. */
  newDeployer(defaults: PropertyBag = {}): Deployer {
    return new Deployer("alice", keyOfOurs, this.clock, this.newStack(defaults));
  }

  args(): PropertyBag {
    return {
      functionName,
      aliasName,
      description: "for customers",
      steps: [
        { weight: 0.1, bakeSeconds: 60 },
        { weight: 0.5, bakeSeconds: 60 },
      ],
      alarms: ["errors"],
      aws: { region: "us-east-1", endpoint: this.url, endpoints: { cloudwatch: this.url } },
    };
  }

  get function(): FunctionRecord {
    return this.lambda.function(functionName);
  }

  get alias(): ShownAlias {
    const { FunctionVersion, RoutingConfig, Description } = this.lambda.alias(functionName, aliasName).alias;
    return {
      version: FunctionVersion,
      weights: RoutingConfig?.AdditionalVersionWeights ?? {},
      description: Description,
    };
  }

  /** The hash that a version holds. */
  hashOf(version: string): string {
    return String(this.function.versions.get(version)?.configuration.CodeSha256);
  }

  /** The writes to aliases and versions since the beginning or the last call. */
  writes(): ProxiedRequest[] {
    return this.proxy.requests
      .splice(0)
      .filter(({ accepted, operation }) => accepted && /^(?:Create|Update|Delete|Put)/.test(operation));
  }

  /** The version and the weights of each accepted write, in order: `1 {2: 0.1}`. */
  moves(): string[] {
    return this.writes().map(({ body }) => {
      const { FunctionVersion, RoutingConfig } = body as {
        FunctionVersion: string;
        RoutingConfig?: { AdditionalVersionWeights: Record<string, number> };
      };
      const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
      return [FunctionVersion, ...weights.map(([version, weight]) => `${version}:${weight}`)].join(" ");
    });
  }

  /** From here on the machine may not do this. */
  deny(...operations: string[]): void {
    operations.forEach((operation) => this.lambda.deniedOperations.add(operation));
  }

  allowAll(): void {
    this.lambda.deniedOperations.clear();
  }

  /** What the state says of the alias that is not so; the rest of the state is other tests' matter. */
  flawsOfState(state: PropertyBag | undefined = this.stack.outputs): string[] {
    const { version, weights } = this.alias;
    const { RevisionId } = this.lambda.alias(functionName, aliasName).alias;
    const shown: [string, unknown, unknown][] = [
      ["functionVersion", state?.functionVersion, version],
      ["routingConfig", JSON.stringify(state?.routingConfig), JSON.stringify(weights)],
      ["revisionId", state?.revisionId, RevisionId],
      ["codeSha256", state?.codeSha256, this.hashOf(version)],
    ];
    return shown
      .filter(([, said, live]) => said !== live)
      .map(([name, said, live]) => `${name}: ${String(said)}, not ${String(live)}`);
  }

  /** `pulumi destroy`. */
  async destroy(stack = this.stack): Promise<void> {
    const provider = createReleaseProvider({ clock: this.clock, log: new CapturedLog() });
    await provider.delete("", JSON.parse(JSON.stringify(stack.outputs ?? {})) as PropertyBag);
    stack.destroy();
  }
}
