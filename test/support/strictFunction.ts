import type { Change, OwnedFunction, Shown, ShownVersion } from "./ownedFunction.js";
import type { FunctionRecord, StrictLambda } from "./strictLambda/index.js";

/** A function of the strict Lambda. */
export class StrictFunction implements OwnedFunction {
  readonly arn: string;

  constructor(
    private readonly lambda: StrictLambda,
    readonly name: string,
  ) {
    this.arn = this.record.arn;
  }

  get record(): FunctionRecord {
    return this.lambda.function(this.name);
  }

  look(): Promise<Shown> {
    const { runningSha256, latest } = this.record;
    const { configuration } = latest;
    return Promise.resolve({
      runningSha256,
      codeSha256: configuration.CodeSha256,
      state: configuration.State,
      lastUpdateStatus: configuration.LastUpdateStatus ?? undefined,
      revisionId: configuration.RevisionId,
      lastModified: configuration.LastModified,
      architectures: configuration.Architectures,
    });
  }

  versions(): Promise<ShownVersion[]> {
    return Promise.resolve(
      [...this.record.versions.values()].map(({ configuration }) => ({
        version: configuration.Version,
        codeSha256: configuration.CodeSha256,
        state: configuration.State,
        description: configuration.Description,
        memorySizeMib: configuration.MemorySize as number,
      })),
    );
  }

  deploy(code: Uint8Array): Promise<string> {
    return Promise.resolve(this.lambda.deployBehindBack(this.name, code));
  }

  configure(change: Change, options?: { inProgress?: boolean }): Promise<void> {
    this.lambda.changeConfigurationBehindBack(this.name, { ...change }, options);
    return Promise.resolve();
  }

  delete(): Promise<void> {
    this.lambda.deleteBehindBack(this.name);
    return Promise.resolve();
  }

  createAnew({ inProgress = false }: { inProgress?: boolean } = {}): Promise<void> {
    this.lambda.createFunction({ name: this.name, ...(inProgress && { state: "Pending", lastUpdateStatus: null }) });
    return Promise.resolve();
  }
}
