import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pieceBytes } from "./deflateBatch.js";
import type { Batch, DeflatedBatch } from "./deflateBatch.js";
import { makeMainThreadDeflater, startDeflateThread } from "./deflateThread.js";
import type { Deflater } from "./deflateThread.js";

/** How many threads a pool may start, from how much work at hand on, and what they run. */
export interface PoolOptions {
  maxThreads?: number;
  worthBytes?: number;
  workerFile?: string;
}

/** What one package has of a pool. */
export interface Lane {
  /** A buffer for a batch, used before where there is one. */
  takeBuffer(): Uint8Array<ArrayBuffer>;
  giveBuffer(buffer: Uint8Array<ArrayBuffer>): void;
  /** Compresses a batch, and takes its buffer over. */
  deflate(batch: Omit<Batch, "lane">): Promise<DeflatedBatch>;
  /** How many batches may be on their way before the first of them is written. */
  maxAhead(): number;
  /** To be called once nothing is on its way any more. */
  leave(): void;
}

/**
 * The compressors of a process, shared by all packages: the main thread while there is little to do, else threads, which
 * end with the last package.
 */
export class DeflaterPool {
  private readonly mainThread: Compressor = { deflater: makeMainThreadDeflater(), batches: 0 };
  private readonly worthBytes: number;
  private readonly workerFile: string;
  private readonly maxThreads: number;
  private threads: Compressor[] = [];
  private buffers: Uint8Array<ArrayBuffer>[] = [];
  private bytesAtHand = 0;
  private lanes = 0;
  private readonly waiting: (() => void)[] = [];
  private lastLane = 0;

  constructor(options: PoolOptions = {}) {
    this.maxThreads = options.maxThreads ?? usefulThreads();
    this.worthBytes = options.worthBytes ?? threadsWorthBytes;
    this.workerFile = options.workerFile ?? join(__dirname, "deflateWorker.js");
  }

  /** A lane for a package of so many bytes, when its turn comes: many at once would take memory, and be no sooner done. */
  async join(sizeBytes: number): Promise<Lane> {
    this.bytesAtHand += sizeBytes;
    if (this.lanes === maxLanes) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.lanes++;
    }
    const lane = ++this.lastLane;
    let unfinishedAt: Compressor | undefined;
    return {
      takeBuffer: () => this.buffers.pop() ?? new Uint8Array(Math.min(sizeBytes, bufferBytes)),
      giveBuffer: (buffer) => {
        if (buffer.length === bufferBytes) {
          this.buffers.push(buffer);
        }
      },
      deflate: async ({ bytes, pieces }) => {
        // A section stays with the one that has its beginning.
        const compressor = unfinishedAt ?? this.pick();
        unfinishedAt = pieces.at(-1)?.endsSection === false ? compressor : undefined;
        compressor.batches++;
        try {
          return await compressor.deflater.deflate({ lane, bytes, pieces });
        } finally {
          compressor.batches--;
        }
      },
      maxAhead: () => Math.floor(batchesAhead / this.lanes),
      leave: () => {
        unfinishedAt?.deflater.forget(lane);
        this.bytesAtHand -= sizeBytes;
        const next = this.waiting.shift();
        if (next !== undefined) {
          next();
        } else if (--this.lanes === 0) {
          this.rest();
        }
      },
    };
  }

  /** An idle thread, else a new one, else the one with the least to do. */
  private pick(): Compressor {
    if (this.threads.length === 0 && this.bytesAtHand < this.worthBytes) {
      return this.mainThread;
    }
    const working = this.threads.filter(({ deflater }) => !deflater.hasFailed());
    const [idlest] = working.sort((one, other) => one.batches - other.batches);
    return idlest?.batches !== 0 && this.threads.length < this.maxThreads
      ? this.startThread()
      : (idlest ?? this.mainThread);
  }

  private startThread(): Compressor {
    const thread = { deflater: startDeflateThread(this.workerFile, this.mainThread.deflater), batches: 0 };
    this.threads.push(thread);
    return thread;
  }

  private rest(): void {
    for (const { deflater } of this.threads) {
      deflater.end();
    }
    this.threads = [];
    this.buffers = [];
  }
}

interface Compressor {
  deflater: Deflater;
  batches: number;
}

// To start a thread takes some 40 ms of a processor, and as much again until its code is compiled; one thread compresses
// some 1.5 MB in that time.
const threadsWorthBytes = 8 * 1024 * 1024;

const maxLanes = 4;

// 8 MiB in all lanes: enough that a second thread is busy while the first has a file of some MB.
const batchesAhead = 32;

// The result goes back in the buffer that the input came in: what cannot be compressed grows by less than 16 KiB, and up to
// 64 KiB of the pieces before, which the compressor holds back, come with the last of a section.
const bufferBytes = pieceBytes + 80 * 1024;

/** A third thread would save less than the second, for the same 35 MB of memory. */
function usefulThreads(): number {
  const cores = availableParallelism();
  return cores < 2 ? 0 : 2;
}
