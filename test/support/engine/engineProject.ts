import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../repositoryRoot.js";
import { hermeticEnv } from "./hermeticEnv.js";
import { type CommandResult, runCommand } from "./runCommand.js";
import { ensureEngine } from "./tools.js";

const OPERATION_SECONDS = 600;
const STACK_FILE = "Pulumi.dev.yaml";

export interface ProjectOptions {
  /** The program's text. It is JavaScript unless `language` says otherwise; of YAML the `resources` and `outputs`. */
  program: string;
  language?: "javascript" | "typescript" | "yaml";
  /** Whether the plugin is at hand, by its folder in the package; of YAML it always is. */
  hasPlugin?: boolean;
  /** The stack's configuration, fully named: `"aws:region": "eu-west-1"`. */
  config?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** A resource as the stack's state has it. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  initErrors?: string[];
}

/**
 * A program, its stack and a backend of its own, in a folder inside the repository: there `import "pulumi-lambda-code"` finds
 * this package by self-reference, in the program and in the provider process.
 */
export class EngineProject {
  private constructor(
    readonly folder: string,
    private readonly fileName: string,
    readonly env: Record<string, string>,
  ) {}

  static async create(options: ProjectOptions): Promise<EngineProject> {
    const { language = "javascript", hasPlugin = language === "yaml" } = options;
    const fileName = fileNames[language];
    const project = await EngineProject.inNewFolder(fileName, options.env);
    project.write("Pulumi.yaml", projectFile(language, hasPlugin));
    project.writeProgram(options.program);
    return project.withStack(options.config);
  }

  /** A copy of one of examples/, so that a run leaves the example as it is. */
  static async ofExample(name: string, options: Pick<ProjectOptions, "config" | "env">): Promise<EngineProject> {
    return (await EngineProject.copyOfExample(name, options.env)).withStack(options.config);
  }

  /** The same without a stack: of an example that brings its own. */
  static async copyOfExample(name: string, env?: Record<string, string>): Promise<EngineProject> {
    const project = await EngineProject.inNewFolder("index.ts", env);
    const example = path.join(repositoryRoot, "examples", name);
    // What git ignores there, a user who followed the README has made; some examples bring their stacks.
    const bringsStacks = ["environments", "release"].includes(name);
    const made = bringsStacks ? /^$/ : /(\.venv|__pycache__|Pulumi\.\w+\.yaml)$/;
    const filter = (file: string): boolean => !made.test(file);
    cpSync(example, project.folder, { recursive: true, filter });
    project.leadPathsOut(example);
    return project;
  }

  /** A copy names what is outside of an example by the same file. */
  private leadPathsOut(example: string): void {
    for (const name of ["Pulumi.yaml", "go.mod"]) {
      if (existsSync(path.join(this.folder, name))) {
        const absolute = (relative: string): string => path.resolve(example, relative);
        this.write(name, this.read(name).replace(/(?<= )\.\.\/\S+/g, absolute));
      }
    }
  }

  private static async inNewFolder(fileName: string, env: Record<string, string> = {}): Promise<EngineProject> {
    const engineFolder = await ensureEngine();
    const parent = path.join(repositoryRoot, ".cache", "engine-tests");
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(path.join(parent, "project-"));
    mkdirSync(path.join(folder, ".backend"));
    return new EngineProject(folder, fileName, { ...hermeticEnv(engineFolder, folder), ...env });
  }

  /** Writes a file into the program's folder. */
  write(file: string, content: string | Uint8Array): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), "utf8");
  }

  writeProgram(program: string): void {
    this.write(this.fileName, program);
  }

  /** Replaces the stack's configuration, but for the salt that its secrets in state were sealed with. */
  configure(config: Record<string, unknown>): void {
    const file = path.join(this.folder, STACK_FILE);
    const salt = existsSync(file) ? /^encryptionsalt: (.*)$/m.exec(readFileSync(file, "utf8"))?.[1] : undefined;
    this.write(STACK_FILE, JSON.stringify({ config, encryptionsalt: salt }));
  }

  /** Without the preview phase, which would run the program and every check twice. */
  up(...flags: string[]): Promise<CommandResult> {
    return this.pulumi("up", "--yes", "--skip-preview", ...flags);
  }

  preview(...flags: string[]): Promise<CommandResult> {
    return this.pulumi("preview", ...flags);
  }

  /** Runs the text kept in state, not the program. */
  refresh(...flags: string[]): Promise<CommandResult> {
    return this.pulumi("refresh", "--yes", "--skip-preview", ...flags);
  }

  destroy(...flags: string[]): Promise<CommandResult> {
    return this.pulumi("destroy", "--yes", "--skip-preview", ...flags);
  }

  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = await this.pulumiOrFail("stack", "output", "--json", "--show-secrets");
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The `FunctionCode` resources in state. Read from the backend's file: secrets stay sealed, and no process is started. */
  functionCodes(): StateResource[] {
    return this.stateResources("FunctionCode");
  }

  /** Those of one of the package's types, likewise. */
  stateResources(type: "FunctionCode" | "FunctionRelease"): StateResource[] {
    const state = JSON.parse(this.stateText()) as { checkpoint: { latest: { resources?: StateResource[] } } };
    return (state.checkpoint.latest.resources ?? []).filter((resource) => resource.type.endsWith(`:${type}`));
  }

  /** All that the backend keeps of the stack. */
  stateText(): string {
    const stacks = path.join(this.folder, ".backend", ".pulumi", "stacks");
    const [projectName = ""] = readdirSync(stacks);
    return readFileSync(path.join(stacks, projectName, "dev.json"), "utf8");
  }

  /** The one `FunctionCode` of this program. */
  functionCode(): StateResource {
    const [only, ...others] = this.functionCodes();
    if (!only || others.length > 0) {
      throw new Error(`Expected one FunctionCode in state, found ${this.functionCodes().length}`);
    }
    return only;
  }

  pulumi(...args: string[]): Promise<CommandResult> {
    return runCommand("pulumi", [...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.env,
      deadlineSeconds: OPERATION_SECONDS,
    });
  }

  /** An `up` that somebody kills: what it printed, however it ended. `onText` has that as it comes. */
  async upToBeKilled(
    onStart: (pid: number) => void,
    { flags = [], onText }: { flags?: string[]; onText?: (chunk: string) => void } = {},
  ): Promise<string> {
    const options = { cwd: this.folder, env: this.env, deadlineSeconds: OPERATION_SECONDS, onStart, onText };
    const args = ["up", "--yes", "--skip-preview", ...flags, "--non-interactive", "--color", "never"];
    try {
      return (await runCommand("pulumi", args, options)).text;
    } catch (error) {
      return String(error);
    }
  }

  async pulumiOrFail(...args: string[]): Promise<CommandResult> {
    const result = await this.pulumi(...args);
    if (result.code !== 0) {
      throw new Error(`pulumi ${args.join(" ")} ended with ${result.code}:\n${result.text}`);
    }
    return result;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async withStack(config: Record<string, unknown> = {}): Promise<this> {
    this.configure(config);
    await this.pulumiOrFail("stack", "init", "dev");
    return this;
  }
}

/** Outputs to be compared: without secrets, for the engine encrypts them anew at each write. */
export function plainOutputs({ outputs }: StateResource): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !isSecret(value)));
}

/** How the engine's state marks one (pulumi `sdk/go/common/resource/sig`). */
function isSecret(value: unknown): boolean {
  return typeof value === "object" && value !== null && secretSignature in value;
}

const secretSignature = "4dabf18193072939515e22adb298388d";

const fileNames = { javascript: "index.js", typescript: "index.ts", yaml: "Main.yaml" };

// `main` names the file. With a folder the root's package.json would be met, and our library run as a program.
function projectFile(language: keyof typeof fileNames, hasPlugin: boolean): string {
  const runtime = language === "yaml" ? "yaml" : { name: "nodejs", options: { typescript: language === "typescript" } };
  const main = language === "yaml" ? undefined : fileNames[language];
  const providers = [{ name: "lambdacode", path: path.join(repositoryRoot, "plugin") }];
  return JSON.stringify({ name: "lambda-code-test", main, runtime, ...(hasPlugin && { plugins: { providers } }) });
}
