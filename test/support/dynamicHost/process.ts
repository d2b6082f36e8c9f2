import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const BOOT_SECONDS = 200;
const STOP_SECONDS = 60;

const running = new Set<ChildProcess>();
// A failing hook or an interrupted run must not leave a host behind; one listener for all, for eleven would be a warning.
process.on("exit", () => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
});

/** A running host: its port, and all that it printed. */
export interface HostProcess {
  port: number;
  output(): string;
  /** Stops reading what it prints, as an engine that was killed does; settles when the host has ended. */
  breakPipes(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Settles when the process has ended, with its exit code. */
  exited: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts a provider's script for Node, with arguments of its own if it has any. Like the engine, it takes the port from the first line of stdout. */
export async function startHostProcess(
  /** The script, and behind it the engine's address. */
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<HostProcess> {
  const child = spawn(process.execPath, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const exited = once(child, "exit").then(([code]) => {
    running.delete(child);
    return code as number | null;
  });

  let printed = "";
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`The host printed no port within ${BOOT_SECONDS} s:\n${printed}`));
    }, BOOT_SECONDS * 1000);
    const collect = (chunk: Buffer): void => {
      printed += chunk.toString("utf8");
      const firstLine = /^(\d+)\n/.exec(printed);
      if (firstLine) {
        clearTimeout(timer);
        resolve(Number(firstLine[1]));
      }
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`The host ended with code ${String(code)} before it was ready:\n${printed}`));
    });
  });

  return {
    port,
    output: () => printed.replace(/^\d+\n/, ""),
    breakPipes: async () => {
      child.stdout.destroy();
      child.stderr.destroy();
      await exited;
    },
    signal: (name) => child.kill(name),
    exited,
    stop: async () => {
      // SIGINT, for so the engine ends it.
      child.kill("SIGINT");
      const timer = setTimeout(() => child.kill("SIGKILL"), STOP_SECONDS * 1000);
      await exited;
      clearTimeout(timer);
    },
  };
}
