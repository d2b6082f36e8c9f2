// The memory of the process that Pulumi starts for dynamic providers, seen from outside.
import { readFileSync } from "node:fs";
import { clearInterval, setInterval } from "node:timers";
import { descendantsOf } from "../../build/test/support/engine/processTree.js";

const pauseMs = 50;
const script = "dynamic-provider/index.js";

/** Watches the provider below a `pulumi` process; the answer ends the watch and gives its highest RSS in bytes. */
export function watchProvider(pulumiPid) {
  let provider;
  let highestBytes = 0;
  const look = () => {
    provider ??= descendantsOf(pulumiPid, script)[0];
    if (provider !== undefined) highestBytes = Math.max(highestBytes, highestRssBytes(provider));
  };
  const timer = setInterval(look, pauseMs);
  return () => {
    clearInterval(timer);
    return highestBytes;
  };
}

/** The highest RSS of a process so far, by the kernel's own count; 0 where it is gone. */
export function highestRssBytes(pid) {
  try {
    return 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ESRCH") return 0;
    throw error;
  }
}
