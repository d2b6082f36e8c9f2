import type { CommandIo } from "./commandIo.js";

const silenceMs = 2000;
const drawingMs = 200;
const clearLine = "\r\u001b[K";

/** One line on a terminal's stderr that says what is being waited for, once it takes over two seconds. */
export class Progress {
  private readonly beganAtMs: number;
  private readonly timer: NodeJS.Timeout | undefined;
  private saying = "";
  private isDrawn = false;

  constructor(private readonly io: CommandIo) {
    this.beganAtMs = io.clock.nowMs();
    if (io.isErrorTerminal) {
      // It draws while nothing else happens, and keeps no process alive.
      this.timer = setInterval(() => {
        this.draw();
      }, drawingMs).unref();
    }
  }

  say(text: string): void {
    this.saying = text;
    this.draw();
  }

  end(): void {
    clearInterval(this.timer);
    if (this.isDrawn) {
      this.io.stderr.write(clearLine);
    }
  }

  private draw(): void {
    const { isErrorTerminal, clock, stderr } = this.io;
    if (isErrorTerminal && clock.nowMs() - this.beganAtMs >= silenceMs) {
      const elapsed = Math.round((clock.nowMs() - this.beganAtMs) / 1000);
      stderr.write(`${clearLine}${this.saying}, ${elapsed} s`);
      this.isDrawn = true;
    }
  }
}
