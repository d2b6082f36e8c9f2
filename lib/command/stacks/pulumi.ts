import { execFile } from "node:child_process";
import { DeployError } from "../../ground/errors.js";
import { printable } from "../../ground/printable.js";
import type { CommandIo } from "../commandIo.js";

const timeoutMs = 120_000;
// A state of thousands of resources; Pulumi's own limit for its messages is the same.
const largestOutputBytes = 400_000_000;

/**
 * Runs the `pulumi` of the PATH and answers with its output. Not by the Automation API: its `exportStack` always asks for
 * decrypted secrets, and its way to run another command is private.
 */
export function pulumi(args: string[], folder: string, { env }: Pick<CommandIo, "env">): Promise<string> {
  const options = {
    cwd: folder,
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: timeoutMs,
    maxBuffer: largestOutputBytes,
  };
  return new Promise((resolve, reject) => {
    const child = execFile("pulumi", [...args, "--non-interactive"], options, (error, stdout, stderr) => {
      if (error === null) {
        resolve(stdout);
      } else {
        reject(new PulumiFailure(reasonOf(error, stderr)));
      }
    });
    child.stdin?.end();
  });
}

/** What `pulumi` said when it failed, without a period. */
export class PulumiFailure extends DeployError {
  constructor(readonly reason: string) {
    super("BadInput", reason);
  }
}

const notFound = "pulumi is not on the PATH";

/** Whether there is no `pulumi` at all, so that neither folder, name nor login need be looked at. */
export function isNotFound(error: unknown): boolean {
  return error instanceof PulumiFailure && error.reason === notFound;
}

function reasonOf(error: Error & { code?: unknown; killed?: boolean }, stderr: string): string {
  if (error.code === "ENOENT") {
    return notFound;
  }
  if (error.killed === true) {
    return `pulumi gave no answer within ${timeoutMs / 1000} s`;
  }
  const lines = stderr.split("\n").map((line) => line.trim());
  const said = lines.find((line) => /^error: /.test(line)) ?? lines.find((line) => line !== "");
  return printable(said ?? "pulumi failed without a word").replace(/^error: |\.$/g, "");
}
