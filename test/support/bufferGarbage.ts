import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// V8 has no hurry with buffers, which are not in its heap: a worker that sends one package of 50 MB after the other held
// two gigabytes of those that nobody needs any more.
const mostBytes = 300_000_000;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Keeps the memory of a worker, which takes many files one after the other, to what its tests need. */
export const mochaHooks = {
  afterEach(): void {
    if (process.memoryUsage().external > mostBytes) {
      collectGarbage();
    }
  },
};
