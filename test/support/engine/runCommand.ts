import { type ChildProcess, spawn } from "node:child_process";
import { importTool } from "./tools.js";

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
  /** Called with what it prints, as it comes. */
  onText?: (chunk: string) => void;
}

/** How the tools start and end programs. */
interface Programs {
  commandFor(command: string, args: string[]): [string, string[]];
  isGroupLeader: boolean;
  endTree(pid: number): void;
}

const running = new Set<ChildProcess>();
let programs: Programs | undefined;
process.on("exit", () => {
  running.forEach(killTree);
});

/** Runs a command that dies with all that it started at the deadline: the engine starts children and grandchildren. */
export async function runCommand(command: string, args: string[], options: CommandOptions): Promise<CommandResult> {
  programs ??= (await importTool("setup/programs.mjs")) as Programs;
  const [file, fileArgs] = programs.commandFor(command, args);
  const child = spawn(file, fileArgs, {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: programs.isGroupLeader,
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
      options.onText?.(chunk);
    };
  child.stdout.setEncoding("utf8").on("data", collect("stdout"));
  child.stderr.setEncoding("utf8").on("data", collect("stderr"));

  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      killTree(child);
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

function killTree({ pid }: ChildProcess): void {
  if (pid !== undefined) {
    programs?.endTree(pid);
  }
}
