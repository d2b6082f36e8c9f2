/** Results by key for the life of the process, which for a dynamic provider is one operation; one that is on its way is shared. */
export class Memo<T> {
  private readonly results = new Map<string, Promise<T>>();

  /** The result for this key, made unless it is there; `keeps` false: forgotten as soon as it is there. */
  get(key: string, keeps: boolean, make: () => Promise<T>): Promise<T> {
    const known = this.results.get(key);
    if (known !== undefined) {
      return known;
    }
    const result = make();
    this.results.set(key, result);
    const forget = (): void => {
      if (this.results.get(key) === result) {
        this.results.delete(key);
      }
    };
    result.then(keeps ? undefined : forget, forget);
    return result;
  }

  /** The result for this key, should there be one or be one on its way. */
  peek(key: string): Promise<T> | undefined {
    return this.results.get(key);
  }

  /** Puts another result in its place. */
  set(key: string, keeps: boolean, result: T): void {
    if (keeps) {
      this.results.set(key, Promise.resolve(result));
    } else {
      this.results.delete(key);
    }
  }
}

/** A package in memory, and its hash. */
export interface HashedBytes {
  bytes: Uint8Array;
  codeSha256: string;
}

/** Packages by key, shared only while somebody else holds the bytes, so that they cost no memory afterwards. */
export class BytesMemo {
  private readonly pending = new Memo<HashedBytes>();
  private readonly held = new Map<string, { bytes: WeakRef<Uint8Array>; codeSha256: string }>();

  get(key: string, keeps: boolean, make: () => Promise<HashedBytes>): Promise<HashedBytes> {
    const held = this.held.get(key);
    const bytes = held?.bytes.deref();
    if (held !== undefined && bytes !== undefined) {
      return Promise.resolve({ bytes, codeSha256: held.codeSha256 });
    }
    return this.pending.get(key, false, async () => {
      const made = await make();
      if (keeps) {
        this.held.set(key, { bytes: new WeakRef(made.bytes), codeSha256: made.codeSha256 });
      }
      return made;
    });
  }
}

/**
 * Whether the times of a file tell of every later change: false when it changed so shortly before `nowMs` that a change
 * after we read it could carry the same time. Kernels stamp files by a clock that goes on each 1 to 10 ms.
 */
export function isSettled(changedAtMs: number, nowMs: number, grainMs = 100): boolean {
  return changedAtMs < nowMs - grainMs;
}
