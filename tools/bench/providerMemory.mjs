// What the provider's process takes, seen from outside.
import { readFileSync } from "node:fs";
import { clearInterval, setInterval } from "node:timers";
import { descendantsOf } from "../../build/test/support/engine/processTree.js";

const pauseMs = 50;
const dynamicProvider = "dynamic-provider/index.js";
// The kernel's clock tick, which is 100 a second on every Linux that Node.js runs on.
const ticksPerSecond = 100;

/** Watches the provider below a `pulumi` process; the answer ends the watch and gives its highest RSS in bytes, and its CPU. */
export function watchProvider(pulumiPid, script = dynamicProvider) {
  let provider;
  const seen = { highestRssBytes: 0, cpuSeconds: 0 };
  const look = () => {
    // YAML starts one more for the schema, which is gone before the work begins.
    provider = descendantsOf(pulumiPid, script)[0] ?? provider;
    if (provider === undefined) return;
    seen.highestRssBytes = Math.max(seen.highestRssBytes, highestRssBytes(provider));
    seen.cpuSeconds = Math.max(seen.cpuSeconds, cpuSecondsOf(provider));
  };
  const timer = setInterval(look, pauseMs);
  return () => {
    clearInterval(timer);
    return seen;
  };
}

/** The CPU of a process so far, user and system; 0 where it is gone. */
function cpuSecondsOf(pid) {
  try {
    // After the name in brackets, which may hold anything: state is the third field, utime and stime 14 and 15.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ESRCH") return 0;
    throw error;
  }
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
