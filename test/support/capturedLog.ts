import type { Log } from "#lib/ground/log.js";

/** Keeps the lines that a user would see. */
export class CapturedLog implements Log {
  readonly lines: string[] = [];

  info(functionName: string, message: string): void {
    this.lines.push(`${functionName}: ${message}`);
  }

  warn(functionName: string, message: string): void {
    this.lines.push(`${functionName}: warning: ${message}`);
  }

  get text(): string {
    return this.lines.join("\n");
  }
}
