import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { hermeticEnv } from "../engine/hermeticEnv.js";
import { type CommandResult, runCommand } from "../engine/runCommand.js";
import { handlerSource } from "../engine/testLambda.js";
import { ensureEngine } from "../engine/tools.js";
import { type Installer, installers, packageBetween } from "./installers.js";
import type { Install } from "./installs.js";
import { type InstallTools, installTools } from "./installTools.js";
import { PackageManagers } from "./packageManagers.js";
import { deployScript, programFiles } from "./programFiles.js";

const OPERATION_SECONDS = 600;

export interface FreshProgramOptions extends Omit<Install, "by"> {
  by: Installer;
  functionName: string;
  /** What the function is to answer. */
  answer: string;
  /** The URL of the Lambda API. */
  endpoint: string;
}

/** A program in a fresh folder outside of the repository, with our tarball installed for it. */
export class FreshProgram {
  private constructor(
    private readonly root: string,
    private readonly options: FreshProgramOptions,
    private readonly tools: InstallTools,
    readonly env: Record<string, string>,
  ) {}

  static async create(options: FreshProgramOptions): Promise<FreshProgram> {
    const [engineFolder, tools] = await Promise.all([ensureEngine(), installTools()]);
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), "pulumi-lambda-code-install-")));
    const env: Record<string, string> = { ...hermeticEnv(engineFolder, root), AWS_ENDPOINT_URL: options.endpoint };
    // Types are checked at each run, as they are for users.
    delete env["PULUMI_NODEJS_TRANSPILE_ONLY"];
    env["PATH"] = [tools.nodeFolders[options.node], env["PATH"]].join(path.delimiter);
    const program = new FreshProgram(root, options, tools, env);
    try {
      await program.fill();
      return program;
    } catch (error) {
      await program.remove();
      throw error;
    }
  }

  /** The program's own folder. */
  get folder(): string {
    return path.join(this.root, "infra");
  }

  up(env: Record<string, string> = {}): Promise<CommandResult> {
    return this.operate("up", env);
  }

  destroy(): Promise<CommandResult> {
    return this.operate("destroy");
  }

  /** `up` of an inline program that Bun runs. */
  upOnBun(): Promise<CommandResult> {
    return this.run(this.tools.bun, [deployScript, "up"]);
  }

  /** The package.json of a package as the program's folder resolves it. */
  manifestOf(name: string): { version: string; engines?: { node?: string } } {
    const file = createRequire(path.join(this.folder, "index.js")).resolve(`${name}/package.json`);
    return JSON.parse(readFileSync(file, "utf8")) as { version: string };
  }

  /** Thousands of files: nobody need wait for it before the end of the tests. */
  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  private async fill(): Promise<void> {
    const write = (file: string, content: string): void => {
      const target = path.join(this.root, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, content);
    };
    const { by, answer, run } = this.options;
    const packageManagers = new PackageManagers(this.tools, this.env);
    await installers[by]({ ...this.options, root: this.root, folder: this.folder, packageManagers, write });
    const importedFrom = by === "pnpm through another package" ? packageBetween : undefined;
    const files = { "app/index.js": handlerSource(answer), ...programFiles({ ...this.options, importedFrom }) };
    for (const [file, content] of Object.entries(files)) {
      write(path.join("infra", file), content);
    }
    mkdirSync(path.join(this.root, ".backend"));
    if (run === "pulumi up") {
      const init = await this.run("pulumi", ["stack", "init", "dev", "--non-interactive"]);
      if (init.code !== 0) {
        throw new Error(`pulumi stack init ended with ${init.code}:\n${init.text}`);
      }
    }
  }

  private operate(operation: "up" | "destroy", env: Record<string, string> = {}): Promise<CommandResult> {
    return this.options.run === "pulumi up"
      ? this.run("pulumi", [operation, "--yes", "--skip-preview", "--non-interactive", "--color", "never"], env)
      : this.run("node", [deployScript, operation], env);
  }

  private run(command: string, args: string[], env: Record<string, string> = {}): Promise<CommandResult> {
    const options = { cwd: this.folder, env: { ...this.env, ...env }, deadlineSeconds: OPERATION_SECONDS };
    return runCommand(command, args, options);
  }
}
