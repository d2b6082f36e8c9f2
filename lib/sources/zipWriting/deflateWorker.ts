import { parentPort } from "node:worker_threads";
import { makeBatchDeflater } from "./deflateBatch.js";
import type { Batch } from "./deflateBatch.js";

/** What a thread is told: a batch, or a lane that ended early. */
export type ThreadTask = Batch | { forget: number };

/** Run by deflateThread: says when it is there, then answers each batch by the compressed one, in order. */
async function serve(): Promise<void> {
  const deflater = await makeBatchDeflater();
  parentPort?.on("message", (task: ThreadTask) => {
    if ("forget" in task) {
      deflater.forget(task.forget);
      return;
    }
    const deflated = deflater.deflate(task);
    parentPort?.postMessage(deflated, [deflated.bytes.buffer]);
  });
  parentPort?.postMessage("started");
}

void serve();
