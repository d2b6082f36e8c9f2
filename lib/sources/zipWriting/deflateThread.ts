import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { makeBatchDeflater } from "./deflateBatch.js";
import type { Batch, BatchDeflater, DeflatedBatch } from "./deflateBatch.js";
import type { ThreadTask } from "./deflateWorker.js";
import { CodeProblems } from "../package/problems.js";

/** Compresses batches in the order in which they come, and takes their buffers over. */
export interface Deflater {
  deflate(batch: Batch): Promise<DeflatedBatch>;
  /** Drops what the lane left unfinished. */
  forget(lane: number): void;
  hasFailed(): boolean;
  end(): void;
}

/** A deflater in the main thread: other work of the process gets its turn between two batches. */
export function makeMainThreadDeflater(): Deflater {
  let deflater: Promise<BatchDeflater> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  return {
    deflate: (batch) => {
      deflater ??= makeBatchDeflater();
      const made = Promise.all([deflater, last.then(() => setImmediate())]).then(([ready]) => ready.deflate(batch));
      last = made.catch(() => undefined);
      return made;
    },
    forget: (lane) => {
      void deflater?.then((ready) => {
        ready.forget(lane);
      });
    },
    hasFailed: () => false,
    end: () => undefined,
  };
}

/** A deflater in a thread of its own, which hands everything on to `instead` where the thread cannot be started. */
export function startDeflateThread(file: string, instead: Deflater): Deflater {
  const waiting: { resolve: (deflated: DeflatedBatch) => void; reject: (error: Error) => void }[] = [];
  let failure: Error | undefined;
  let isEnded = false;
  let worker: Worker | undefined;
  const isStarted = new Promise<boolean>((resolve) => {
    const fail = (reason: unknown): void => {
      if (isEnded || failure !== undefined) {
        return;
      }
      failure = new CodeProblems([`The thread that compresses files stopped (${String(reason)}). Run again.`]);
      resolve(false);
      for (const { reject } of waiting.splice(0)) {
        reject(failure);
      }
    };
    try {
      // Without the command line of this process, where a debugger or a profiler may be.
      worker = new Worker(file, { execArgv: [] });
    } catch (error) {
      fail(error);
      return;
    }
    worker.on("message", (message: DeflatedBatch | "started") => {
      if (message === "started") {
        resolve(true);
      } else {
        waiting.shift()?.resolve(message);
      }
    });
    worker.on("error", fail);
    worker.on("exit", fail);
  });
  const tell = (task: ThreadTask, buffers: ArrayBuffer[] = []): void => worker?.postMessage(task, buffers);
  return {
    deflate: async (batch) => {
      if (!(await isStarted)) {
        return instead.deflate(batch);
      }
      return new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure);
          return;
        }
        waiting.push({ resolve, reject });
        tell(batch, [batch.bytes.buffer]);
      });
    },
    forget: (lane) => {
      instead.forget(lane);
      tell({ forget: lane });
    },
    hasFailed: () => failure !== undefined,
    end: () => {
      isEnded = true;
      void worker?.terminate();
    },
  };
}
