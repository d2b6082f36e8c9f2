import { startWireCounter, type WireCounter } from "../wireCounter.js";
import { EngineProject, type ProjectOptions } from "./engineProject.js";
import { TestLambda } from "./testLambda.js";
import { type Emulator, startEmulator } from "./tools.js";

/**
 * What a file of engine tests needs, all its own so that files run side by side: an emulator, the functions on it, and
 * projects whose requests pass a counter. The tests' own requests go past the counter.
 */
export class Testbed {
  private readonly projects: EngineProject[] = [];

  private constructor(
    private readonly emulator: Emulator,
    readonly wire: WireCounter,
    readonly lambda: TestLambda,
  ) {}

  static async start(): Promise<Testbed> {
    const emulator = await startEmulator();
    return new Testbed(emulator, await startWireCounter(emulator.url), new TestLambda(emulator.url));
  }

  async project(options: ProjectOptions): Promise<EngineProject> {
    return this.kept(await EngineProject.create({ ...options, env: this.env(options.env) }));
  }

  /** A copy of one of examples/, as `project`. */
  async example(name: string, config: Record<string, string>): Promise<EngineProject> {
    return this.kept(await EngineProject.ofExample(name, { config, env: this.env() }));
  }

  /** A copy of one of examples/ that brings its stacks: none is there yet. */
  async copyOfExample(name: string, env: Record<string, string>): Promise<EngineProject> {
    return this.kept(await EngineProject.copyOfExample(name, this.env(env)));
  }

  /** Does some work; `operations` are the requests sent meanwhile. */
  async counted<Result>(work: () => Promise<Result>): Promise<{ result: Result; operations: string[] }> {
    this.wire.reset();
    const result = await work();
    return { result, operations: this.wire.operations() };
  }

  async stop(): Promise<void> {
    this.lambda.stop();
    await this.wire.stop();
    await this.emulator.stop();
    for (const project of this.projects) {
      project.remove();
    }
  }

  private env(more: Record<string, string> = {}): Record<string, string> {
    return { AWS_ENDPOINT_URL: this.wire.url, ...more };
  }

  private kept(project: EngineProject): EngineProject {
    this.projects.push(project);
    return project;
  }
}
