import type { CommandIo } from "#lib/command/commandIo.js";
import { DrivenClock } from "../drivenClock.js";

/** What a command runs in, with what it wrote. */
export interface BufferedIo {
  io: CommandIo;
  stdout: () => string;
  stderr: () => string;
}

/** No terminal, an empty environment and time that is driven, but for what a test says. */
export function bufferedIo(more: Partial<CommandIo> = {}): BufferedIo {
  const written = { stdout: "", stderr: "" };
  const io: CommandIo = {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
    env: {},
    cwd: process.cwd(),
    isTerminal: false,
    isErrorTerminal: false,
    clock: new DrivenClock(),
    ...more,
  };
  return { io, stdout: () => written.stdout, stderr: () => written.stderr };
}
