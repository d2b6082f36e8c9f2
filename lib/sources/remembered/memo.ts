import { Memo } from "../../ground/memo.js";
import { maxZipBytes } from "../package/limits.js";
import type { HashedBytes } from "../package/openCode.js";

const mostKeptBytes = 64 * 1024 * 1024;
// Smaller packages are read again sooner than room for them is made.
const leastKeptBytes = 4 * 1024 * 1024;

/**
 * Whether bytes should be read whole where only their hash is wanted, so that they can be kept for the update. A package that
 * goes through a staging bucket is never held in memory.
 */
export function isWorthKeeping(sizeBytes: number): boolean {
  return sizeBytes >= leastKeptBytes && sizeBytes <= maxZipBytes;
}

/**
 * Packages by key: shared while somebody else holds the bytes, and kept from check to the updates that it announced, 64 MiB
 * of them at most. Afterwards they cost no memory.
 */
export class BytesMemo {
  private readonly pending = new Memo<HashedBytes>();
  private readonly held = new Map<string, { bytes: WeakRef<Uint8Array>; codeSha256: string }>();
  private readonly kept = new Map<string, { bytes: Uint8Array; announced: number }>();

  /** The bytes for this key, made unless they are there; `keeps` false: not to be used again. */
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

  /** One more `take` will come for these bytes: keeps them until then, where they are still there and there is room. */
  announce(key: string): void {
    const kept = this.kept.get(key);
    const bytes = kept?.bytes ?? this.held.get(key)?.bytes.deref();
    if (bytes !== undefined && (kept !== undefined || this.keptBytes() + bytes.buffer.byteLength <= mostKeptBytes)) {
      this.kept.set(key, { bytes, announced: (kept?.announced ?? 0) + 1 });
    }
  }

  /** As `get`, and lets go of what was kept for it. */
  async take(key: string, keeps: boolean, make: () => Promise<HashedBytes>): Promise<HashedBytes> {
    const taken = await this.get(key, keeps, make);
    const kept = this.kept.get(key);
    if (kept !== undefined && --kept.announced === 0) {
      this.kept.delete(key);
    }
    return taken;
  }

  private keptBytes(): number {
    return [...this.kept.values()].reduce((sum, { bytes }) => sum + bytes.buffer.byteLength, 0);
  }
}

/**
 * Whether the times of a file tell of every later change: false when it changed so shortly before `nowMs` that a change
 * after we read it could carry the same time. Kernels stamp files by a clock that goes on each 1 to 10 ms.
 */
export function isSettled(changedAtMs: number, nowMs: number, grainMs = 100): boolean {
  return changedAtMs < nowMs - grainMs;
}
