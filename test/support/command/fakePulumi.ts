import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What the fake answers to a command: its output, or what it says before it fails. */
export type FakeAnswer = { stdout: string } | { stderr: string };

/** A `pulumi` for the PATH that answers as a test says, and keeps what it was asked. */
export class FakePulumi {
  readonly folder = mkdtempSync(path.join(tmpdir(), "fake-pulumi-"));

  /** `answers` by the command's words, such as `stack export --stack dev`. */
  constructor(answers: Record<string, FakeAnswer>) {
    const program = path.join(this.folder, "pulumi");
    writeFileSync(
      program,
      `#!${process.execPath}
const answers = ${JSON.stringify(answers)};
const command = process.argv.slice(2).join(" ");
const answer = answers[command.replace(" --non-interactive", "")] ?? { stderr: "error: unknown command " + command };
process.stdout.write(answer.stdout ?? "");
process.stderr.write(answer.stderr ?? "");
process.exitCode = answer.stderr === undefined ? 0 : 255;
`,
    );
    chmodSync(program, 0o755);
  }

  get env(): NodeJS.ProcessEnv {
    return { PATH: this.folder };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
