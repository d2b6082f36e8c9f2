/** What a look past the library shows of a function. */
export interface Shown {
  /** The hash that invocations run; undefined while an emulator that tells only one hash is not done with it. */
  runningSha256?: string;
  codeSha256: string;
  state?: string;
  lastUpdateStatus?: string;
  revisionId: string;
  lastModified: string;
  architectures: string[];
}

/** What such a look shows of a published version. */
export interface ShownVersion {
  version: string;
  codeSha256: string;
  state?: string;
  description: string;
  memorySizeMib: number;
}

/** Members of a configuration, by AWS's names. */
export interface Change {
  MemorySize?: number;
  Environment?: { Variables: Record<string, string> };
}

/**
 * A function as its owner and other deployers see and change it, past the library and what stands before it. Changes
 * have settled when they are answered, but where `inProgress` says otherwise.
 */
export interface OwnedFunction {
  readonly name: string;
  readonly arn: string;
  look(): Promise<Shown>;
  /** The published versions, oldest first. */
  versions(): Promise<ShownVersion[]>;
  /** Another's deploy; returns the hash of it. */
  deploy(code: Uint8Array): Promise<string>;
  configure(change: Change, options?: { inProgress?: boolean }): Promise<void>;
  delete(): Promise<void>;
  /** A function of the same name, once this one is deleted. */
  createAnew(options?: { inProgress?: boolean }): Promise<void>;
}
