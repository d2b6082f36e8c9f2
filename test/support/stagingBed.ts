import { createProvider } from "#lib/provider.js";
import { ownAccount } from "./accounts.js";
import { CapturedLog } from "./capturedLog.js";
import { type Package, SourcesBed } from "./sourcesBed.js";
import { startServers, type StrictServers } from "./strictBed.js";

export const bucket = "staging";

/** The key under which the library stores a package. */
export function keyOf({ hash }: Package): string {
  return `${Buffer.from(hash, "base64").toString("hex")}.zip`;
}

/** A function, a package that is too large for a request, and the bucket that it goes through. */
export class StagingBed extends SourcesBed {
  /** The arguments that deploy the package. */
  readonly args: { code: string; stagingBucket: string };

  private constructor(servers: StrictServers, large: Package) {
    super(servers);
    this.lambda.s3.createBucket(bucket, "us-east-1", { owner: ownAccount });
    this.args = { code: this.file("large.zip", large), stagingBucket: bucket };
  }

  /** The package is given, for one serves many tests. */
  static async startWith(large: Package): Promise<StagingBed> {
    return new StagingBed(await startServers(), large);
  }

  /** Deploys the package to each of these functions, which it makes, at once and in one process. */
  deployTogether(names: string[]): Promise<void>[] {
    const provider = createProvider({ clock: this.clock, log: new CapturedLog() });
    names.forEach((name) => this.lambda.createFunction({ name }));
    return names.map(async (functionName) => {
      const { inputs } = await provider.check({}, { functionName, aws: this.aws(), ...this.args });
      await provider.create(inputs);
    });
  }
}
