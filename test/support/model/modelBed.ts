import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { codeSha256Of } from "#lib/codeHash.js";
import type { PropertyBag } from "#lib/inputs.js";
import { DrivenClock } from "../drivenClock.js";
import type { Code } from "../lifecycleBed.js";
import { Stack } from "../stack.js";
import { type FunctionRecord, type NewFunction, StrictLambda, zipOf } from "../strictLambda/index.js";
import { Deployer } from "./deployer.js";
import { DrivenTimeouts } from "./drivenTimeouts.js";

const profiles = { alice: "AKIAALICE", bob: "AKIABOB" } as const;
export type DeployerName = keyof typeof profiles;

const ourAccount = "111111111111";
const otherAccount = "222222222222";

/** The variables of this machine that decide whose credentials are used. */
const variables = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE"];

/** One server, one clock and one client a deployer for many runs, each on a function of its own: quick, and all alike. */
export class ModelBed {
  readonly folder = mkdtempSync(path.join(tmpdir(), "model-"));
  readonly timeouts: DrivenTimeouts;
  readonly codes: readonly [Code, Code, Code];
  private readonly environment = variables.map((name) => [name, process.env[name]] as const);
  private functionCount = 0;

  private constructor(
    readonly clock: DrivenClock,
    readonly lambda: StrictLambda,
  ) {
    this.timeouts = new DrivenTimeouts(clock);
    this.codes = [this.code("one"), this.code("two"), this.code("three")];
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

  static async start(): Promise<ModelBed> {
    const clock = new DrivenClock();
    const accounts = { [profiles.alice]: ourAccount, [profiles.bob]: ourAccount, AKIAOTHER: otherAccount };
    return new ModelBed(clock, await StrictLambda.start({ clock, accounts }));
  }

  async stop(): Promise<void> {
    this.timeouts.restore();
    for (const [name, value] of this.environment) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    }
    await this.lambda.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Writes a zip whose only handler answers `text`. */
  code(text: string): Code {
    const bytes = zipOf({ "index.js": text });
    const file = path.join(this.folder, `${text}.zip`);
    writeFileSync(file, bytes);
    return { path: file, hash: codeSha256Of(bytes) };
  }

  /** A function that no run before had, with namesakes in another account and another Region. */
  freshFunction(wanted: Partial<NewFunction> = {}): { record: FunctionRecord; namesakes: FunctionRecord[] } {
    this.functionCount += 1;
    const name = `function-${this.functionCount}`;
    const make = (place: Partial<NewFunction>) => this.lambda.createFunction({ ...wanted, name, ...place });
    return {
      record: make({}),
      namesakes: [make({ account: otherAccount }), make({ region: "eu-west-1" })],
    };
  }

  /** Somebody whose stack deploys to the function, with credentials of their own. */
  deployer(
    name: DeployerName,
    functionName: string,
    { endpoint = this.lambda.url, ...args }: PropertyBag = {},
  ): Deployer {
    const aws = { region: "us-east-1", endpoint, profile: name };
    const stack = new Stack(this.clock, { functionName, aws, ...args });
    return new Deployer(name, profiles[name], this.clock, stack);
  }
}
