import { ResourceNotFoundException } from "@aws-sdk/client-lambda";
import { codeSha256Of } from "#lib/ground/codeHash.js";
import { TestLambda } from "./engine/testLambda.js";
import { type Emulator, startEmulator } from "./engine/tools.js";
import type { Change, OwnedFunction, Shown, ShownVersion } from "./ownedFunction.js";

// Done when the library looks at its own update for the first time, after 300 ms, which saves half a minute; long enough
// for the library to come upon another's in progress.
const settleSeconds = 0.25;

/** A Lambda emulator that others wrote, by the real clock. A function takes its time to be made: one is ready in advance. */
export class Ministack {
  private count = 0;
  private next: Promise<MinistackFunction>;

  private constructor(
    private readonly emulator: Emulator,
    readonly lambda: TestLambda,
  ) {
    this.next = this.prepare();
  }

  static async start(): Promise<Ministack> {
    const emulator = await startEmulator({ settleSeconds });
    return new Ministack(emulator, new TestLambda(emulator.url, (settleSeconds * 1000) / 2 + 5));
  }

  async stop(): Promise<void> {
    await this.next.catch(() => undefined);
    this.lambda.stop();
    await this.emulator.stop();
  }

  get url(): string {
    return this.emulator.url;
  }

  /** A function that no test had before. */
  freshFunction(): Promise<MinistackFunction> {
    const fresh = this.next;
    this.next = this.prepare();
    return fresh;
  }

  async createFunction(name: string, options: { sourceKmsKeyArn?: string } = {}): Promise<MinistackFunction> {
    return new MinistackFunction(this.lambda, name, await this.lambda.createFunction(name, "placeholder", options));
  }

  private prepare(): Promise<MinistackFunction> {
    this.count += 1;
    const made = this.createFunction(`orders-api-${this.count}`);
    // Whoever takes it hears of a failure; the last one is taken by nobody.
    made.catch(() => undefined);
    return made;
  }
}

/** A function of ministack, which tells one hash only: that it runs, too, is known when nothing is in progress. */
export class MinistackFunction implements OwnedFunction {
  constructor(
    private readonly lambda: TestLambda,
    readonly name: string,
    readonly arn: string,
  ) {}

  async look(): Promise<Shown> {
    const shown = await this.lambda.configuration(this.name);
    return {
      runningSha256: shown.LastUpdateStatus === "Successful" ? shown.CodeSha256 : undefined,
      codeSha256: shown.CodeSha256!,
      state: shown.State,
      lastUpdateStatus: shown.LastUpdateStatus,
      revisionId: shown.RevisionId!,
      lastModified: shown.LastModified!,
      architectures: shown.Architectures!,
    };
  }

  async versions(): Promise<ShownVersion[]> {
    const versions = await this.lambda.versionConfigurations(this.name);
    return versions.map((shown) => ({
      version: shown.Version!,
      codeSha256: shown.CodeSha256!,
      state: shown.State,
      description: shown.Description!,
      memorySizeMib: shown.MemorySize!,
    }));
  }

  async deploy(code: Uint8Array): Promise<string> {
    await this.lambda.deployBehindPulumi(this.name, code);
    return codeSha256Of(code);
  }

  async configure(change: Change, options?: { inProgress?: boolean }): Promise<void> {
    await this.lambda.configure(this.name, change, options);
  }

  async delete(): Promise<void> {
    await this.lambda.deleteFunction(this.name);
  }

  /** Waits until nothing is in progress; what is gone is done. */
  async settled(): Promise<void> {
    try {
      await this.lambda.settled(this.name);
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) {
        throw error;
      }
    }
  }

  async createAnew(options?: { inProgress?: boolean }): Promise<void> {
    await this.lambda.createFunction(this.name, "placeholder", options);
  }
}
