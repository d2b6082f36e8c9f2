import { type Clock, systemClock } from "../ground/clock.js";

/** What a command knows of the process around it: tests bring one of their own. */
export interface CommandIo {
  /** What was asked for, such as a table or JSON. */
  stdout: Writer;
  /** Progress, and what went wrong. */
  stderr: Writer;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Width of the terminal in characters; undefined where stdout is none. */
  columns?: number;
  /** Whether somebody reads stdout at a terminal: there are colours, elsewhere none. */
  isTerminal: boolean;
  /** Whether somebody reads stderr at a terminal: there is progress, elsewhere none. */
  isErrorTerminal: boolean;
  clock: Clock;
}

export interface Writer {
  write(text: string): unknown;
}

const usualColumns = 80;

/** That of this process. */
export function commandIoOfProcess({ stdout, stderr, env } = process): CommandIo {
  return {
    stdout,
    stderr,
    env,
    cwd: process.cwd(),
    // A terminal that does not know its width says 0.
    columns: stdout.isTTY ? stdout.columns || usualColumns : undefined,
    isTerminal: stdout.isTTY,
    // Where a line cannot be drawn anew there is no progress.
    isErrorTerminal: stderr.isTTY && env.TERM !== "dumb",
    clock: systemClock,
  };
}

/** Whether what is written to stdout has colours (no-color.org). */
export function hasColours({ isTerminal, env }: Pick<CommandIo, "isTerminal" | "env">): boolean {
  return isTerminal && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
}
