import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accessOf } from "#lib/access/access.js";
import type { AwsInputs } from "#lib/access/awsInputs.js";
import { lambdaClient } from "#lib/aws/lambda/lambdaClient.js";
import { LambdaApi } from "#lib/aws/lambda/lambdaApi.js";
import type { Clock } from "#lib/ground/clock.js";
import type { PropertyBag } from "#lib/inputs/inputs.js";
import { CapturedLog } from "../capturedLog.js";
import { type Code, writeCode } from "../code.js";
import type { DrivenClock } from "../drivenClock.js";
import { DrivenTimeouts } from "../drivenTimeouts.js";
import { Stack } from "../stack.js";
import { Deployer } from "./deployer.js";

/** The deployers' access keys, each in a profile of its own. */
export const profiles = { alice: "AKIAALICE", bob: "AKIABOB" } as const;
export type DeployerName = keyof typeof profiles;

/** The variables of this machine that decide whose credentials are used. */
const variables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE"];

/** What deployers share: code on disk, the machine's credentials, and timeouts by driven time. Restored in the end. */
export class Machine {
  readonly folder = mkdtempSync(path.join(tmpdir(), "model-"));
  readonly timeouts: DrivenTimeouts;
  readonly codes: readonly [Code, Code, Code];
  private readonly environment = variables.map((name) => [name, process.env[name]] as const);

  constructor(clock: DrivenClock) {
    this.timeouts = new DrivenTimeouts(clock);
    this.codes = [writeCode(this.folder, "one"), writeCode(this.folder, "two"), writeCode(this.folder, "three")];
    const credentials = path.join(this.folder, "credentials");
    const sections = Object.entries(profiles).map(
      ([profile, key]) => `[${profile}]\naws_access_key_id = ${key}\naws_secret_access_key = not-a-real-key\n`,
    );
    writeFileSync(credentials, sections.join("\n"));
    for (const name of variables) {
      Reflect.deleteProperty(process.env, name);
    }
    process.env.AWS_SHARED_CREDENTIALS_FILE = credentials;
  }

  restore(): void {
    this.timeouts.restore();
    for (const [name, value] of this.environment) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    }
    rmSync(this.folder, { recursive: true });
  }

  /** Somebody whose stack deploys to the function, with credentials of their own. */
  deployer(
    name: DeployerName,
    clock: Clock,
    { functionName, endpoint, ...args }: PropertyBag & { functionName: string; endpoint: string },
  ): Deployer {
    const aws = { region: "us-east-1", endpoint, profile: name };
    paceBy(clock, aws);
    return new Deployer(name, profiles[name], clock, new Stack(clock, { functionName, aws, ...args }));
  }
}

/** A client's pace goes by the clock of its first use, and a killed run's clock stops: it shall be the deployer's. */
function paceBy(clock: Clock, aws: AwsInputs): void {
  const deadline = { atMs: clock.nowMs() };
  new LambdaApi(lambdaClient(accessOf(aws, aws.region)), { functionName: "", deadline, clock, log: new CapturedLog() });
}
