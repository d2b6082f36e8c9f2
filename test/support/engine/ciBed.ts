import { chmodSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../repositoryRoot.js";
import { StrictLambda } from "../strictLambda/index.js";
import { EngineProject } from "./engineProject.js";
import { type CommandResult, runCommand } from "./runCommand.js";

const functionName = "orders-api";
const keyOfCi = "AKIACI";

/** Where the stacks of examples/environments are. */
export const ciPlaces = {
  dev: { account: "111111111111", region: "us-east-1" },
  staging: { account: "222222222222", region: "eu-west-1" },
  prod: { account: "333333333333", region: "eu-central-1" },
};
export type CiStack = keyof typeof ciPlaces;
const stacks = Object.keys(ciPlaces) as CiStack[];

/** The ARN of the role by which a stack is deployed. */
export const roleOf = (stack: CiStack): string => `arn:aws:iam::${ciPlaces[stack].account}:role/deploy`;

/** The ARN of a stack's function. */
export const arnIn = (stack: CiStack): string =>
  `arn:aws:lambda:${ciPlaces[stack].region}:${ciPlaces[stack].account}:function:${functionName}`;

/**
 * examples/environments as a CI system deploys it: one identity in an account of its own, which assumes a role in the
 * account of each stack.
 */
export class CiBed {
  private constructor(
    readonly lambda: StrictLambda,
    readonly project: EngineProject,
  ) {}

  static async start(): Promise<CiBed> {
    const lambda = await StrictLambda.start({ accounts: { [keyOfCi]: "999999999999" } });
    for (const stack of stacks) {
      lambda.createFunction({ name: functionName, ...ciPlaces[stack] });
      lambda.trust(roleOf(stack), "999999999999");
    }
    const project = await EngineProject.copyOfExample("environments", { AWS_ACCESS_KEY_ID: keyOfCi });
    const bed = new CiBed(lambda, project);
    bed.installCommand();
    for (const stack of stacks) {
      bed.tellRoles(stack);
      await project.pulumiOrFail("stack", "init", stack);
    }
    return bed;
  }

  async stop(): Promise<void> {
    await this.lambda.stop();
    this.project.remove();
  }

  /** Runs a line as a workflow's step does. */
  async run(line: string, env: Record<string, string> = {}): Promise<CommandResult> {
    return runCommand("bash", ["-e", "-c", line], {
      cwd: this.project.folder,
      env: { ...this.project.env, npm_config_update_notifier: "false", ...env },
      deadlineSeconds: 300,
    });
  }

  /** Somebody deploys by hand. */
  deployByHand(stack: CiStack, zip: Buffer): void {
    this.lambda.deployBehindBack(arnIn(stack), zip);
  }

  /** What `npm ci` leaves for `npx`. */
  private installCommand(): void {
    const main = path.join(repositoryRoot, "dist/command/main.js");
    if (!existsSync(main)) {
      throw new Error(`${main} is not built.`);
    }
    const file = "node_modules/.bin/pulumi-lambda-code";
    this.project.write(file, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(path.join(this.project.folder, file), 0o755);
  }

  /** The stack files are the example's own, but for roles in place of profiles, and for where AWS is. */
  private tellRoles(stack: CiStack): void {
    const file = `Pulumi.${stack}.yaml`;
    const here = `[{ lambda: "${this.lambda.url}", sts: "${this.lambda.url}" }]`;
    const text = readFileSync(path.join(this.project.folder, file), "utf8")
      .replace("config:\n", `config:\n  aws:endpoints: ${here}\n`)
      .replace(/aws:profile: \w+/, `aws:assumeRoles: [{ roleArn: "${roleOf(stack)}" }]`)
      .replace(/profile: (\w+)/, (_, source: CiStack) => `assumeRoles: [{ roleArn: "${roleOf(source)}" }]`);
    this.project.write(file, text);
  }
}
