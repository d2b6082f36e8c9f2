import { type ChildProcess, spawn } from "node:child_process";

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Both streams in the order in which they came, as a person would see them. */
  text: string;
}

export interface CommandOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  deadlineSeconds: number;
  /** Called with the process's id, for tests that kill it. */
  onStart?: (pid: number) => void;
}

const running = new Set<ChildProcess>();
process.on("exit", () => {
  running.forEach(killGroup);
});

/** Runs a command in a process group of its own, which dies as a whole at the deadline: the engine starts children and grandchildren. */
export function runCommand(command: string, args: string[], options: CommandOptions): Promise<CommandResult> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  if (child.pid !== undefined) {
    options.onStart?.(child.pid);
  }
  const seen = { stdout: "", stderr: "", text: "" };
  const collect =
    (stream: "stdout" | "stderr") =>
    (chunk: string): void => {
      seen[stream] += chunk;
      seen.text += chunk;
    };
  child.stdout.setEncoding("utf8").on("data", collect("stdout"));
  child.stderr.setEncoding("utf8").on("data", collect("stderr"));

  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      killGroup(child);
      reject(new Error(`${args[0] ?? command} did not end within ${options.deadlineSeconds} s:\n${seen.text}`));
    }, options.deadlineSeconds * 1000);
    child.once("error", reject);
    // 'close' and not 'exit': the last lines may still be in the pipe.
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      if (code === null) {
        reject(new Error(`${args[0] ?? command} was ended by ${String(signal)}:\n${seen.text}`));
      } else {
        resolve({ code, ...seen });
      }
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
