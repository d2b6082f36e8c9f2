// The memory that the processes of a run take, by the kernel's own record of each: Linux alone has one to be read.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { repositoryRoot } from "../setup/dependencies.mjs";

/** No process of a run may ever hold more: two of them and the engine shall fit into a small machine. */
export const mostMegabytes = 1500;

const lookEveryMs = 500;

/**
 * Watches all processes below this one. stop() answers the one that has held most at any time, undefined where the system
 * does not tell; what it took on within its last half second may be missing.
 */
export function watchMemory() {
  let highest;
  const look = () => {
    for (const process of descendants()) if (process.megabytes > (highest?.megabytes ?? 0)) highest = process;
  };
  const timer = setInterval(look, lookEveryMs);
  return {
    stop() {
      clearInterval(timer);
      return highest && { megabytes: Math.round(highest.megabytes), what: commandOf(highest) };
    },
  };
}

function descendants() {
  const processes = readAll();
  const isBelow = ({ parent }) => parent === process.pid || (processes.has(parent) && isBelow(processes.get(parent)));
  return [...processes.values()].filter(isBelow);
}

function readAll() {
  const pids = process.platform === "linux" ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
  return new Map(pids.map((pid) => [Number(pid), read(pid)]).filter(([, found]) => found !== undefined));
}

function read(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const numberOf = (field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return { parent: numberOf("PPid"), megabytes: (numberOf("VmHWM") * 1024) / 1e6, command };
  } catch {
    return undefined; // it ended between the two looks
  }
}

// Enough to know it by: node's flags and whole scripts (`node -e …`) are left out.
function commandOf({ command }) {
  const [program, ...args] = command;
  const script = args.find((arg) => arg !== "" && !arg.startsWith("-") && !arg.includes("\n"));
  return `${path.basename(program)} ${script?.replace(repositoryRoot, "") ?? ""}`.trim();
}
